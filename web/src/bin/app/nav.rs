//! Moving between places: the address bar, the browser's history, links, and where the focus goes.

use crate::browser;
use crate::place::Place;
use crate::signals::RwSignal;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// The way around.
pub(crate) struct Nav {
    place: RwSignal<Place>,
}

impl Nav {
    /// Where the address bar says.
    pub(crate) fn new() -> Self {
        Self {
            place: RwSignal::new(here()),
        }
    }

    /// From now on links and the browser's buttons move within the page.
    pub(crate) fn listen(&'static self) {
        browser::on_window("popstate", move |_| {
            self.place.set(here());
            focus_heading();
        });
        browser::on_window("click", move |event| self.follow(event.unchecked_ref()));
    }

    /// The place, followed by whoever reads it in a view.
    pub(crate) fn place(&'static self) -> Place {
        self.place.get()
    }

    /// The place, once.
    pub(crate) fn place_now(&'static self) -> Place {
        self.place.get_untracked()
    }

    /// Goes somewhere, and puts the focus on the heading there.
    pub(crate) fn go(&'static self, place: Place) {
        if place != self.place_now() {
            let _only_the_bar_stays_behind =
                history().push_state_with_url(&JsValue::NULL, "", Some(&place.path()));
            self.place.set(place);
        }
        focus_heading();
    }

    /// Goes somewhere without leaving a way back.
    pub(crate) fn replace(&'static self, place: Place) {
        let _only_the_bar_stays_behind =
            history().replace_state_with_url(&JsValue::NULL, "", Some(&place.path()));
        if place != self.place_now() {
            self.place.set(place);
            focus_heading();
        }
    }

    /// The place where one is has another address now. Nothing moves.
    pub(crate) fn rename(&'static self, place: Place) {
        let _only_the_bar_stays_behind =
            history().replace_state_with_url(&JsValue::NULL, "", Some(&place.path()));
        self.place.set(place);
    }

    /// Loads the page anew at an address of its own. (Replacing the address by one that differs in its fragment alone would
    /// load nothing.)
    pub(crate) fn load_anew(&'static self, address: &str) {
        let _only_the_bar_stays_behind = history().replace_state_with_url(&JsValue::NULL, "", Some(address));
        let _gone = browser::window().location().reload();
    }

    /// A plain click on a link within the app.
    fn follow(&'static self, event: &MouseEvent) {
        if event.default_prevented()
            || event.button() != 0
            || event.ctrl_key()
            || event.meta_key()
            || event.shift_key()
            || event.alt_key()
        {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link else { return };
        let within = link.origin() == browser::window().location().origin().unwrap_or_default();
        if !within || link.has_attribute("download") || !link.target().is_empty() || link.hash().len() > 1 {
            return;
        }
        let place = Place::of(&link.pathname());
        if place != Place::Nowhere {
            event.prevent_default();
            self.go(place);
        }
    }
}

fn here() -> Place {
    Place::of(&browser::window().location().pathname().unwrap_or_default())
}

fn history() -> web_sys::History {
    browser::window()
        .history()
        .expect("a page in a window has a history")
}

/// Focuses what the new view wants read first, once it is drawn: the row that was left, or else the heading.
fn focus_heading() {
    browser::after(30, || {
        if let Some(wanted) = browser::find("[data-focus-first]").or_else(|| browser::find("main h1")) {
            browser::focus(&wanted);
        }
    });
}

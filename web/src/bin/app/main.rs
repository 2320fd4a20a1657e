//! The page's program: it draws what the worker tells, and asks the worker for what the person wants. It holds no key, and
//! no letter longer than it is looked at.

mod browser;
mod draw;
mod kit;
mod nav;
mod passkey;
mod place;
mod plain;
mod prefs;
mod screens;
mod signals;
mod state;
mod texts;
mod trouble;

use state::Page;
use texts::t;

fn main() {
    std::panic::set_hook(Box::new(|_| stopped()));
    signals::flush_soon_by(|| browser::soon(signals::flush));
    let place = browser::document()
        .get_element_by_id("app")
        .expect("index.html has a place for the app");
    draw::mount(&place, || screens::root(Page::start()));
}

/// The page or the worker stopped for a reason of its own. Says so with what still works: the document.
/// Nothing of the reason is shown or logged, since it could hold something of a letter.
fn stopped() {
    let Some(notice) = browser::find("#stopped") else {
        return;
    };
    for (selector, text) in [
        ("#stopped h1", t!(STOPPED)),
        ("#stopped p", t!(STOPPED_MORE)),
        ("#stopped a", t!(STOPPED_RELOAD)),
    ] {
        if let Some(element) = browser::find(selector) {
            element.set_text_content(Some(&text));
        }
    }
    notice.set_hidden(false);
    if let Some(app) = browser::document().get_element_by_id("app") {
        app.remove();
    }
    browser::focus(&notice);
}

//! The recovery words on the page, until they are on paper and three of them were typed back. The worker makes them; here they
//! are shown, printed and saved, and go with the page.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, icon_small, letter_skeleton, trouble_banner};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, RecoveryPaper};

const FILE_NAME: &str = "forsegla-recovery-words.txt";
const FIELDS: [&str; 3] = ["word-one", "word-two", "word-three"];

/// The words, and how far the person is with them.
#[derive(Clone, Copy)]
pub(super) struct Kit {
    paper: RwSignal<Option<Result<RecoveryPaper, Trouble>>>,
    typed: [RwSignal<String>; 3],
    put_away: RwSignal<bool>,
    checked: RwSignal<bool>,
    proven: RwSignal<bool>,
}

impl Kit {
    pub(super) fn new() -> Self {
        Self {
            paper: RwSignal::new(None),
            typed: [(); 3].map(|()| RwSignal::new(String::new())),
            put_away: RwSignal::new(false),
            checked: RwSignal::new(false),
            proven: RwSignal::new(false),
        }
    }

    /// The words, once they are on paper.
    pub(super) fn words(self) -> Option<String> {
        let paper = self.paper.get_untracked().and_then(Result::ok)?;
        self.proven.get_untracked().then(|| paper.words.join(" "))
    }

    /// All steps, of the first of which the words are made. `done` follows when they are on paper; `back` is another way out,
    /// with its name.
    pub(super) fn view(
        self,
        app: App,
        address: impl Fn() -> String + Copy + 'static,
        done: impl Fn() + Copy + 'static,
        back: (String, impl Fn() + Copy + 'static),
    ) -> View {
        if self.paper.with_untracked(Option::is_none) {
            spawn_local(async move {
                self.paper.set(Some(match app.ask(Ask::MakeWords).await {
                    Ok(Answer::Words(paper)) => Ok(paper),
                    Ok(_) => Err(Trouble::from(&Error::BadAnswer(String::new()))),
                    Err(error) => Err(Trouble::from(&error)),
                }));
            });
        }
        let (out_name, out) = back;
        let out_button = move || {
            button("btn quiet")
                .on("click", move |_| out())
                .add(out_name.clone())
        };
        group()
            .add(move || match self.paper.get() {
                None => letter_skeleton(t!(LOADING)),
                Some(Err(trouble)) => trouble_banner("kit-trouble", trouble, ()),
                Some(Ok(paper)) if self.put_away.get() => self.check(&paper, done),
                Some(Ok(paper)) => self.show(app, &paper, address()),
            })
            .add(el("p").class("no-print").add(out_button))
            .view()
    }

    fn show(self, app: App, paper: &RecoveryPaper, address: String) -> View {
        let words = &paper.words;
        let service = browser::window().location().host().unwrap_or_default();
        let whose = t!(
            WORDS_FOR,
            address = address,
            day = times::day(times::now_ms()),
            service = service
        );
        let numbered = words
            .iter()
            .enumerate()
            .map(|(at, word)| format!("{:>2}. {word}", at + 1));
        let file = format!("{whose}\r\n\r\n{}\r\n", numbered.collect::<Vec<_>>().join("\r\n"));
        let save = move |_| {
            let saved =
                browser::file_of(file.as_bytes()).and_then(|file| browser::download(&file, FILE_NAME));
            if saved.is_none() {
                app.notices.tell(Trouble::from(&Error::FileUnwritable).line());
            }
        };
        let go_on = move |_| {
            self.put_away.set(true);
            browser::focus_soon("word-one");
        };
        el("div")
            .class("stack")
            .add(
                el("p")
                    .attr("id", "words-heading")
                    .attr("tabindex", "-1")
                    .add(whose),
            )
            .add(
                el("ol")
                    .class("backup-codes recovery-words")
                    .attr("translate", "no")
                    .attr("lang", "en")
                    .attr("aria-labelledby", "words-heading")
                    .add(
                        words
                            .iter()
                            .map(|word| el("li").add(word.clone()))
                            .collect::<Vec<_>>(),
                    ),
            )
            .add(el("p").class("small muted").words(text!(WORDS_ENGLISH)))
            .add(
                el("div")
                    .class("row wrap no-print")
                    .add(
                        button("btn secondary small")
                            .on("click", |_| browser::print())
                            .add(icon_small("printer"))
                            .words(text!(PRINT)),
                    )
                    .add(
                        button("btn secondary small")
                            .on("click", save)
                            .add(icon_small("download"))
                            .words(text!(WORDS_SAVE)),
                    )
                    .add(
                        button("btn primary small")
                            .on("click", go_on)
                            .words(text!(WORDS_PUT_AWAY)),
                    ),
            )
            .view()
    }

    /// Three of the words, from the paper.
    fn check(self, paper: &RecoveryPaper, done: impl Fn() + Copy + 'static) -> View {
        let wanted: Vec<(usize, String)> = paper
            .places
            .iter()
            .filter_map(|place| Some((*place, paper.words.get(*place)?.clone())))
            .collect();
        let is_right = move |typed: RwSignal<String>, word: &str| {
            typed.with(|typed| typed.trim().eq_ignore_ascii_case(word))
        };
        let fields: Vec<_> = wanted
            .iter()
            .zip(FIELDS)
            .zip(self.typed)
            .map(|(((place, word), id), typed)| {
                let word = word.clone();
                field(Field {
                    id,
                    label: t!(WORD_NUMBER, number = *place + 1),
                    hint: None,
                    value: typed,
                    fault: Memo::new(move || {
                        (self.checked.get() && !is_right(typed, &word)).then(|| t!(WORD_OTHER))
                    }),
                    kind: "text",
                    autocomplete: "off",
                    optional: false,
                })
            })
            .collect();
        let submit = move |event: web_sys::Event| {
            event.prevent_default();
            self.checked.set(true);
            let wrong = wanted
                .iter()
                .zip(FIELDS)
                .zip(self.typed)
                .find(|(((_, word), _), typed)| !is_right(*typed, word));
            match wrong {
                Some(((_, id), _)) => browser::focus_soon(id),
                None => {
                    self.proven.set(true);
                    done();
                }
            }
        };
        let again = move |_| {
            self.put_away.set(false);
            self.checked.set(false);
            browser::focus_soon("words-heading");
        };
        el("form")
            .class("stack loose")
            .attr("novalidate", "")
            .on("submit", submit)
            .add(el("p").words(text!(WORDS_CHECK_LEAD)))
            .add(fields)
            .add(
                el("div")
                    .class("row wrap")
                    .add(
                        el("button")
                            .attr("type", "submit")
                            .class("btn primary")
                            .words(text!(CONTINUE)),
                    )
                    .add(
                        button("btn secondary")
                            .on("click", again)
                            .words(text!(WORDS_SEE_AGAIN)),
                    ),
            )
            .view()
    }
}

//! People: their picture, how far they are trusted, whether they have read.

use super::{icon_small, symbol};
use crate::draw::{View, el};
use crate::plain::{called, initials};
use crate::texts::t;
use client::view::{Person, ReadCount, Trust};

/// Two letters on a ground that is the same for the same address.
pub(crate) fn avatar(size: &'static str, name: &str, address: &str) -> View {
    const GROUNDS: [&str; 4] = ["", "b", "c", "d"];
    let sum = address.bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    let ground = GROUNDS.into_iter().nth(sum % GROUNDS.len()).unwrap_or_default();
    let letters = initials(called(name, address));
    el("span")
        .class(format!("avatar {ground} {size}"))
        .attr("aria-hidden", "true")
        .add(letters)
        .view()
}

/// How far a person's keys are trusted, in a word.
pub(crate) fn trust_mark(person: &Person) -> View {
    let (class, icon, words) = match person.trust {
        Trust::Own => return View::none(),
        Trust::Verified => ("verified", "badge-check", t!(TRUST_VERIFIED)),
        Trust::Known => ("verified known", "shield-check", t!(TRUST_KNOWN)),
        Trust::New => ("verified new", "user-plus", t!(TRUST_NEW)),
    };
    el("span").class(class).add(icon_small(icon)).add(words).view()
}

/// Who of a letter's readers has read it: all, some, none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    All,
    Some,
    None,
}

impl Reads {
    /// Counted.
    pub(crate) fn of(count: ReadCount) -> Self {
        match count.read {
            0 => Self::None,
            read if read >= count.of => Self::All,
            _ => Self::Some,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::All => "status all",
            Self::Some => "status some",
            Self::None => "status none",
        }
    }

    /// The drawing: full, half, or empty with a dash.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::All => "m-all",
            Self::Some => "m-some",
            Self::None => "m-none",
        }
    }
}

/// A read mark: shape, colour and words.
pub(crate) fn read_mark(reads: Reads, words: String) -> View {
    el("span")
        .class(reads.class())
        .add(symbol("moon", reads.symbol()))
        .add(el("span").add(words))
        .view()
}

#[cfg(test)]
mod tests {
    use super::Reads;
    use client::view::ReadCount;

    #[test]
    fn all_some_and_none() {
        for (read, of, wanted) in [
            (0, 3, Reads::None),
            (1, 3, Reads::Some),
            (3, 3, Reads::All),
            (0, 0, Reads::None),
        ] {
            assert_eq!(Reads::of(ReadCount { read, of }), wanted);
        }
    }
}

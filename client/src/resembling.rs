//! A guard before the wrong recipient: a stranger's address that is nearly a correspondent's.

use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::Transport;
use crate::view::{Person, Reachable, Trust};
use strsim::osa_distance;

/// Slips of the finger within a domain's name.
const DOMAIN_SLIPS_MAX: usize = 2;
/// A name as long as this may have two slips; a shorter one, one.
const LONG_NAME_CHARS: usize = 8;
/// In shorter names one letter is all there is to tell people apart.
const NAME_CHARS_MIN: usize = 3;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Whom else the person may have meant: the correspondent whose address is nearest to one that is nobody's, or a stranger's.
    pub fn meant_instead(&self, looked_at: &Reachable) -> Option<Person> {
        let address = match looked_at {
            Reachable::Yes(person) if person.trust == Trust::New => &person.address,
            Reachable::No { address } => address,
            _ => return None,
        };
        let nearest = {
            let state = self.state();
            let known = state.opened.sig.contacts.keys();
            let near = known.filter_map(|known| Some((slips(address, known)?, known)));
            near.min().map(|(_, known)| known.clone())
        };
        nearest.map(|known| self.person(&known, self.pinned_trust(&known)))
    }
}

/// How many slips make the one canonical address of the other, where so few do that they may be slips.
fn slips(typed: &str, known: &str) -> Option<usize> {
    let ((typed_name, typed_domain), (known_name, known_domain)) =
        (typed.rsplit_once('@')?, known.rsplit_once('@')?);
    let (distance, max) = if typed_name == known_name {
        (osa_distance(typed_domain, known_domain), DOMAIN_SLIPS_MAX)
    } else if typed_domain == known_domain {
        let max = match known_name.chars().count() {
            chars if chars < NAME_CHARS_MIN => 0,
            chars if chars < LONG_NAME_CHARS => 1,
            _ => 2,
        };
        (osa_distance(typed_name, known_name), max)
    } else {
        return None;
    };
    (1..=max).contains(&distance).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn slips_of_a_finger_are_seen_and_other_people_are_not() {
        let known = "annika.berg@kommun.example";
        for (typed, expected) in [
            ("anika.berg@kommun.example", Some(1)),
            ("annika.breg@kommun.example", Some(1)),
            ("anika.breg@kommun.example", Some(2)),
            ("annika.berg@komun.example", Some(1)),
            ("annika.berg@kommun.exmaple", Some(1)),
            (known, None),
            ("annika.lund@kommun.example", None),
            ("anika.berg@komun.example", None),
            ("annika.berg@region.example", None),
            ("annika.berg", None),
        ] {
            assert_eq!(slips(typed, known), expected, "{typed}");
        }
        assert_eq!(slips("bo@a.example", "bi@a.example"), None);
        assert_eq!(slips("per@a.example", "pär@a.example"), Some(1));
        assert_eq!(slips("karl@a.example", "kajsa@a.example"), None);
    }
}

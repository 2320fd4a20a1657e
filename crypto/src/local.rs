//! Local objects (protocol.md 5.7): what belongs to one person alone, such as drafts, names and contacts, sealed under `K_local`.
//!
//! ```text
//! box    = box1(K_local, "local", aad = user_id ‖ u8 kind ‖ obj_id ‖ u64 ver, padded)
//! padded = u32 len ‖ data ‖ zeros to padme(max(4 + len, floor of the kind))
//! ```
//!
//! Owns the box, the [`Root`] that lists all objects, and the [`Draft`]. The server knows kind, id, version and padded size. Which
//! version is the newest that was seen is the caller's to remember (R17).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Id, KLocal, Refused, hazmat::box1, padme, wire::Reader};

mod draft;
mod root;

pub use draft::{Draft, Expiry, Place};
pub use root::{Entry, Root};

const LABEL: &str = "local";
const LEN_SIZE: usize = 4;

/// Longest content, in bytes. More is a part whose key stands in the object.
pub const LEN_MAX: usize = box1::CONTENT_LEN_MAX - LEN_SIZE;

/// The content would be longer than [`LEN_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("local object too large")]
pub struct TooLarge;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $number:literal, $floor:literal;)+) => {
        /// What an object is. The number and the size bucket stand in the clear.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The number in the aad.
            #[must_use]
            pub fn number(self) -> u8 {
                match self {
                    $(Self::$kind => $number,)+
                }
            }

            /// Least padded length, in bytes.
            #[must_use]
            pub fn floor(self) -> usize {
                match self {
                    $(Self::$kind => $floor,)+
                }
            }
        }
    };
}

kinds! {
    /// The list of all others with their versions; there is one, and its id is zeros.
    Root = 0, 1024;
    /// A folder's name and place.
    Folder = 1, 256;
    /// A label's name and colour.
    Label = 2, 256;
    /// A letter that is being written.
    Draft = 3, 4096;
    /// Somebody who was written to.
    Contact = 4, 512;
    /// A piece of the search index.
    IndexSegment = 5, 65_536;
    /// Choices of the person.
    Settings = 6, 512;
    /// Ids of erased letters.
    ErasedIds = 7, 4096;
    /// Rules for letters that arrive.
    Rules = 8, 512;
}

impl Kind {
    /// The kind of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }
}

/// Which object, in which version: what its box is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Whose.
    pub user_id: Id,
    /// What.
    pub kind: Kind,
    /// Which; [`Root::ID`] of the root alone.
    pub obj_id: Id,
    /// Counts up with each change, from 1.
    pub ver: u64,
}

impl Name {
    fn aad(&self) -> Vec<u8> {
        [
            &self.user_id[..],
            &[self.kind.number()],
            &self.obj_id,
            &self.ver.to_be_bytes(),
        ]
        .concat()
    }

    /// Seals the content, padded.
    ///
    /// # Errors
    /// If it is too large.
    pub fn seal(
        &self,
        key: &KLocal,
        content: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, TooLarge> {
        let len = u32::try_from(content.len()).map_err(|_| TooLarge)?;
        let needed = (LEN_SIZE + content.len()).max(self.kind.floor());
        let padded_len = u64::try_from(needed).map(padme::padded_len);
        let padded_len = padded_len.ok().and_then(|len| usize::try_from(len).ok());
        let padded_len = padded_len
            .filter(|len| *len <= box1::CONTENT_LEN_MAX)
            .ok_or(TooLarge)?;
        let mut padded = Zeroizing::new(Vec::with_capacity(padded_len));
        padded.extend_from_slice(&len.to_be_bytes());
        padded.extend_from_slice(content);
        padded.resize(padded_len, 0);
        Ok(box1::seal(key.expose(), LABEL, &self.aad(), &padded, rng))
    }

    /// Opens what [`Self::seal`] made under the same name.
    ///
    /// # Errors
    /// If the box is not of this key and name, or not padded as it has to be.
    pub fn open(&self, key: &KLocal, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let padded = box1::open(key.expose(), LABEL, &self.aad(), sealed)?;
        let mut reader = Reader::new(&padded);
        let content = Zeroizing::new(reader.lp32()?.to_vec());
        let padding = reader.bytes(reader.remaining())?;
        reader.end()?;
        let needed = u64::try_from((LEN_SIZE + content.len()).max(self.kind.floor()));
        let is_sound = needed.map(padme::padded_len) == u64::try_from(padded.len());
        if is_sound && padding.iter().all(|byte| *byte == 0) {
            Ok(content)
        } else {
            Err(Refused)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    fn name(kind: Kind, ver: u64) -> Name {
        Name {
            user_id: [1; 16],
            kind,
            obj_id: [2; 16],
            ver,
        }
    }

    #[test]
    fn a_box_is_for_one_owner_kind_id_and_version() {
        let (key, name) = (KLocal::from_bytes([3; 32]), name(Kind::Draft, 4));
        let sealed = name.seal(&key, b"text", &mut rng(1)).unwrap();
        assert_eq!(name.open(&key, &sealed).unwrap().as_slice(), b"text");
        let others = [
            Name {
                user_id: [9; 16],
                ..name
            },
            Name {
                kind: Kind::Contact,
                ..name
            },
            Name {
                obj_id: [9; 16],
                ..name
            },
            Name { ver: 5, ..name },
        ];
        for other in others {
            assert_eq!(other.open(&key, &sealed), Err(Refused), "{other:?}");
        }
        assert_eq!(name.open(&KLocal::from_bytes([4; 32]), &sealed), Err(Refused));
    }

    #[test]
    fn sizes_show_only_buckets() {
        let key = KLocal::from_bytes([3; 32]);
        for kind in Kind::ALL {
            let size = |len: usize| {
                let sealed = name(*kind, 1).seal(&key, &vec![b'x'; len], &mut rng(1));
                sealed.unwrap().len() - box1::OVERHEAD
            };
            assert_eq!(size(0), kind.floor());
            assert_eq!(size(kind.floor() - LEN_SIZE), kind.floor());
            assert!(size(kind.floor()) > kind.floor());
            assert_eq!(Kind::from_number(kind.number()), Some(*kind));
        }
        assert_eq!(Kind::from_number(9), None);
    }

    #[test]
    fn there_is_a_longest_content() {
        let key = KLocal::from_bytes([3; 32]);
        let name = name(Kind::IndexSegment, 1);
        let sealed = name.seal(&key, &vec![b'x'; LEN_MAX], &mut rng(1)).unwrap();
        assert_eq!(name.open(&key, &sealed).unwrap().len(), LEN_MAX);
        assert_eq!(
            name.seal(&key, &vec![b'x'; LEN_MAX + 1], &mut rng(1)),
            Err(TooLarge)
        );
    }

    #[test]
    fn padding_is_zeros_and_of_one_length() {
        let (key, name) = (KLocal::from_bytes([3; 32]), name(Kind::Folder, 1));
        let boxed = |padded: &[u8]| box1::seal(key.expose(), LABEL, &name.aad(), padded, &mut rng(1));
        let mut padded = vec![0; 256];
        padded[3] = 1;
        assert!(name.open(&key, &boxed(&padded)).is_ok());
        padded[255] = 1;
        assert!(name.open(&key, &boxed(&padded)).is_err());
        assert!(name.open(&key, &boxed(&[0; 255])).is_err());
        assert!(name.open(&key, &boxed(&[0; 264])).is_err());
        assert!(name.open(&key, &boxed(&[0, 0, 1, 1].repeat(64))).is_err());
        assert!(name.open(&key, &boxed(&[0; 3])).is_err());
    }
}

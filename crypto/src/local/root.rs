//! The root: which objects there are, and in which version. What it does not list is ignored, what it lists and is missing or older
//! is damaged; so the server can take back none alone.
//!
//! ```text
//! u8 1 ‖ u32 n ‖ n × { obj_id[16] ‖ u8 kind ‖ u64 ver }        strictly ascending by obj_id
//! ```

use std::collections::BTreeMap;

use super::Kind;
use crate::{
    Id, ParseError,
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;
const ENTRY_LEN: usize = 16 + 1 + 8;

/// What the root says of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its version.
    pub ver: u64,
}

/// The list of all objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// By id.
    pub objects: BTreeMap<Id, Entry>,
}

impl Root {
    /// The root's own id.
    pub const ID: Id = [0; 16];

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let count = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        let mut writer = Writer::with_capacity(5 + self.objects.len() * ENTRY_LEN)
            .u8(VERSION)
            .u32(count);
        for (id, entry) in &self.objects {
            writer = writer.bytes(id).u8(entry.kind.number()).u64(entry.ver);
        }
        writer.finish()
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// If they are not of this layout, in this order, or list a root or a version 0.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let count = reader.u32()?;
        let mut objects = BTreeMap::new();
        let mut last = Self::ID;
        for _ in 0..count {
            let id: Id = reader.array()?;
            let kind = Kind::from_number(reader.u8()?).filter(|kind| *kind != Kind::Root);
            let kind = kind.ok_or(ParseError::new("an object of no known kind"))?;
            let ver = reader.u64()?;
            if id <= last || ver == 0 {
                return Err(ParseError::new("objects out of order"));
            }
            last = id;
            objects.insert(id, Entry { kind, ver });
        }
        reader.end()?;
        Ok(Self { objects })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn root(entries: &[(u8, Kind, u64)]) -> Root {
        let objects = entries.iter().map(|(id, kind, ver)| {
            let entry = Entry {
                kind: *kind,
                ver: *ver,
            };
            ([*id; 16], entry)
        });
        Root {
            objects: objects.collect(),
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        for root in [
            Root::default(),
            root(&[(1, Kind::Draft, 7), (2, Kind::Folder, u64::MAX)]),
        ] {
            assert_eq!(Root::parse(&root.encode()), Ok(root));
        }
    }

    #[test]
    fn one_list_has_one_spelling() {
        let bytes = root(&[(1, Kind::Draft, 7), (2, Kind::Folder, 1)]).encode();
        let with = |at: usize, value: u8| {
            let mut bytes = bytes.clone();
            bytes[at] = value;
            Root::parse(&bytes)
        };
        assert!(with(0, 2).is_err(), "another version");
        assert!(with(4, 1).is_err(), "bytes left over");
        assert!(with(4, 3).is_err(), "an entry too few");
        assert!(with(5, 3).is_err(), "out of order");
        assert!(with(21, 0).is_err(), "a root in the root");
        assert!(with(21, 9).is_err(), "no kind");
        assert!(with(29, 0).is_err(), "version 0");
        assert!(Root::parse(&[bytes.as_slice(), &[0]].concat()).is_err());
        assert!(
            Root::parse(&[1, 255, 255, 255, 255]).is_err(),
            "a count without entries"
        );
        let twice = [&[1, 0, 0, 0, 2][..], &bytes[5..30], &bytes[5..30]].concat();
        assert!(Root::parse(&twice).is_err());
    }
}

//! Tiles (C2SP tlog-tiles): the hashes and entries of a log in pieces of 256, each with a path.

use super::tree::Node;
use crate::ParseError;

const WIDTH: u64 = 256;

/// Levels of the tree that a tile's hashes are apart from those of the tile above.
const HEIGHT: u8 = 8;

/// Highest level of tiles: C2SP's bound, for 2^48 leaves.
const LEVEL_MAX: u8 = 5;

/// What a tile has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Hashes of this level of tiles: those of nodes at eight times the level.
    Hashes(u8),
    /// The entries themselves, each behind a `u16` of its length.
    Entries,
}

/// A tile's coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Of what.
    pub kind: TileKind,
    /// From the left, from 0.
    pub index: u64,
    /// How many of them; 256 of a full one.
    pub width: u16,
}

impl Tile {
    /// Reads the path below `tile/`: `<L>/<N>` or `entries/<N>`, with `.p/<W>` behind it where the tile is not full. `N` is written
    /// in groups of three digits, of which all but the last begin with an `x`. There is one spelling of each.
    ///
    /// # Errors
    /// If it is not the path of a tile.
    pub fn parse(path: &str) -> Result<Self, ParseError> {
        let damaged = ParseError::new("not the path of a tile");
        let (kind, rest) = path.split_once('/').ok_or(damaged)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(level.parse().map_err(|_| damaged)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, width.parse().map_err(|_| damaged)?),
            None => (rest, 256),
        };
        let digits: String = index
            .split('/')
            .map(|group| group.trim_start_matches('x'))
            .collect();
        let tile = Self {
            kind,
            index: digits.parse().map_err(|_| damaged)?,
            width,
        };
        let is_one = tile.to_path() == path
            && (1..=WIDTH).contains(&u64::from(width))
            && !matches!(kind, TileKind::Hashes(level) if level > LEVEL_MAX);
        if is_one { Ok(tile) } else { Err(damaged) }
    }

    /// The path below `tile/`.
    #[must_use]
    pub fn to_path(&self) -> String {
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        let kind = match self.kind {
            TileKind::Hashes(level) => level.to_string(),
            TileKind::Entries => "entries".to_owned(),
        };
        let partial = match self.width {
            256 => String::new(),
            width => format!(".p/{width}"),
        };
        format!("{kind}/{}{partial}", groups.join("/"))
    }

    /// The first of its nodes; the others follow it. Of entries, the leaf. None where no tree of 2^64 leaves has it.
    #[must_use]
    pub fn first(&self) -> Option<Node> {
        let level = match self.kind {
            TileKind::Hashes(level) => level.checked_mul(HEIGHT)?,
            TileKind::Entries => 0,
        };
        Some(Node {
            level,
            index: self.index.checked_mul(WIDTH)?,
        })
    }

    /// Whether a log of so many leaves has all of it.
    #[must_use]
    pub fn is_in(&self, size: u64) -> bool {
        let Some(first) = self.first() else { return false };
        let nodes = size.checked_shr(u32::from(first.level)).unwrap_or(0);
        let end = first.index.checked_add(u64::from(self.width));
        end.is_some_and(|end| end <= nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn paths_are_those_of_c2sp() {
        let tile = |kind, index, width| Tile { kind, index, width };
        for (path, tile) in [
            ("0/000", tile(TileKind::Hashes(0), 0, 256)),
            ("0/x001/x234/067", tile(TileKind::Hashes(0), 1_234_067, 256)),
            ("1/999", tile(TileKind::Hashes(1), 999, 256)),
            ("5/x001/000.p/1", tile(TileKind::Hashes(5), 1000, 1)),
            ("entries/x001/067.p/255", tile(TileKind::Entries, 1067, 255)),
        ] {
            assert_eq!(Tile::parse(path), Ok(tile));
            assert_eq!(tile.to_path(), path);
        }
        for bad in [
            "",
            "0",
            "0/",
            "0/0",
            "0/0000",
            "00/000",
            "+0/000",
            "6/000",
            "0/001/000",
            "0/x000/001",
            "0/x1/000",
            "0/xx01/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/257",
            "0/000.p/01",
            "0/000.p/",
            "0/000.p/1/",
            "entries/-01",
            "data/000",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert!(Tile::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tile_is_there_when_all_of_its_nodes_are() {
        let tile = |path: &str| Tile::parse(path).unwrap();
        for (path, size) in [
            ("0/000.p/1", 1),
            ("0/000", 256),
            ("0/001.p/3", 259),
            ("1/000.p/2", 512),
            ("1/000", 65_536),
            ("entries/002", 768),
        ] {
            assert!(tile(path).is_in(size) && !tile(path).is_in(size - 1), "{path}");
        }
        let far = Tile {
            kind: TileKind::Entries,
            index: u64::MAX,
            width: 256,
        };
        assert!(!far.is_in(u64::MAX));
    }
}

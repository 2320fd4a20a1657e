//! What overwriting in place can achieve where the vault lies. Said in every erasure report, and by `doctor`.

use std::io;
use std::path::Path;

/// The file system under a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its name, or its magic number where we know no name.
    pub file_system: String,
    /// Whether a block written over is gone from the volume.
    pub overwrites: Overwrites,
}

/// Whether overwriting reaches the old bytes. Flash drives may keep old pages below any file system; that is said
/// in words, since no program can see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overwrites {
    /// The file system writes in place.
    InPlace,
    /// It writes somewhere else and keeps the old blocks for a while; erasing rests on the destroyed key alone.
    CopyOnWrite,
    /// It journals the data as well, so the journal keeps a copy for a while.
    JournalsData,
    /// It lives in memory.
    Memory,
    /// It is remote or unknown to us.
    Unknown,
}

/// `f_type` of statfs(2), the name, and what the file system does.
const KNOWN: [(u64, &str, Overwrites); 9] = [
    (0xEF53, "ext4", Overwrites::InPlace),
    (0x5846_5342, "xfs", Overwrites::InPlace),
    (0x9123_683E, "btrfs", Overwrites::CopyOnWrite),
    (0x2FC1_2FC1, "zfs", Overwrites::CopyOnWrite),
    (0xCA45_1A4E, "bcachefs", Overwrites::CopyOnWrite),
    (0xF2F5_2010, "f2fs", Overwrites::CopyOnWrite),
    (0x794C_7630, "overlayfs", Overwrites::CopyOnWrite),
    (0x6969, "nfs", Overwrites::Unknown),
    (0x0102_1994, "tmpfs", Overwrites::Memory),
];

impl Media {
    /// Looks at the file system that holds `folder`.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let magic = rustix::fs::statfs(folder)?.f_type;
        let magic = u64::from_le_bytes(magic.to_le_bytes()) & 0xFFFF_FFFF;
        let mut media = Self::named(magic);
        if media.file_system == "ext4" {
            media.overwrites = match journals_data(folder) {
                Ok(false) => Overwrites::InPlace,
                Ok(true) => Overwrites::JournalsData,
                // Without /proc nobody can say.
                Err(_) => Overwrites::Unknown,
            };
        }
        Ok(media)
    }

    fn named(magic: u64) -> Self {
        match KNOWN.iter().find(|(known, ..)| *known == magic) {
            Some((_, name, overwrites)) => Self {
                file_system: (*name).to_owned(),
                overwrites: *overwrites,
            },
            None => Self {
                file_system: format!("{magic:#x}"),
                overwrites: Overwrites::Unknown,
            },
        }
    }
}

impl Overwrites {
    /// Whether "overwritten" may be said of a file.
    pub fn reaches_the_old_bytes(self) -> bool {
        matches!(self, Self::InPlace | Self::Memory)
    }
}

/// Whether the mount that holds the folder has `data=journal` among its options.
fn journals_data(folder: &Path) -> io::Result<bool> {
    let folder = folder.canonicalize()?;
    let mounts = std::fs::read_to_string("/proc/self/mounts")?;
    let holding = mounts
        .lines()
        .filter_map(parse_mount)
        .filter(|(point, _)| folder.starts_with(point));
    // Of two mounts on one point the later one hides the other.
    let nearest = holding.max_by_key(|(point, _)| point.len());
    Ok(nearest.is_some_and(|(_, options)| options.split(',').any(|option| option == "data=journal")))
}

/// Mount point and options of a line of /proc/self/mounts, where blanks are written as octal (getmntent(3)).
fn parse_mount(line: &str) -> Option<(String, &str)> {
    let mut fields = line.split(' ').skip(1);
    let mut point = fields.next()?.to_owned();
    for (escape, character) in [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")] {
        point = point.replace(escape, character);
    }
    Some((point, fields.nth(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_file_systems_are_named() {
        assert_eq!(Media::named(0xEF53).overwrites, Overwrites::InPlace);
        assert_eq!(Media::named(0x9123_683E).overwrites, Overwrites::CopyOnWrite);
        assert_eq!(Media::named(1).file_system, "0x1");
        assert!(!Media::named(1).overwrites.reaches_the_old_bytes());
    }

    #[test]
    fn mount_lines_are_read() {
        let line = "/dev/vdb /data ext4 rw,relatime,data=journal 0 0";
        assert_eq!(
            parse_mount(line),
            Some(("/data".to_owned(), "rw,relatime,data=journal"))
        );
        let line = r"/dev/vdb /my\040data ext4 rw 0 0";
        assert_eq!(parse_mount(line), Some(("/my data".to_owned(), "rw")));
    }
}

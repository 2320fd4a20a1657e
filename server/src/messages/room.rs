//! Room in memory for the envelopes of letters on their way in. Ordinary letters and large ones wait apart, and nobody
//! has more than a few at a time, so that a slow sender holds up nobody else.

use crate::error::{AppError, Outcome};
use crate::shares::{Share, Shares};
use api::{Code, UserId};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const KIB: u64 = 1024;
/// Envelopes that together take more than this are a large letter.
const ORDINARY_KIB_MAX: u64 = 4 * 1024;
/// All ordinary letters on their way in.
const ORDINARY_ROOM_KIB: usize = 48 * 1024;
/// All large ones: two of the largest size.
const LARGE_ROOM_KIB: usize = 128 * 1024;
/// Letters that one account may have on their way in, and large ones among them.
const LETTERS_EACH_MAX: usize = 4;
const LARGE_EACH_MAX: usize = 1;
/// How long a letter waits for room before its sender is told to come back.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// A large letter must keep up this rate.
pub(super) const LARGE_BYTES_PER_S_MIN: u64 = 64 * KIB;

/// All the room there is.
pub(crate) struct Rooms {
    ordinary: Lane,
    large: Lane,
}

struct Lane {
    kib: Arc<Semaphore>,
    shares: Shares,
}

/// Room for one letter, given back when dropped.
pub(super) struct Room {
    pub(super) is_large: bool,
    _share: Share,
    _kib: OwnedSemaphorePermit,
}

impl Default for Rooms {
    fn default() -> Self {
        let lane = |kib, each_max| Lane {
            kib: Arc::new(Semaphore::new(kib)),
            shares: Shares::new(each_max),
        };
        Self {
            ordinary: lane(ORDINARY_ROOM_KIB, LETTERS_EACH_MAX),
            large: lane(LARGE_ROOM_KIB, LARGE_EACH_MAX),
        }
    }
}

impl Rooms {
    /// Waits for room for `size_bytes`. `Busy` if it takes too long, or if the account has its share of letters on
    /// their way in.
    pub(super) async fn take(&self, user_id: UserId, size_bytes: u64) -> Outcome<Room> {
        let kib = size_bytes.div_ceil(KIB);
        let is_large = kib > ORDINARY_KIB_MAX;
        let lane = if is_large { &self.large } else { &self.ordinary };
        let share = lane.shares.take(user_id)?;
        let kib = u32::try_from(kib).map_err(AppError::internal)?;
        let waiting = Arc::clone(&lane.kib).acquire_many_owned(kib);
        match tokio::time::timeout(WAIT_MAX, waiting).await {
            Ok(kib) => Ok(Room {
                is_large,
                _share: share,
                _kib: kib.map_err(AppError::internal)?,
            }),
            Err(_) => Err(AppError::new(Code::Busy).retry_after_s(5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[actix_web::test]
    async fn one_account_cannot_take_the_room_of_others() {
        let rooms = Rooms::default();
        let (eve, anna) = (UserId([6; 16]), UserId([1; 16]));
        let _large = rooms.take(eve, 64 * MIB).await.unwrap();
        let mut held = Vec::new();
        for _ in 0..LETTERS_EACH_MAX {
            held.push(rooms.take(eve, 4 * MIB).await.unwrap());
        }
        assert_eq!(rooms.take(eve, 1).await.err().unwrap().code(), Code::Busy);
        assert_eq!(rooms.take(eve, 5 * MIB).await.err().unwrap().code(), Code::Busy);
        assert!(!rooms.take(anna, MIB).await.unwrap().is_large);
        assert!(rooms.take(anna, 64 * MIB).await.unwrap().is_large);
        held.clear();
        rooms.take(eve, 1).await.unwrap();
    }
}

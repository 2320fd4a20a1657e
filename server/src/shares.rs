//! How much of the server one account may have at once, so that nobody can take it all.

use crate::error::{AppError, Outcome};
use api::{Code, UserId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something of which each account may have so many at a time.
#[derive(Clone)]
pub(crate) struct Shares {
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
    each_max: usize,
}

/// One of them; given back when dropped.
pub(crate) struct Share {
    of: Shares,
    user_id: UserId,
}

impl Shares {
    pub(crate) fn new(each_max: usize) -> Self {
        Self {
            taken: Arc::default(),
            each_max,
        }
    }

    /// Takes one; `Busy` where the account has its share already.
    pub(crate) fn take(&self, user_id: UserId) -> Outcome<Share> {
        let mut taken = self.lock();
        let count = taken.entry(user_id).or_insert(0);
        if *count >= self.each_max {
            return Err(AppError::new(Code::Busy).retry_after_s(1));
        }
        *count += 1;
        Ok(Share {
            of: self.clone(),
            user_id,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.of.lock();
        if let Some(count) = taken.get_mut(&self.user_id) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.user_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_has_its_own_share_and_gets_it_back() {
        let shares = Shares::new(1);
        let (anna, bjorn) = (UserId([1; 16]), UserId([2; 16]));
        let first = shares.take(anna).unwrap();
        assert_eq!(shares.take(anna).err().unwrap().code(), Code::Busy);
        let _other = shares.take(bjorn).unwrap();
        drop(first);
        let _again = shares.take(anna).unwrap();
        assert_eq!(shares.lock().len(), 2);
    }
}

//! Finding a correspondent's keys by address. Only for signed-in people, and within a budget: nobody scrapes here who
//! is a customer.

use super::rows;
use crate::address;
use crate::app::App;
use crate::auth::Caller;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use actix_web::web::{self, Data};
use api::keys::{LookedUp, Lookup, LookupAnswer};
use api::limits::LOOKUP_ADDRESSES_MAX;
use api::{Code, UserId};
use crypto::Hash;
use crypto::hazmat::kdf::hmac_sha256;
use diesel::SqliteConnection;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Addresses that one account may ask for in a minute, whether or not they exist.
const PER_MINUTE_MAX: usize = 60;
const MINUTE_MS: u64 = 60_000;
/// Addresses that one account may newly learn to exist in an hour.
const NEW_PER_HOUR_MAX: i64 = 30;

/// How much each account has asked in the current minute.
#[derive(Default)]
pub(crate) struct LookupBudget {
    minutes: Mutex<HashMap<UserId, (u64, usize)>>,
}

impl LookupBudget {
    /// Spends `count`, or says in how many seconds to try again. Holds one entry for each account of this minute.
    fn spend(&self, user_id: UserId, count: usize, now_ms: u64) -> Result<(), u64> {
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now_ms / MINUTE_MS;
        minutes.retain(|_, (of, _)| *of == minute);
        let (_, spent) = minutes.entry(user_id).or_insert((minute, 0));
        if *spent + count > PER_MINUTE_MAX {
            return Err((MINUTE_MS - now_ms % MINUTE_MS).div_ceil(1000));
        }
        *spent += count;
        Ok(())
    }
}

/// Looks addresses up, in the order given.
#[utoipa::path(post, path = "/keys/lookup", tag = "keys", request_body = Lookup,
    responses((status = 200, body = LookupAnswer), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<Lookup>,
) -> Outcome<web::Json<LookupAnswer>> {
    if ask.wanted.len() > LOOKUP_ADDRESSES_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {LOOKUP_ADDRESSES_MAX} addresses")));
    }
    let now_ms = app.now_ms();
    let limited = |seconds| AppError::new(Code::RateLimited).retry_after_s(seconds);
    app.lookups
        .spend(caller.user_id, ask.wanted.len(), now_ms)
        .map_err(limited)?;
    let mut wanted = Vec::with_capacity(ask.wanted.len());
    for one in &ask.wanted {
        let address = address::canonical(&one.address)?;
        let hash = hmac_sha256(app.keys.lookup.expose(), &[address.as_bytes()]);
        wanted.push(Wanted {
            address,
            hash,
            known_epoch: one.known_epoch,
        });
    }
    // A refused lookup is written down as well: what it spent is spent.
    let found = app.db.write(move |connection| {
        let mut found = Vec::with_capacity(wanted.len());
        for one in wanted {
            match look_up(connection, caller.user_id, one, now_ms)? {
                Some(one) => found.push(one),
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    });
    let found = found.await?.ok_or_else(|| limited(3600))?;
    Ok(web::Json(LookupAnswer { found }))
}

struct Wanted {
    address: String,
    hash: Hash,
    known_epoch: Option<u32>,
}

/// None: the hour's budget is spent, and the account has not found this address before. Asked first, so that this too
/// says nothing about whether it exists.
fn look_up(
    connection: &mut SqliteConnection,
    user_id: UserId,
    wanted: Wanted,
    now_ms: u64,
) -> Outcome<Option<LookedUp>> {
    let known = rows::has_looked_up(connection, user_id, wanted.hash)?;
    if !known && rows::count_new_lookups(connection, user_id, now_ms)? >= NEW_PER_HOUR_MAX {
        return Ok(None);
    }
    let mut found = LookedUp {
        address: wanted.address,
        records: Vec::new(),
    };
    let Some(mailbox_id) = rows::find_mailbox(connection, &found.address)? else {
        return Ok(Some(found));
    };
    let Some(current) = rows::find_current_epoch(connection, mailbox_id)? else {
        return Ok(Some(found));
    };
    if !known {
        rows::insert_lookup(connection, user_id, wanted.hash, now_ms)?;
    }
    let from = wanted.known_epoch.unwrap_or(current).min(current);
    found.records = rows::find_records(connection, mailbox_id, from, current)?;
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{insert_account, open_app};
    use api::keys::SignedKeyRecord;
    use api::{Bytes, MailboxId};

    #[test]
    fn the_minute_budget_counts_addresses_and_begins_anew() {
        let budget = LookupBudget::default();
        let (anna, bjorn) = (UserId([1; 16]), UserId([2; 16]));
        assert_eq!(budget.spend(anna, 50, 30_000), Ok(()));
        assert_eq!(budget.spend(anna, 11, 30_500), Err(30));
        assert_eq!(budget.spend(anna, 10, 30_500), Ok(()));
        assert_eq!(budget.spend(bjorn, 60, 30_500), Ok(()));
        assert_eq!(budget.spend(anna, 60, 60_000), Ok(()));
    }

    /// An account with published keys; its address begins with its id.
    fn publish(connection: &mut SqliteConnection, n: u8) -> String {
        let (user_id, mailbox_id) = (UserId([n; 16]), MailboxId([n; 16]));
        insert_account(connection, user_id, mailbox_id);
        let empty = || Bytes(Vec::new());
        let record = SignedKeyRecord {
            record: empty(),
            self_signature: empty(),
            prev_signature: empty(),
            org_signature: empty(),
        };
        rows::insert(connection, mailbox_id, 0, &record, 1).unwrap();
        format!("{user_id}@example.org")
    }

    #[actix_web::test]
    async fn once_the_hours_finds_are_spent_known_and_unknown_addresses_are_refused_alike() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let anna = UserId([200; 16]);
        let tested = app.db.write(move |connection| {
            insert_account(connection, anna, MailboxId([200; 16]));
            let there: Vec<String> = (0..32).map(|n| publish(connection, n)).collect();
            let mut look = |address: &str, now_ms| {
                let hash = crypto::sha256(address.as_bytes());
                let wanted = Wanted {
                    address: address.to_owned(),
                    hash,
                    known_epoch: None,
                };
                let found = look_up(connection, anna, wanted, now_ms).unwrap();
                found.map(|found| found.records.len())
            };
            let hour_ms = 3_600_000;
            assert_eq!(look("nobody@example.org", hour_ms), Some(0));
            for address in &there[..30] {
                assert_eq!(look(address, hour_ms), Some(1));
            }
            assert_eq!(look(&there[30], hour_ms), None);
            assert_eq!(look("nobody@example.org", hour_ms), None);
            assert_eq!(look(&there[3], hour_ms), Some(1), "found before");
            assert_eq!(look(&there[30], 2 * hour_ms), Some(1), "an hour later");
            Ok(())
        });
        tested.await.unwrap();
    }
}

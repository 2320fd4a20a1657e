//! What several unit tests need: an app on a folder of its own, and an account made of nothing but its rows.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::schema::accounts;
use crate::db::{B16, to_i64};
use actix_web::web::Data;
use api::{MailboxId, UserId};
use diesel::prelude::*;
use std::path::Path;

/// An app with default settings, on the machine's clock.
pub(crate) async fn open_app(folder: &Path) -> Data<App> {
    let mut config = Config::load(None).unwrap();
    config.data = folder.join("data");
    config.local_outbox = true;
    Data::from(App::open(config, Clock::System, false).await.unwrap())
}

/// An open account that nobody can sign in to.
pub(crate) fn insert_account(connection: &mut SqliteConnection, user_id: UserId, mailbox_id: MailboxId) {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(B16::from(user_id)),
            accounts::address.eq(format!("{user_id}@example.org")),
            accounts::mailbox_id.eq(B16::from(mailbox_id)),
            accounts::state.eq("active"),
            accounts::language.eq("sv"),
            accounts::opaque_record.eq(vec![0; 192]),
            accounts::opaque_setup_id.eq(1_i64),
            accounts::ksf.eq(1_i64),
            accounts::created_ms.eq(to_i64(1)),
        ))
        .execute(connection)
        .unwrap();
}

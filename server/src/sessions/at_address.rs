//! Who is at an address, as far as an answer before the second factor may show it: an account, or nobody under an id that is made up,
//! the same each time.

use crate::accounts::rows::{self, Credentials};
use crate::app::App;
use crate::error::Outcome;
use api::UserId;

/// The credentials at a canonical address, if there are any, and the id that is shown either way.
pub(crate) async fn find(app: &App, address: &str) -> Outcome<(Option<Credentials>, UserId)> {
    let made_up = UserId(app.keys.opaque.fake_user_id(address));
    let address = address.to_owned();
    let known = app
        .db
        .read(move |connection| rows::find_credentials(connection, &address))
        .await?;
    let shown_id = known.as_ref().map_or(made_up, |known| known.user_id);
    Ok((known, shown_id))
}

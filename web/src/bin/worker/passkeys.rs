//! Passkeys of somebody inside. The page does what the browser must be asked for.

use crate::desk::{Open, Outcome};
use client::Error;
use web::bridge::{Answer, Ask};

/// Answers what is asked about them; anything else is out of turn.
pub(crate) async fn serve(mailbox: &Open, ask: Ask) -> Outcome {
    Ok(match ask {
        Ask::Passkeys => Answer::Passkeys(mailbox.passkeys().await?),
        Ask::StartPasskey => Answer::PasskeyAsked(mailbox.start_passkey().await?),
        Ask::AddPasskey { credential, name } => {
            Answer::Passkeys(mailbox.add_passkey(&credential, &name).await?)
        }
        Ask::RemovePasskey { passkey_id } => Answer::Passkeys(mailbox.remove_passkey(passkey_id).await?),
        Ask::EndOpening { passkey_id } => Answer::Passkeys(mailbox.end_opening(passkey_id).await?),
        _ => return Err(Error::OutOfTurn),
    })
}

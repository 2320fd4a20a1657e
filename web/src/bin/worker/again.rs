//! What takes the password again, and beside it a code or a passkey.

use crate::browser::{Browser, Fetch};
use crate::desk::{Open, Outcome};
use crate::meter::Meter;
use crate::passkeys;
use client::{Error, GivenCode, Halfway, RecoveryWords};
use std::cell::RefCell;
use web::bridge::{Again, Answer, Ask, Given};

/// A right password.
type Door = Halfway<Fetch, Browser>;

/// The right password for which a passkey was asked: what the passkey says counts with it alone.
#[derive(Default)]
pub(crate) struct GivenAgain(RefCell<Option<Door>>);

impl GivenAgain {
    /// Answers what takes both; anything else goes on.
    pub(crate) async fn serve(&self, mailbox: &Open, ask: Ask) -> Outcome {
        Ok(match ask {
            Ask::AskPasskeyAgain { password } => {
                let door = mailbox.password_again(&password).await?;
                let options = door.ask_passkey().await?;
                *self.0.borrow_mut() = Some(door);
                Answer::PasskeyAsked(options)
            }
            Ask::SendReserveCode { password } => {
                Answer::CodeSent(mailbox.send_reserve_code(&password).await?.number)
            }
            Ask::StepUp(again) => {
                let door = self.door(mailbox, &again).await?;
                Answer::Times(mailbox.step_up_after(&door, given(&again.code)).await?)
            }
            Ask::ChangePassword { again, new } => {
                let door = self.door(mailbox, &again).await?;
                let code = given(&again.code);
                mailbox.change_password_after(&door, code, &new, &Meter).await?;
                Answer::Done
            }
            Ask::ReplaceCompromised { again, new, words } => {
                let words = RecoveryWords::read(&words)?;
                let door = self.door(mailbox, &again).await?;
                let code = given(&again.code);
                let replaced = mailbox.replace_compromised_after(&door, code, &new, Some(&words), &Meter);
                replaced.await?;
                Answer::Done
            }
            Ask::SetWords { again, words } => {
                let words = RecoveryWords::read(&words)?;
                let door = self.door(mailbox, &again).await?;
                let set = mailbox.set_recovery_words_after(&door, given(&again.code), &words);
                Answer::Me(set.await?)
            }
            Ask::EndAccount(again) => {
                let door = self.door(mailbox, &again).await?;
                Answer::Me(mailbox.end_account_after(&door, given(&again.code)).await?)
            }
            ask => return passkeys::serve(mailbox, ask).await,
        })
    }

    /// Nobody is inside any more.
    pub(crate) fn forget(&self) {
        *self.0.borrow_mut() = None;
    }

    async fn door(&self, mailbox: &Open, again: &Again) -> Result<Door, Error> {
        match again.code {
            Given::Passkey(_) => self.0.take().ok_or(Error::OutOfTurn),
            Given::Own(_) | Given::Phone(_) => mailbox.password_again(&again.password).await,
        }
    }
}

/// A code as the SDK takes it.
pub(crate) fn given(code: &Given) -> GivenCode<'_> {
    match code {
        Given::Own(typed) => GivenCode::Own(typed),
        Given::Phone(typed) => GivenCode::Phone(typed),
        Given::Passkey(assertion) => GivenCode::Passkey(assertion),
    }
}

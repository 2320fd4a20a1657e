//! What takes the password again, and beside it a code or a passkey.

use crate::browser::{Browser, Fetch};
use crate::desk::{Open, Outcome};
use crate::meter::Meter;
use crate::passkeys;
use client::{Error, GivenCode, Halfway, Opening, Platform as _, RecoveryWords};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Again, Answer, Ask, Given};

/// As long as the server waits for a passkey's answer.
const HELD_MS: u64 = 5 * 60 * 1000;

/// A right password.
type Door = Halfway<Fetch, Browser>;

/// What waits for a passkey's answer. It is kept for as short as can be: with it and the answer the master key opens.
enum Held {
    /// What the passkey says counts with this password alone.
    Door(Door),
    /// The passkey is to open the mailbox from now on.
    Opening(Opening<Fetch, Browser>),
}

/// What one question has left behind for the next.
#[derive(Default)]
pub(crate) struct GivenAgain(Rc<RefCell<Option<Rc<Held>>>>);

impl GivenAgain {
    /// Answers what takes both; anything else goes on.
    pub(crate) async fn serve(&self, mailbox: &Open, ask: Ask) -> Outcome {
        Ok(match ask {
            Ask::AskPasskeyAgain { password } => {
                let door = mailbox.password_again(&password).await?;
                let options = door.ask_passkey().await?;
                self.hold(Held::Door(door));
                Answer::PasskeyAsked(options)
            }
            Ask::StartOpening(again) => {
                let door = self.door(mailbox, &again).await?;
                let opening = mailbox.start_opening(door, given(&again.code)).await?;
                let options = opening.options().to_owned();
                self.hold(Held::Opening(opening));
                Answer::PasskeyAsked(options)
            }
            Ask::FinishOpening { answer } => match self.take() {
                Some(Held::Opening(opening)) => {
                    Answer::Passkeys(mailbox.finish_opening(&opening, &answer).await?)
                }
                _ => return Err(Error::OutOfTurn),
            },
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

    /// Keeps something until it is taken, or its time is over.
    fn hold(&self, held: Held) {
        let held = Rc::new(held);
        let (place, this) = (Rc::clone(&self.0), Rc::downgrade(&held));
        *place.borrow_mut() = Some(held);
        spawn_local(async move {
            Browser.sleep(HELD_MS).await;
            let mut place = place.borrow_mut();
            if place
                .as_ref()
                .is_some_and(|held| Rc::as_ptr(held) == this.as_ptr())
            {
                *place = None;
            }
        });
    }

    fn take(&self) -> Option<Held> {
        Rc::into_inner(self.0.take()?)
    }

    async fn door(&self, mailbox: &Open, again: &Again) -> Result<Door, Error> {
        match again.code {
            Given::Passkey(_) => match self.take() {
                Some(Held::Door(door)) => Ok(door),
                _ => Err(Error::OutOfTurn),
            },
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

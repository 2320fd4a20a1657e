//! The desk: takes the page's questions and has the SDK's flows answer them.

use crate::browser::{Browser, Fetch, host};
use crate::files::{Picked, Saving};
use crate::followed::follow;
use crate::message;
use crate::meter::Meter;
use crate::transfers::Transfers;
use crate::{files, storage};
use api::MessageId;
use api::auth::NextFactor;
use client::{
    Client, Error, Halfway, Mailbox, NewAccount, NewAttachment, Platform as _, StoredSession, grade_password,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Asked, Next, Push, Transfer};
use web_sys::File;

/// An open mailbox in the browser.
pub(crate) type Open = Mailbox<Fetch, Browser>;

/// Who is here.
enum Visitor {
    Nobody,
    /// The password was right.
    AtTheDoor(Rc<Halfway<Fetch, Browser>>),
    Inside(Rc<Open>),
}

/// The state of the worker.
pub(crate) struct Desk {
    client: Arc<Client<Fetch, Browser>>,
    visitor: RefCell<Visitor>,
    transfers: Transfers,
}

/// How long signing out waits for the server: five seconds.
const LEAVE_STEPS: u32 = 50;
const LEAVE_STEP_MS: u64 = 100;

type Outcome = Result<Answer, Error>;

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            client: Arc::new(Client::new(Fetch, Browser, host())),
            visitor: RefCell::new(Visitor::Nobody),
            transfers: Transfers::default(),
        }
    }

    /// Answers one question.
    pub(crate) async fn answer(self: Rc<Self>, asked: Asked, file: Option<File>) {
        let asked_in = self.inside().ok();
        let mut out = None;
        let answer = match asked.ask {
            Ask::Attach {
                transfer,
                name,
                media_type,
            } => self.attach(transfer, &name, &media_type, file).await,
            Ask::Save {
                message_id,
                index,
                transfer,
            } => match self.save(message_id, index, transfer).await {
                Ok((name, file)) => {
                    out = Some(file);
                    Ok(Answer::File { name })
                }
                Err(error) => Err(error),
            },
            ask => Rc::clone(&self).consider(ask).await,
        };
        if matches!(answer, Err(Error::SignedOut))
            && let Some(mailbox) = asked_in
        {
            self.shut(&mailbox).await;
        }
        message::answer(asked.number, answer, out);
    }

    async fn consider(self: Rc<Self>, ask: Ask) -> Outcome {
        match ask {
            Ask::Begin => self.begin().await,
            Ask::Grade {
                password,
                address,
                name,
            } => {
                let about = [address.as_str(), name.as_str(), &host()];
                Ok(Answer::Grade(grade_password(&Meter, &password, &about).await?))
            }
            Ask::Register {
                address,
                name,
                password,
                language,
            } => {
                let new = NewAccount {
                    address: &address,
                    name: &name,
                    password: &password,
                    language: &language,
                };
                self.client.register(new, &Meter).await?;
                self.knock(&address, &password).await
            }
            Ask::SignIn { address, password } => self.knock(&address, &password).await,
            Ask::EnrolSecret => Ok(Answer::Secret(self.at_the_door()?.enrol_secret().await?)),
            Ask::Code { code, keep } => self.enter(&code, keep).await,
            Ask::SignOut => self.leave().await,
            ask => self.serve(ask).await,
        }
    }

    /// What only someone inside may ask.
    async fn serve(&self, ask: Ask) -> Outcome {
        let mailbox = self.inside()?;
        Ok(match ask {
            Ask::Stay => Answer::Times(mailbox.stay().await?),
            Ask::Times => Answer::Times(mailbox.times().await?),
            Ask::Folders => Answer::Folders(mailbox.folders().await?),
            Ask::List {
                folder,
                after,
                background,
            } => Answer::Page(mailbox.list(folder, after.as_deref(), !background).await?),
            Ask::Read { message_id } => Answer::Letter(Box::new(mailbox.read(message_id).await?)),
            Ask::Track {
                message_id,
                background,
            } => Answer::Tracker(mailbox.track(message_id, !background).await?),
            Ask::Look { address } => Answer::Reachable(mailbox.look(&address).await?),
            Ask::Contacts { prefix } => Answer::Contacts(mailbox.contacts(&prefix)),
            Ask::Contact { address } => Answer::Contact(mailbox.contact(&address).await?),
            Ask::SetVerified { address, verified } => {
                mailbox.set_verified(&address, verified).await?;
                Answer::Done
            }
            Ask::Send { draft } => Answer::Sent(mailbox.send(&draft).await?),
            Ask::Move { message_ids, to } => Answer::Moved(mailbox.move_letters(message_ids, to).await?),
            Ask::EmptyBin { what } => Answer::BinEmptied(mailbox.empty_bin(&what).await?),
            Ask::Erasure { erasure_id } => Answer::Erasure(mailbox.erasure(erasure_id).await?),
            Ask::Erasures => Answer::Erasures(mailbox.erasures().await?),
            Ask::Me => Answer::Me(mailbox.me().await?),
            Ask::SetName { name } => Answer::Me(mailbox.set_name(&name).await?),
            Ask::SetLanguage { language } => Answer::Me(mailbox.set_language(&language).await?),
            Ask::SetGivesReceipts { gives } => Answer::Me(mailbox.set_gives_receipts(gives).await?),
            Ask::StepUp { password, code } => Answer::Times(mailbox.step_up(&password, &code).await?),
            Ask::ReplaceTotp => Answer::Secret(mailbox.replace_totp().await?),
            Ask::ConfirmTotp { code } => Answer::Me(mailbox.confirm_totp(&code).await?),
            ask => return self.steer(ask, &mailbox).await,
        })
    }

    /// Pausing and stopping transfers.
    async fn steer(&self, ask: Ask, mailbox: &Open) -> Outcome {
        match ask {
            Ask::Pause { transfer } => self.transfers.pause(transfer, true),
            Ask::Resume { transfer } => self.transfers.pause(transfer, false),
            Ask::Cancel { transfer } => {
                // One that is finished lies at the server and is taken back from there.
                if !self.transfers.cancel(transfer) {
                    mailbox.detach(transfer).await?;
                }
            }
            Ask::Saved { transfer } => files::forget(transfer).await,
            _ => return Err(Error::OutOfTurn),
        }
        Ok(Answer::Done)
    }

    /// After a reload: is there a session that can be reopened?
    async fn begin(self: Rc<Self>) -> Outcome {
        files::wipe().await;
        let Some(stored) = storage::load().await.as_deref().and_then(StoredSession::parse) else {
            return Ok(Answer::Who(None));
        };
        match self.client.resume(&stored).await? {
            Some(mailbox) => self.welcome(mailbox, Some(stored)).await,
            None => {
                storage::wipe().await;
                Ok(Answer::Who(None))
            }
        }
    }

    async fn knock(&self, address: &str, password: &str) -> Outcome {
        let halfway = self.client.sign_in(address, password).await?;
        let next = match halfway.next() {
            NextFactor::Totp => Next::Code,
            NextFactor::EnrolTotp => Next::Enrol,
        };
        *self.visitor.borrow_mut() = Visitor::AtTheDoor(Rc::new(halfway));
        Ok(Answer::Next(next))
    }

    async fn enter(self: Rc<Self>, code: &str, keep: bool) -> Outcome {
        let (mailbox, stored) = self.at_the_door()?.prove(code, keep).await?;
        self.welcome(mailbox, stored).await
    }

    async fn welcome(self: Rc<Self>, mailbox: Open, stored: Option<StoredSession>) -> Outcome {
        let mailbox = Rc::new(mailbox);
        *self.visitor.borrow_mut() = Visitor::Inside(Rc::clone(&mailbox));
        match stored {
            Some(stored) => storage::save(&stored.to_bytes()).await,
            None => storage::wipe().await,
        }
        let me = mailbox.me().await;
        if !self.holds(&mailbox) {
            // Left again meanwhile; what was stored after that goes as well.
            storage::wipe().await;
            return Err(Error::SignedOut);
        }
        let (me, times) = (me?, mailbox.known_times());
        spawn_local(follow(self, Rc::clone(&mailbox)));
        spawn_local(async move {
            // Keys that could not be renewed now are renewed the next time; they end in two months at the earliest.
            let _ = mailbox.keep_keys_fresh().await;
        });
        Ok(Answer::Who(Some((me, times))))
    }

    /// Signs out. This device forgets first; then the server is told, and waited for as long as a person would. One that
    /// cannot be reached ends the session by itself.
    async fn leave(&self) -> Outcome {
        let mailbox = self.inside();
        self.forget().await;
        if let Ok(mailbox) = mailbox {
            let told = Rc::new(Cell::new(false));
            let done = Rc::clone(&told);
            spawn_local(async move {
                // Whatever the server answers.
                let _ = mailbox.sign_out().await;
                done.set(true);
            });
            for _ in 0..LEAVE_STEPS {
                if told.get() {
                    break;
                }
                Browser.sleep(LEAVE_STEP_MS).await;
            }
        }
        Ok(Answer::Done)
    }

    /// The mailbox's session has ended without being asked to.
    pub(crate) async fn shut(&self, mailbox: &Rc<Open>) {
        if self.holds(mailbox) {
            self.forget().await;
            message::push(Push::SignedOut);
        }
    }

    /// Drops the keys, which wipes them, and removes what was stored.
    async fn forget(&self) {
        *self.visitor.borrow_mut() = Visitor::Nobody;
        self.transfers.cancel_all();
        storage::wipe().await;
        files::wipe().await;
    }

    /// Whether this mailbox is still the open one.
    pub(crate) fn holds(&self, mailbox: &Rc<Open>) -> bool {
        matches!(&*self.visitor.borrow(), Visitor::Inside(open) if Rc::ptr_eq(open, mailbox))
    }

    fn inside(&self) -> Result<Rc<Open>, Error> {
        match &*self.visitor.borrow() {
            Visitor::Inside(mailbox) => Ok(Rc::clone(mailbox)),
            Visitor::Nobody | Visitor::AtTheDoor(_) => Err(Error::SignedOut),
        }
    }

    fn at_the_door(&self) -> Result<Rc<Halfway<Fetch, Browser>>, Error> {
        match &*self.visitor.borrow() {
            Visitor::AtTheDoor(halfway) => Ok(Rc::clone(halfway)),
            Visitor::Nobody | Visitor::Inside(_) => Err(Error::OutOfTurn),
        }
    }

    async fn attach(&self, transfer: Transfer, name: &str, media_type: &str, file: Option<File>) -> Outcome {
        let mailbox = self.inside()?;
        let source = Picked(file.ok_or(Error::FileUnreadable)?);
        let watched = self.transfers.begin(transfer);
        let new = NewAttachment {
            upload: transfer,
            name,
            media_type,
        };
        let uploaded = mailbox.attach(new, &source, &watched).await;
        self.transfers.end(transfer);
        Ok(Answer::Uploaded(uploaded?))
    }

    async fn save(
        &self,
        message_id: MessageId,
        index: usize,
        transfer: Transfer,
    ) -> Result<(String, File), Error> {
        let mailbox = self.inside()?;
        let attachment = mailbox.attachment(message_id, index).await?;
        let unwritable = |_| Error::FileUnwritable;
        let watched = self.transfers.begin(transfer);
        let mut saving = Saving::begin(transfer, attachment.size_bytes)
            .await
            .map_err(unwritable)?;
        let saved = if self.holds(&mailbox) {
            mailbox.save(message_id, index, &mut saving, &watched).await
        } else {
            Err(Error::SignedOut)
        };
        self.transfers.end(transfer);
        if let Err(error) = saved {
            saving.give_up();
            files::forget(transfer).await;
            return Err(error);
        }
        // Never a type that a browser would run in our origin.
        match saving.finish(&attachment.name, "application/octet-stream").await {
            Ok(file) if self.holds(&mailbox) => Ok((attachment.name, file)),
            Ok(_) => {
                files::forget(transfer).await;
                Err(Error::SignedOut)
            }
            Err(error) => {
                files::forget(transfer).await;
                Err(unwritable(error))
            }
        }
    }
}

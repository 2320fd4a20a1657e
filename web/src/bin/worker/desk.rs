//! The desk: takes the page's questions and has the SDK's flows answer them.

use crate::again::{GivenAgain, given};
use crate::browser::{Browser, Fetch, host};
use crate::files::{Picked, Saving};
use crate::followed::follow;
use crate::message;
use crate::meter::Meter;
use crate::transfers::{Transfers, Watched};
use crate::{files, storage};
use api::MessageId;
use api::account::SecurityEvents;
use api::auth::NextFactor;
use api::erasure::EmptyBin;
use client::{
    AddressProof, AtPasskey, Beside, Client, Error, GivenCode, Halfway, Mailbox, NewAccount, NewAttachment,
    NewSecrets, Recovery, RecoveryWords, StoredSession, grade_password,
};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web::bridge::{Answer, Ask, Asked, Next, Push, RecoveryPaper, Transfer, WordsProven};
use web_sys::File;

/// An open mailbox in the browser.
pub(crate) type Open = Mailbox<Fetch, Browser>;

/// Who is here.
enum Visitor {
    Nobody,
    /// The password was right.
    AtTheDoor(Rc<Halfway<Fetch, Browser>>),
    /// A passkey alone is to open the mailbox.
    AtPasskey(Rc<AtPasskey<Fetch, Browser>>),
    Inside(Rc<Open>),
}

/// The state of the worker.
pub(crate) struct Desk {
    client: Arc<Client<Fetch, Browser>>,
    visitor: RefCell<Visitor>,
    /// Somebody whose recovery words were right.
    recovery: RefCell<Option<Rc<Recovery<Fetch, Browser>>>>,
    again: GivenAgain,
    /// The person is about to end the session: that the server says it has ended is no news.
    ends_itself: Cell<bool>,
    /// It said so.
    has_ended: Cell<bool>,
    transfers: Transfers,
    /// Saved files that the browser's downloads have not taken over yet.
    saved: RefCell<HashMap<Transfer, String>>,
}

pub(crate) type Outcome = Result<Answer, Error>;

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            client: Arc::new(Client::new(Fetch, Browser, host())),
            visitor: RefCell::new(Visitor::Nobody),
            recovery: RefCell::default(),
            again: GivenAgain::default(),
            ends_itself: Cell::new(false),
            has_ended: Cell::new(false),
            transfers: Transfers::default(),
            saved: RefCell::default(),
        }
    }

    /// Answers one question.
    pub(crate) async fn answer(self: Rc<Self>, asked: Asked, file: Option<File>) {
        let mut out = None;
        let mailbox = self.inside().ok();
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
        if let Some(mailbox) = mailbox {
            if matches!(answer, Err(Error::SignedOut)) {
                self.shut(&mailbox).await;
            }
            self.keep_up(&mailbox).await;
        }
        message::answer(asked.number, answer, out);
    }

    async fn consider(self: Rc<Self>, ask: Ask) -> Outcome {
        match ask {
            Ask::Begin => self.begin().await,
            Ask::StopWork => {
                self.client.stop_work();
                Ok(Answer::Done)
            }
            Ask::Grade {
                password,
                address,
                name,
            } => {
                let about = [address.as_str(), name.as_str(), &host()];
                Ok(Answer::Grade(grade_password(&Meter, &password, &about).await?))
            }
            Ask::ProveAddress { address, language } => {
                let proof = self.client.prove_address(&address, &language).await?;
                Ok(Answer::Proof(proof.to_text()))
            }
            Ask::MailAgain { proof, language } => {
                self.client.mail_again(&read_proof(&proof)?, &language).await?;
                Ok(Answer::Done)
            }
            Ask::ConfirmAddress { proof, code } => {
                self.client.confirm_address(&read_proof(&proof)?, &code).await?;
                Ok(Answer::Done)
            }
            Ask::Register {
                proof,
                name,
                password,
                language,
                words,
            } => {
                let proof = read_proof(&proof)?;
                let words = words.as_deref().map(RecoveryWords::read).transpose()?;
                let new = NewAccount {
                    name: &name,
                    password: &password,
                    language: &language,
                    words: words.as_ref(),
                };
                self.client.register(&proof, new, &Meter).await?;
                self.knock(proof.address(), &password).await
            }
            Ask::MakeWords => Ok(Answer::Words(RecoveryPaper {
                words: RecoveryWords::make(&Browser)
                    .text()
                    .split(' ')
                    .map(str::to_owned)
                    .collect(),
                places: RecoveryWords::places_to_ask(&Browser),
            })),
            Ask::Recover { address, words } => self.recover(&address, &words).await,
            Ask::BeginWait => {
                let wait = self.recovery()?.begin_wait().await?;
                Ok(Answer::Waits {
                    ends_ms: wait.ends_ms,
                })
            }
            Ask::FinishRecovery { code, password } => self.finish_recovery(code, &password).await,
            Ask::StopRecoveryBy { token } => {
                self.client.stop_recovery(&token).await?;
                Ok(Answer::Done)
            }
            Ask::SignIn { address, password } => self.knock(&address, &password).await,
            Ask::SendCode { number } => {
                let sent = self.at_the_door()?.send_code(number.as_deref()).await?;
                Ok(Answer::CodeSent(sent.number))
            }
            Ask::ConfirmPhone { code } => {
                self.at_the_door()?.confirm_phone(&code).await?;
                Ok(Answer::Done)
            }
            Ask::EnrolSecret => Ok(Answer::Secret(self.at_the_door()?.enrol_secret().await?)),
            Ask::Code { code, keep } => self.enter(given(&code), keep).await,
            Ask::AskPasskey => Ok(Answer::PasskeyAsked(self.at_the_door()?.ask_passkey().await?)),
            Ask::KnockByPasskey { address } => self.knock_by_passkey(&address).await,
            Ask::EnterByPasskey { answer, keep } => self.enter_by_passkey(&answer, keep).await,
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
            Ask::Prove { message_id, content } => {
                Answer::ProofFile(mailbox.prove(message_id, content).await?)
            }
            Ask::Look { address } => {
                let reachable = mailbox.look(&address).await?;
                let meant = mailbox.meant_instead(&reachable);
                Answer::Looked { reachable, meant }
            }
            Ask::ChangeExpiry {
                message_id,
                expires_ms,
            } => {
                mailbox.change_expiry(message_id, expires_ms).await?;
                Answer::Done
            }
            Ask::Recall { message_id } => {
                mailbox.recall(message_id).await?;
                Answer::Done
            }
            Ask::Recalled { background } => Answer::Recalled(mailbox.recalled(!background).await?),
            Ask::Contacts { prefix } => Answer::Contacts(mailbox.contacts(&prefix)),
            Ask::Contact { address } => Answer::Contact(mailbox.contact(&address).await?),
            Ask::SetVerified { address, compared } => {
                mailbox.set_verified(&address, compared.as_deref()).await?;
                Answer::Done
            }
            Ask::Carry { message_id } => Answer::Carried(mailbox.carry(message_id).await?),
            Ask::Drafts { background } => Answer::Drafts(mailbox.drafts(background).await?),
            Ask::OpenDraft { draft_id } => Answer::Draft(Box::new(mailbox.open_draft(draft_id).await?)),
            Ask::SaveDraft { last, sheet } => {
                Answer::DraftSaved(mailbox.save_draft(last.as_ref(), &sheet).await?)
            }
            Ask::DiscardDrafts { draft_ids } => {
                mailbox.discard_drafts(&draft_ids).await?;
                Answer::Done
            }
            Ask::Mark {
                message_ids,
                read,
                starred,
            } => Answer::Moved(mailbox.mark_letters(message_ids, read, starred).await?),
            Ask::Send { draft, when } => Answer::Posted(mailbox.post_letter(&draft, when).await?),
            Ask::Held { background } => Answer::Held(mailbox.held(!background).await?),
            Ask::TakeBack { message_id } => Answer::Draft(Box::new(mailbox.take_back(message_id).await?)),
            Ask::SendHeld { message_id } => Answer::Sent(mailbox.send_held(message_id).await?),
            Ask::DiscardHeld { message_id } => {
                mailbox.discard_held(message_id).await?;
                Answer::Done
            }
            Ask::Move { message_ids, to } => Answer::Moved(mailbox.move_letters(message_ids, to).await?),
            Ask::EmptyBin { only } => Answer::BinEmptied(mailbox.empty_bin(&EmptyBin { only }).await?),
            Ask::Erasure { erasure_id } => Answer::Erasure(mailbox.erasure(erasure_id).await?),
            Ask::Erasures => Answer::Erasures(mailbox.erasures().await?),
            Ask::Me => Answer::Me(mailbox.me().await?),
            Ask::SetName { name } => Answer::Me(mailbox.set_name(&name).await?),
            Ask::SetLanguage { language } => Answer::Me(mailbox.set_language(&language).await?),
            Ask::SetGivesReceipts { gives } => Answer::Me(mailbox.set_gives_receipts(gives).await?),
            Ask::StartPhone { role, number } => {
                Answer::CodeSent(mailbox.start_phone(role, &number).await?.number)
            }
            Ask::SetPhone { role, code } => Answer::Me(mailbox.confirm_phone(role, &code).await?),
            Ask::RemoveReservePhone => Answer::Me(mailbox.remove_reserve_phone().await?),
            Ask::StopRecovery => Answer::Me(mailbox.stop_recovery().await?),
            Ask::KeepAccount => Answer::Me(mailbox.keep_account().await?),
            Ask::MakeBackupCodes => Answer::BackupCodes(mailbox.make_backup_codes().await?),
            Ask::ReplaceTotp => Answer::Secret(mailbox.replace_totp().await?),
            Ask::ConfirmTotp { code } => Answer::Me(mailbox.confirm_totp(&code).await?),
            Ask::Sessions => Answer::Sessions(mailbox.sessions().await?),
            Ask::SecurityEvents { after } => {
                let SecurityEvents { events, next } = mailbox.security_events(after.as_deref()).await?;
                Answer::SecurityEvents { events, next }
            }
            Ask::EndSession { session_id } => {
                mailbox.end_session_of(session_id).await?;
                Answer::Done
            }
            Ask::EndOtherSessions => {
                mailbox.end_other_sessions().await?;
                Answer::Done
            }
            ask => return self.steer(ask, &mailbox).await,
        })
    }

    /// Pausing and stopping transfers; and what else there is.
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
            Ask::Saved { transfer } => {
                let left = self.saved.borrow_mut().remove(&transfer);
                if let Some(name) = left {
                    files::forget(&name).await;
                }
            }
            ask @ Ask::ReplaceCompromised { .. } => {
                self.has_ended.set(false);
                self.ends_itself.set(true);
                let done = self.again.serve(mailbox, ask).await;
                self.ends_itself.set(false);
                // It may be done although the answer was lost: then the password is the new one.
                let done = match done {
                    Err(_) if self.has_ended.take() => return Err(Error::SignedOut),
                    done => done?,
                };
                self.close().await;
                self.wipe_files().await;
                return Ok(done);
            }
            ask => return self.again.serve(mailbox, ask).await,
        }
        Ok(Answer::Done)
    }

    async fn recover(&self, address: &str, words: &str) -> Outcome {
        let words = RecoveryWords::read(words)?;
        let recovery = self.client.recover(address, &words).await?;
        let proven = WordsProven {
            has_authenticator: recovery.has_authenticator(),
            wait_ends_ms: recovery.wait().map(|wait| wait.ends_ms),
        };
        *self.recovery.borrow_mut() = Some(Rc::new(recovery));
        Ok(Answer::WordsProven(proven))
    }

    async fn finish_recovery(&self, code: Option<String>, password: &str) -> Outcome {
        let beside = code.as_deref().map_or(Beside::Waiting, Beside::Code);
        // The person makes new words once they are in, with time to put them on paper.
        let new = NewSecrets {
            password,
            words: None,
        };
        self.recovery()?.finish(beside, new, &Meter).await?;
        *self.recovery.borrow_mut() = None;
        Ok(Answer::Done)
    }

    fn recovery(&self) -> Result<Rc<Recovery<Fetch, Browser>>, Error> {
        self.recovery.borrow().clone().ok_or(Error::OutOfTurn)
    }

    /// After a reload: is there a session that can be reopened?
    async fn begin(self: Rc<Self>) -> Outcome {
        files::tidy().await;
        let Some(stored) = storage::load().await.as_deref().and_then(StoredSession::parse) else {
            return Ok(Answer::Who(None));
        };
        match self.client.resume(&stored).await? {
            Some(mailbox) => {
                let mailbox = self
                    .let_in(mailbox, |visitor| matches!(visitor, Visitor::Nobody))
                    .await?;
                self.welcome(mailbox).await
            }
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
        let (phone, passkeys) = (halfway.phone().map(str::to_owned), halfway.has_passkeys());
        *self.visitor.borrow_mut() = Visitor::AtTheDoor(Rc::new(halfway));
        Ok(Answer::Next {
            next,
            phone,
            passkeys,
        })
    }

    async fn enter(self: Rc<Self>, code: GivenCode<'_>, keep: bool) -> Outcome {
        let halfway = self.at_the_door()?;
        let arrived = halfway.prove(code, keep).await?;
        let is_same =
            |visitor: &Visitor| matches!(visitor, Visitor::AtTheDoor(now) if Rc::ptr_eq(now, &halfway));
        self.come_in(arrived, is_same).await
    }

    async fn knock_by_passkey(&self, address: &str) -> Outcome {
        let door = self.client.sign_in_by_passkey(address).await?;
        let options = door.options().to_owned();
        *self.visitor.borrow_mut() = Visitor::AtPasskey(Rc::new(door));
        Ok(Answer::PasskeyAsked(options))
    }

    async fn enter_by_passkey(self: Rc<Self>, answer: &str, keep: bool) -> Outcome {
        let door = self.at_passkey()?;
        let arrived = door.open(answer, keep).await?;
        let is_same =
            |visitor: &Visitor| matches!(visitor, Visitor::AtPasskey(now) if Rc::ptr_eq(now, &door));
        self.come_in(arrived, is_same).await
    }

    /// Opens the mailbox that somebody has come to, unless something else has happened meanwhile.
    async fn come_in(
        self: Rc<Self>,
        (mailbox, stored): (Open, Option<StoredSession>),
        still: impl Fn(&Visitor) -> bool,
    ) -> Outcome {
        let mailbox = self.let_in(mailbox, still).await?;
        match stored {
            Some(stored) => storage::save(&stored.to_bytes()).await,
            None => storage::wipe().await,
        }
        if !self.holds(&mailbox) {
            // Whoever left meanwhile had everything removed before this was stored.
            storage::remove(&mailbox).await;
            return Err(Error::SignedOut);
        }
        self.welcome(mailbox).await
    }

    /// Makes a mailbox the open one, unless something else has happened since it was asked for.
    async fn let_in(&self, mailbox: Open, still: impl Fn(&Visitor) -> bool) -> Result<Rc<Open>, Error> {
        let mailbox = Rc::new(mailbox);
        if still(&self.visitor.borrow()) {
            *self.visitor.borrow_mut() = Visitor::Inside(Rc::clone(&mailbox));
            return Ok(mailbox);
        }
        let _ = mailbox.sign_out().await;
        Err(Error::SignedOut)
    }

    async fn welcome(self: Rc<Self>, mailbox: Rc<Open>) -> Outcome {
        let me = match mailbox.me().await {
            Ok(me) => me,
            Err(error) => {
                // What is stored stays, so that loading the page again can try again.
                if self.holds(&mailbox) {
                    *self.visitor.borrow_mut() = Visitor::Nobody;
                }
                mailbox.close();
                return Err(error);
            }
        };
        let times = mailbox.known_times();
        spawn_local(follow(Rc::clone(&self), Rc::downgrade(&mailbox)));
        spawn_local(async move {
            // Keys that could not be renewed now are renewed the next time; they end in two months at the earliest.
            let _ = mailbox.keep_keys_fresh().await;
            // Likewise: what is not sealed anew now stays readable.
            let _ = mailbox.reseal_objects().await;
            if let Err(Error::AuditLog(fault)) = mailbox.keep_log_pinned().await {
                message::push(Push::LogFault(fault));
            }
            self.keep_up(&mailbox).await;
        });
        Ok(Answer::Who(Some((me, times))))
    }

    /// Sends what could not be sent while nobody was here, as far as that needs no decision. What fails is tried again with the
    /// next event, and stands in the list meanwhile.
    pub(crate) async fn mend(&self, mailbox: &Rc<Open>) {
        let _ = mailbox.mend_held().await;
        self.keep_up(mailbox).await;
    }

    /// Stores how far the keyrings have come, so that a reload takes no older ones.
    async fn keep_up(&self, mailbox: &Rc<Open>) {
        if let Some(stored) = mailbox.take_stored().filter(|_| self.holds(mailbox)) {
            storage::update(&stored).await;
        }
    }

    /// Signs out. This device forgets first: whatever the server answers, and however long it takes, nothing stays here.
    /// A session whose end the server does not hear of ends by itself.
    async fn leave(&self) -> Outcome {
        let mailbox = self.inside().ok();
        self.close().await;
        let told = mailbox.map(|mailbox| {
            future_to_promise(async move {
                let _ = mailbox.sign_out().await;
                Ok(JsValue::UNDEFINED)
            })
        });
        self.wipe_files().await;
        if let Some(told) = told {
            let _ = JsFuture::from(told).await;
        }
        Ok(Answer::Done)
    }

    /// The session of this mailbox has ended without being asked to.
    pub(crate) async fn shut(&self, mailbox: &Rc<Open>) {
        if self.ends_itself.get() {
            self.has_ended.set(true);
        } else if self.holds(mailbox) {
            self.close().await;
            self.wipe_files().await;
            message::push(Push::SignedOut);
        }
    }

    /// Closes the mailbox, so that no flow of it goes on and its keys are dropped, which wipes them; and removes what was
    /// stored.
    async fn close(&self) {
        let visitor = self.visitor.replace(Visitor::Nobody);
        self.again.forget();
        self.transfers.cancel_all();
        if let Visitor::Inside(mailbox) = visitor {
            mailbox.close();
            storage::remove(&mailbox).await;
        }
    }

    /// Removes files that were being saved, once what was writing to them has stopped: all there are, unless another
    /// window has signed in meanwhile; then those of this one.
    async fn wipe_files(&self) {
        self.transfers.settle().await;
        let saved = self.saved.take();
        if storage::load().await.is_none() {
            return files::wipe().await;
        }
        for name in saved.values() {
            files::forget(name).await;
        }
    }

    /// Whether this mailbox is still the open one.
    pub(crate) fn holds(&self, mailbox: &Rc<Open>) -> bool {
        matches!(&*self.visitor.borrow(), Visitor::Inside(open) if Rc::ptr_eq(open, mailbox))
    }

    fn inside(&self) -> Result<Rc<Open>, Error> {
        match &*self.visitor.borrow() {
            Visitor::Inside(mailbox) => Ok(Rc::clone(mailbox)),
            Visitor::Nobody | Visitor::AtTheDoor(_) | Visitor::AtPasskey(_) => Err(Error::SignedOut),
        }
    }

    fn at_the_door(&self) -> Result<Rc<Halfway<Fetch, Browser>>, Error> {
        match &*self.visitor.borrow() {
            Visitor::AtTheDoor(halfway) => Ok(Rc::clone(halfway)),
            Visitor::Nobody | Visitor::AtPasskey(_) | Visitor::Inside(_) => Err(Error::OutOfTurn),
        }
    }

    fn at_passkey(&self) -> Result<Rc<AtPasskey<Fetch, Browser>>, Error> {
        match &*self.visitor.borrow() {
            Visitor::AtPasskey(door) => Ok(Rc::clone(door)),
            Visitor::Nobody | Visitor::AtTheDoor(_) | Visitor::Inside(_) => Err(Error::OutOfTurn),
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
        // Known as under way before the first wait, so that signing out stops it.
        let watched = self.transfers.begin(transfer);
        let saved = self
            .save_watched(&mailbox, message_id, index, transfer, &watched)
            .await;
        self.transfers.end(transfer);
        saved
    }

    async fn save_watched(
        &self,
        mailbox: &Rc<Open>,
        message_id: MessageId,
        index: usize,
        transfer: Transfer,
        watched: &Watched,
    ) -> Result<(String, File), Error> {
        let size_bytes = mailbox.attachment(message_id, index).await?.size_bytes;
        let mut saving = Saving::begin(size_bytes)
            .await
            .map_err(|_| Error::FileUnwritable)?;
        let saved = mailbox.save(message_id, index, &mut saving, watched).await;
        let attachment = match saved {
            Ok(attachment) if self.holds(mailbox) => attachment,
            saved => {
                saving.give_up().await;
                return Err(saved.err().unwrap_or(Error::SignedOut));
            }
        };
        let left = saving.left();
        // Never a type that a browser would run in our origin.
        let file = saving.finish(&attachment.name, "application/octet-stream").await;
        match (file, left) {
            (Ok(file), left) if self.holds(mailbox) => {
                self.saved.borrow_mut().extend(left.map(|name| (transfer, name)));
                Ok((attachment.name, file))
            }
            (file, left) => {
                if let Some(name) = left {
                    files::forget(&name).await;
                }
                Err(file.err().map_or(Error::SignedOut, |_| Error::FileUnwritable))
            }
        }
    }
}

fn read_proof(proof: &str) -> Result<AddressProof, Error> {
    AddressProof::parse(proof).ok_or(Error::OutOfTurn)
}

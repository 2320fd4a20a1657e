//! Listing and reading.

use crate::amend::Amended;
use crate::call::Wanted;
use crate::directory::Changed;
use crate::error::Error;
use crate::letter::{OpenLetter, body_part, text_of};
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::receipts::Evidence;
use crate::register::{clean_name, clean_text};
use crate::transport::Transport;
use crate::view::{Attachment, Flaw, Letter, Page, ReceiptState, Trust};
use api::MessageId;
use api::messages::{Delivery, Folder, Folders, Mark, Move, MoveTo, Moved, Opened};
use crypto::manifest::{Manifest, Part};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Rows that a list asks for at a time.
const PAGE_ITEMS: u32 = 40;
/// Text that is fetched and shown although it lies outside the letter.
const LONG_BODY_BYTES_MAX: u64 = 8 * 1024 * 1024;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// A page of a folder, newest first. One letter that cannot be shown is a row that says so.
    pub async fn list(&self, folder: Folder, after: Option<&str>, by_person: bool) -> Result<Page, Error> {
        let wanted = if by_person {
            Wanted::ByPerson
        } else {
            Wanted::ByItself
        };
        let name = match folder {
            Folder::Inbox => "inbox",
            Folder::Sent => "sent",
            Folder::Archive => "archive",
            Folder::Starred => "starred",
            Folder::Bin => "bin",
        };
        let mut path = format!("/messages?folder={name}&limit={PAGE_ITEMS}");
        if let Some(after) = after {
            // A cursor is base64url: nothing in it needs escaping.
            path.push_str(&format!("&after={after}"));
        }
        let page: api::messages::Page = self.client.get(&path, wanted).await?;
        let mut rows = Vec::with_capacity(page.items.len());
        let mut names = BTreeMap::new();
        let mut listed = HashSet::new();
        for delivery in &page.items {
            if !listed.insert(delivery.message_id) {
                continue;
            }
            let opened = self.open_delivery(delivery).await?;
            let evidence = match &opened {
                Ok(open) if open.mine() => self.judge_receipts(open, &delivery.receipts, None).await?,
                _ => Evidence::default(),
            };
            let amended = match &opened {
                Ok(open) => self.judge_amends(open, &delivery.amends).await?,
                Err(_) => Amended::default(),
            };
            if let Ok(open) = &opened {
                // Newest first: the first name heard is the one that counts.
                let from = &open.letter.manifest.from;
                let name = from.name.as_deref().and_then(clean_name);
                if let Some(name) = name.filter(|_| !open.mine()) {
                    names.entry(from.addr.clone()).or_insert(name);
                }
            }
            rows.push(self.row(
                delivery,
                opened.as_deref().map_err(|flaw| *flaw),
                &evidence,
                amended,
            ));
        }
        if folder == Folder::Inbox && after.is_none() {
            self.learn_names(names).await?;
        }
        Ok(Page {
            rows,
            next: page.next,
        })
    }

    /// How many letters each folder holds.
    pub async fn folders(&self) -> Result<Folders, Error> {
        self.client.get("/folders", Wanted::ByItself).await
    }

    pub(crate) async fn fetch(&self, message_id: MessageId, wanted: Wanted) -> Result<Delivery, Error> {
        let delivery: Delivery = self
            .client
            .get(&format!("/messages/{message_id}"), wanted)
            .await?;
        if delivery.message_id == message_id {
            Ok(delivery)
        } else {
            Err(Error::bad_answer("another letter"))
        }
    }

    /// Fetches a letter and opens it.
    pub(crate) async fn fetch_open(
        &self,
        message_id: MessageId,
        wanted: Wanted,
    ) -> Result<Arc<OpenLetter>, Error> {
        let delivery = self.fetch(message_id, wanted).await?;
        self.open_delivery(&delivery).await?.map_err(Error::Flawed)
    }

    /// Opens a letter: checks it, marks it opened, and gives the receipt it asks for if the person's setting allows.
    pub async fn read(&self, message_id: MessageId) -> Result<Letter, Error> {
        let delivery = self.fetch(message_id, Wanted::ByPerson).await?;
        let open = self.open_delivery(&delivery).await?.map_err(Error::Flawed)?;
        if !open.mine() {
            // The person sees now whose letter it is, and that these keys are new.
            let pinned = self.pin_stranger(&open.letter.manifest.from).await?;
            pinned.map_err(|Changed| Error::Flawed(Flaw::SenderKeyChanged))?;
            self.know_compared(&open).await?;
        }
        let body = self.body(&open.letter.manifest).await?;
        let opened: Opened = self
            .client
            .poke(&format!("/messages/{message_id}/open"), Wanted::ByPerson)
            .await?;
        let receipt = self.answer_receipt(&open).await?;
        let amended = self.judge_amends(&open, &delivery.amends).await?;
        Ok(self.show_letter(&delivery, &open, body, opened.opened_ms, (receipt, amended)))
    }

    /// Fetches the records of those whom a letter names and whose safety numbers were compared, so that they can be shown
    /// as such.
    async fn know_compared(&self, open: &OpenLetter) -> Result<(), Error> {
        let manifest = &open.letter.manifest;
        for named in manifest.to.iter().chain(&manifest.cc) {
            if self.pinned_trust(&named.addr) == Trust::Verified {
                // One that cannot be had, or is another's, is not shown as compared.
                let _ = self.record_of(named.mbox, named.epoch).await?;
            }
        }
        Ok(())
    }

    async fn answer_receipt(&self, open: &OpenLetter) -> Result<ReceiptState, Error> {
        if open.mine() || !open.asks_receipt() {
            return Ok(ReceiptState::NotAsked);
        }
        // The setting may have been changed in another window.
        self.refresh_keyrings_at_times().await?;
        if self.state().opened.sig.profile.withholds_receipts {
            return Ok(ReceiptState::Withheld);
        }
        self.give_receipt(open).await
    }

    /// The text of a letter, fetched where it lies outside it.
    pub(crate) async fn body(&self, manifest: &Manifest) -> Result<String, Error> {
        let Some(part) = body_part(manifest) else {
            return Ok(String::new());
        };
        if let Some(text) = text_of(part) {
            return Ok(text.to_owned());
        }
        let blob = part.blob().filter(|blob| blob.size <= LONG_BODY_BYTES_MAX);
        let blob = blob.ok_or(Error::Flawed(Flaw::Damaged))?;
        let mut bytes = Vec::new();
        self.download(blob, &mut bytes, &crate::transfer::Quiet).await?;
        String::from_utf8(bytes).map_err(|_| Error::Flawed(Flaw::Damaged))
    }

    fn show_letter(
        &self,
        delivery: &Delivery,
        open: &OpenLetter,
        body: String,
        opened_ms: u64,
        (receipt, amended): (ReceiptState, Amended),
    ) -> Letter {
        let manifest = &open.letter.manifest;
        let submission = &open.letter.submission;
        let people =
            |named: &[crypto::manifest::Mailbox]| named.iter().map(|one| self.named(open, one)).collect();
        Letter {
            message_id: delivery.message_id,
            folder: delivery.folder,
            starred: delivery.starred,
            mine: open.mine(),
            from: self.sender(open),
            to: people(&manifest.to),
            cc: people(&manifest.cc),
            subject: clean_text(&manifest.subject),
            body,
            attachments: open
                .attachments()
                .map(|(index, part)| attachment(index, part))
                .collect(),
            written_ms: manifest.created_ms,
            arrived_ms: open.letter.promise.server_ms,
            opened_ms: Some(opened_ms),
            expires_ms: amended.expires_ms.unwrap_or(submission.expires_ms),
            expiry_changed: amended.expires_ms.is_some(),
            recalled_ms: amended.recalled_ms,
            receipt,
            size_bytes: open.size_bytes(&self.mailbox_id.0),
            public_label: submission.public_label.clone(),
        }
    }

    /// One attachment of a letter, by its index.
    pub async fn attachment(&self, message_id: MessageId, index: usize) -> Result<Attachment, Error> {
        let open = self.fetch_open(message_id, Wanted::ByPerson).await?;
        let found = open.attachments().find(|(place, _)| *place == index);
        found
            .map(|(index, part)| attachment(index, part))
            .ok_or_else(|| Error::invalid("index"))
    }

    /// Marks letters read or unread, with a star or without one. Opens nothing, and tells no sender. Returns those that were marked
    /// otherwise before.
    pub async fn mark_letters(
        &self,
        message_ids: Vec<MessageId>,
        read: Option<bool>,
        starred: Option<bool>,
    ) -> Result<Vec<MessageId>, Error> {
        let mut marked = Vec::new();
        for some in message_ids.chunks(api::limits::MOVE_ITEMS_MAX) {
            let ask = Mark {
                message_ids: some.to_vec(),
                read,
                starred,
            };
            let answer: Moved = self.client.post("/messages/mark", &ask, Wanted::ByPerson).await?;
            marked.extend(answer.message_ids);
        }
        Ok(marked)
    }

    /// Throws letters away, puts them away, or fetches them back. Returns those that were moved.
    pub async fn move_letters(
        &self,
        message_ids: Vec<MessageId>,
        to: MoveTo,
    ) -> Result<Vec<MessageId>, Error> {
        let mut moved = Vec::new();
        for some in message_ids.chunks(api::limits::MOVE_ITEMS_MAX) {
            let ask = Move {
                message_ids: some.to_vec(),
                to,
            };
            let answer: Moved = self.client.post("/messages/move", &ask, Wanted::ByPerson).await?;
            moved.extend(answer.message_ids);
        }
        Ok(moved)
    }
}

pub(crate) fn attachment(index: usize, part: &Part) -> Attachment {
    Attachment {
        index,
        name: part.name.as_deref().map(clean_text).unwrap_or_default(),
        media_type: part.mime.clone(),
        size_bytes: match part.blob() {
            Some(blob) => blob.size,
            None => part
                .text()
                .map_or(0, |text| u64::try_from(text.len()).unwrap_or(0)),
        },
    }
}

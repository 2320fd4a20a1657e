//! Letters that are being written: kept sealed with the account, so that they survive sign-out, a crash and another device. Where two
//! devices write one draft, both versions stay: the later one becomes a draft of its own.

use crate::call::Wanted;
use crate::error::Error;
use crate::letter::first_words;
use crate::mailbox::Mailbox;
use crate::objects::{Changed, Content, Put, Stored};
use crate::platform::{Platform, make_bytes};
use crate::transport::Transport;
use crate::upload::UploadedPart;
use crate::view::{Conversation, DraftRow, OpenDraft, SavedDraft, Sheet, Uploaded};
use api::{BlobId, MessageId, ObjectId};
use crypto::local::{Draft, Kind, Place};
use crypto::manifest::Role;
use std::sync::Arc;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// All drafts, the one written last first.
    pub async fn drafts(&self, by_itself: bool) -> Result<Vec<DraftRow>, Error> {
        let wanted = if by_itself {
            Wanted::ByItself
        } else {
            Wanted::ByPerson
        };
        let stored = self.read_objects(Kind::Draft, wanted).await?;
        let mut rows: Vec<DraftRow> = stored.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.saved_ms, row.draft_id)));
        Ok(rows)
    }

    /// Opens a draft to go on with it.
    pub async fn open_draft(&self, draft_id: ObjectId) -> Result<OpenDraft, Error> {
        let stored = self.read_objects(Kind::Draft, Wanted::ByPerson).await?;
        let stored = stored.into_iter().find(|one| one.object_id == draft_id);
        let stored = stored.ok_or_else(|| Error::invalid("draft"))?;
        let draft = parse(&stored).ok_or_else(|| Error::bad_answer("a draft does not open"))?;
        Ok(OpenDraft {
            saved: SavedDraft {
                draft_id,
                version: stored.version,
                saved_ms: draft.saved_ms,
                copied: false,
            },
            sheet: self.unfold(draft),
        })
    }

    /// Makes what was written durable: over `last`, as it was opened or saved, or as a new draft. Where another device has
    /// written or discarded that one since, as a new one beside it. What has not changed is not written.
    pub async fn save_draft(&self, last: Option<&SavedDraft>, sheet: &Sheet) -> Result<SavedDraft, Error> {
        let mut draft = self.fold(sheet)?;
        if let Some(last) = last {
            draft.saved_ms = last.saved_ms;
            if self.is_stored(last, &draft)? {
                return Ok(SavedDraft {
                    copied: false,
                    ..last.clone()
                });
            }
        }
        draft.saved_ms = self.now_ms();
        let content: Content = Arc::new(draft.to_bytes().map_err(|_| Error::invalid("size"))?);
        let put = |draft_id: ObjectId, over: u64| Put {
            kind: Kind::Draft,
            object_id: draft_id,
            over,
            holds: holds_of(Kind::Draft, &content),
            content: Arc::clone(&content),
        };
        if let Some(last) = last {
            let changed = self
                .change_objects(&[put(last.draft_id, last.version)], &[])
                .await?;
            if changed == Changed::Done {
                return Ok(SavedDraft {
                    draft_id: last.draft_id,
                    version: last.version.saturating_add(1),
                    saved_ms: draft.saved_ms,
                    copied: false,
                });
            }
        }
        let draft_id = ObjectId(make_bytes(self.client.platform()));
        match self.change_objects(&[put(draft_id, 0)], &[]).await? {
            Changed::Done => Ok(SavedDraft {
                draft_id,
                version: 1,
                saved_ms: draft.saved_ms,
                copied: last.is_some(),
            }),
            Changed::Overtaken => Err(Error::bad_answer("a new draft is there already")),
        }
    }

    /// Erases drafts, with what is attached to them alone.
    pub async fn discard_drafts(&self, draft_ids: &[ObjectId]) -> Result<(), Error> {
        self.change_objects(&[], draft_ids).await.map(drop)
    }

    fn is_stored(&self, last: &SavedDraft, draft: &Draft) -> Result<bool, Error> {
        let stored = self.opened_object(last.draft_id, last.version);
        let bytes = draft.to_bytes().map_err(|_| Error::invalid("size"))?;
        Ok(stored.is_some_and(|content| content.as_slice() == bytes.as_slice()))
    }

    fn fold(&self, sheet: &Sheet) -> Result<Draft, Error> {
        let state = self.state();
        let part = |uploaded: &Uploaded| {
            let part = state.uploads.get(&uploaded.upload);
            part.map(|part| part.as_part(Role::Attachment))
                .ok_or_else(|| Error::invalid("attachments"))
        };
        Ok(Draft {
            v: Draft::VERSION,
            saved_ms: 0,
            to: sheet.to.clone(),
            cc: sheet.cc.clone(),
            subject: sheet.subject.clone(),
            body: sheet.body.clone(),
            receipt: sheet.asks_receipt,
            expiry: sheet.expiry.clone(),
            answers: sheet.answers.map(|id| id.0),
            conversation: sheet
                .conversation
                .clone()
                .map(|Conversation { thread, refs }| Place { thread, refs }),
            parts: sheet.attachments.iter().map(part).collect::<Result<_, _>>()?,
        })
    }

    fn unfold(&self, draft: Draft) -> Sheet {
        Sheet {
            attachments: self.name_parts(draft.parts.iter().filter_map(UploadedPart::of_part)),
            to: draft.to,
            cc: draft.cc,
            subject: draft.subject,
            body: draft.body,
            asks_receipt: draft.receipt,
            expiry: draft.expiry,
            answers: draft.answers.map(MessageId),
            conversation: draft
                .conversation
                .map(|Place { thread, refs }| Conversation { thread, refs }),
        }
    }
}

/// The attachments that an object's content names.
pub(crate) fn holds_of(kind: Kind, content: &Content) -> Vec<BlobId> {
    let draft = (kind == Kind::Draft)
        .then(|| Draft::parse(content).ok())
        .flatten();
    let parts = draft.map(|draft| draft.parts).unwrap_or_default();
    parts
        .iter()
        .filter_map(|part| Some(BlobId(part.blob()?.id)))
        .collect()
}

fn parse(stored: &Stored) -> Option<Draft> {
    Draft::parse(stored.content.as_deref()?).ok()
}

fn row(stored: &Stored) -> DraftRow {
    let draft_id = stored.object_id;
    match parse(stored) {
        Some(draft) => DraftRow {
            draft_id,
            saved_ms: draft.saved_ms,
            to: draft.to.into_iter().chain(draft.cc).collect(),
            subject: draft.subject,
            snippet: first_words(&draft.body),
            attachments: draft.parts.len(),
            is_damaged: false,
        },
        None => DraftRow {
            draft_id,
            saved_ms: 0,
            to: Vec::new(),
            subject: String::new(),
            snippet: String::new(),
            attachments: 0,
            is_damaged: true,
        },
    }
}

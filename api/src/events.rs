//! Live updates: what the event stream `GET /events` tells. Ids only; the client fetches what it wants to show.
//! A client that (re)connects refreshes everything, since it may have missed events while it was away.

use crate::{ErasureId, MessageId};
use serde::{Deserialize, Serialize};

/// One event; as server-sent event its `data` is this as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A letter lies in the mailbox.
    Delivered {
        /// Which.
        message_id: MessageId,
    },
    /// The person opened a letter, here or in another window.
    Opened {
        /// Which.
        message_id: MessageId,
    },
    /// A reader's receipt came for a letter the person sent.
    Receipt {
        /// For which.
        message_id: MessageId,
    },
    /// Letters changed their folder, or were marked.
    Moved {
        /// Which.
        message_ids: Vec<MessageId>,
    },
    /// An erasure is done and its report signed.
    Erasure {
        /// Which.
        erasure_id: ErasureId,
    },
    /// Local objects were written or erased, here or in another window.
    Objects,
    /// A letter was changed by its sender, or recalled.
    Amended {
        /// Which.
        message_id: MessageId,
    },
    /// A letter of the person's is held until its time, is held no more, or waits for its sender.
    Held {
        /// Which.
        message_id: MessageId,
    },
    /// The session has ended.
    SignedOut,
}

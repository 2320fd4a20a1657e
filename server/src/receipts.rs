//! Receipts: signed by the reader, logged and promised by the server, fetched by the sender. Called by other slices;
//! calls none but the keys.

pub(crate) mod list;
pub(crate) mod post;
pub(crate) mod proof;
pub(crate) mod rows;

//! The browser app: pages over the SDK, which runs in a worker of its own.

#![allow(
    missing_docs,
    reason = "the app is no library: what its parts do stands in their modules' documentation"
)]

pub mod bridge;
pub mod number;
pub mod runs;
pub mod worker_link;

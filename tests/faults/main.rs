//! Faults: the server as a process of its own, killed at any moment.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod ending;
mod held;
mod kill;
mod process;
mod steps;

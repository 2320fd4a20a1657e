//! Erasure: emptying the bin, the eraser that overwrites what was hidden, and the signed report.

pub(crate) mod empty;
pub(crate) mod eraser;
pub(crate) mod report;
pub(crate) mod rows;
pub(crate) mod status;

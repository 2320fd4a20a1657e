//! Local objects: drafts, names, contacts, and whatever else belongs to one person alone and is sealed by their client. One version
//! each; a replaced one is erased, and never left in a database that cannot overwrite.

pub(crate) mod change;
pub(crate) mod read;
pub(crate) mod rows;

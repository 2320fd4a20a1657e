//! What becomes of an account.

/// Accounts.
#[derive(Debug, Clone, confique::Config)]
pub struct Account {
    /// Days between asking for the end of an account and its end. Until then its owner can stop it. 1 to 90,
    /// and twice `recovery.wait_hours` at least: whoever has the recovery words alone must be in before.
    #[config(env = "FORSEGLA_ACCOUNT_GRACE_DAYS", default = 14)]
    pub grace_days: u64,
}

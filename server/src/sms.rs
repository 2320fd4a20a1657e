//! SMS: numbers, texts that fit one, the gateways that take them, and what gateways report afterwards.
//!
//! What an SMS says and when it goes out is the outbox's business. Nothing here logs a number or a text, and no error
//! holds one.

mod connection;
pub(crate) mod fields;
mod gateway;
mod http;
mod kannel;
mod number;
mod report;
mod segment;

pub use gateway::{Gateway, GatewayError};
pub use number::{NumberError, PhoneNumber};
pub use report::Report;
pub use segment::{SegmentError, check_segment};

/// One SMS on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Sms<'a> {
    /// Whose phone.
    pub to: &'a PhoneNumber,
    /// What it says; it fits one segment.
    pub text: &'a str,
    /// Names this SMS at the gateway, as far as the gateway has a place for it. A repeat has the same one.
    pub reference: &'a str,
    /// Where reports go: without a query, without percent signs. Its path tells which SMS a report is about.
    pub report_url: Option<&'a str>,
    /// After this many minutes the networks may forget it.
    pub valid_minutes: u32,
}

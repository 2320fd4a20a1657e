//! Which limits a route has. Every route of the table names one of these classes.

use super::rules::Rule;
use super::work::Gate;

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident: $network:expr, $account:expr $(, $gate:ident)?;)+) => {
        /// What a route costs, and whom it is counted against.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Class {
            $($(#[$doc])* $class,)+
        }

        impl Class {
            /// Counted by the network that a request comes from, before its body is read. [`Rule::Requests`] comes
            /// before it for every request.
            pub(crate) fn network_rule(self) -> Option<Rule> {
                match self {
                    $(Self::$class => $network,)+
                }
            }

            /// Counted by the account of the session. None: the route takes no session.
            pub(crate) fn account_rule(self) -> Option<Rule> {
                match self {
                    $(Self::$class => $account,)+
                }
            }

            /// Whether its routes are asked about addresses before there is a session: how long the work took must not tell whether
            /// one has an account.
            pub(crate) fn is_about_an_address(self) -> bool {
                matches!(
                    self,
                    Self::RegisterStart
                        | Self::LoginStart
                        | Self::SignIn
                        | Self::RecoveryStart
                        | Self::ByPasskeyStart
                )
            }

            /// What its handler asks work for where everybody together wants too much.
            pub(crate) fn gate(self) -> Option<Gate> {
                match self {
                    $($(Self::$class => Some(Gate::$gate),)?)+
                    _ => None,
                }
            }
        }
    };
}

classes! {
    /// What anyone may read.
    Page: Some(Rule::Pages), None;
    /// The beginning of a registration; all of them together are limited too, and the handler counts by address besides.
    RegisterStart: Some(Rule::Registrations), None, Address;
    /// What follows it.
    RegisterFinish: Some(Rule::RegistrationEnds), None;
    /// The first half of a sign-in; the handler counts by address and network besides.
    LoginStart: Some(Rule::Logins), None, SignIn;
    /// What follows it.
    SignIn: Some(Rule::SignInSteps), None;
    /// A code by SMS; the handler counts by phone and account besides.
    PhoneCode: Some(Rule::PhoneCodesOfNetwork), None, Phone;
    /// A challenge for recovery words; the handler of their proof counts wrong ones besides.
    RecoveryStart: Some(Rule::Recoveries), None, Recovery;
    /// A challenge for a passkey that opens the mailbox; each takes one answer.
    ByPasskeyStart: Some(Rule::SignInsByPasskey), None;
    /// Reading what is small.
    Read: None, Some(Rule::Reads);
    /// A page of letters.
    List: None, Some(Rule::Lists);
    /// Looking at the account's sessions and ending them, changing the password, and the end of the account: counted by the
    /// session that asks, so that a stolen one cannot use up what its owner needs to stop it.
    Revoke: None, Some(Rule::Revocations);
    /// A small change.
    Change: None, Some(Rule::Changes);
    /// A letter.
    Send: None, Some(Rule::Sends);
    /// The beginning or end of an upload.
    Upload: None, Some(Rule::Uploads);
    /// A segment of an upload.
    Segment: None, Some(Rule::Segments);
    /// A piece of an attachment.
    Download: None, Some(Rule::Downloads);
    /// Opening a letter.
    Open: None, Some(Rule::Opens);
    /// An event stream.
    Stream: None, Some(Rule::Streams);
    /// New keyrings.
    Keyring: None, Some(Rule::Keyrings);
    /// Local objects written.
    Object: None, Some(Rule::Objects);
    /// A new key record.
    Record: None, Some(Rule::Records);
}

//! The limits themselves: how often, and for whom.

/// So many at once, and as many again in the course of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    count: u64,
    window_s: u64,
}

impl Rate {
    const fn new(count: u64, window_s: u64) -> Self {
        Self { count, window_s }
    }

    const fn per_minute(count: u64) -> Self {
        Self::new(count, 60)
    }

    const fn per_ten_minutes(count: u64) -> Self {
        Self::new(count, 600)
    }

    const fn per_hour(count: u64) -> Self {
        Self::new(count, 3600)
    }

    const fn per_day(count: u64) -> Self {
        Self::new(count, 24 * 3600)
    }

    pub(super) fn window_us(self) -> u64 {
        self.window_s.saturating_mul(1_000_000)
    }

    /// From one to the next.
    pub(super) fn each_us(self) -> u64 {
        self.window_us() / self.count.max(1)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $number:literal $rate:expr, $kind:ident;)+) => {
        /// One limit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            const ALL: &[Self] = &[$(Self::$rule),+];

            /// The rule's name in the database.
            pub(crate) fn number(self) -> i64 {
                match self {
                    $(Self::$rule => $number,)+
                }
            }

            fn own_rate(self) -> Rate {
                match self {
                    $(Self::$rule => $rate,)+
                }
            }

            fn kind(self) -> Kind {
                match self {
                    $(Self::$rule => Kind::$kind,)+
                }
            }
        }
    };
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Ordinary use, which many people behind one address may multiply. Begins anew with the server.
    Use,
    /// The same, and kept over a restart.
    KeptUse,
    /// Guessing at one account: never multiplied, and kept over a restart.
    Guess,
}

// A number is never given to another rule: databases have rows under it.
rules! {
    /// Everything that a network asks for. A thousand people of an office ask for less, and their uploads fit in.
    Requests = 1 Rate::per_minute(30_000), Use;
    /// Pages, files and documents that anyone may have. A first visit takes about twenty.
    Pages = 2 Rate::per_minute(1200), Use;
    /// Registrations that a network begins. A household or a class registers at once, a script registers for hours.
    Registrations = 3 Rate::per_hour(20), KeptUse;
    /// Registrations that anyone begins: each takes disk and a slot. Reached, it closes registration and nothing else; whoever is to
    /// work first does not count.
    AllRegistrations = 4 Rate::per_hour(600), KeptUse;
    /// Second halves of registrations, each of which needs a first half.
    RegistrationEnds = 5 Rate::per_hour(60), Use;
    /// Sign-ins that a network begins (protocol.md 5.4).
    Logins = 6 Rate::per_ten_minutes(30), KeptUse;
    /// Sign-ins that a network begins at one address, successful ones too (protocol.md 5.4).
    LoginsOfOne = 7 Rate::per_ten_minutes(10), Guess;
    /// Passwords that a network gets wrong at one address: after five, one a minute.
    FirstTries = 8 Rate::new(5, 5 * 60), Guess;
    /// And after ten, one in a quarter of an hour.
    MoreTries = 9 Rate::new(10, 10 * 15 * 60), Guess;
    /// What follows the first message of a sign-in: its end, a new secret, five codes.
    SignInSteps = 10 Rate::per_ten_minutes(300), Use;
    /// Reading what is small. Opening the mailbox takes about ten.
    Reads = 11 Rate::per_minute(1200), Use;
    /// Pages of a folder, each up to a hundred envelopes: five a second is faster than anyone scrolls.
    Lists = 12 Rate::per_minute(300), Use;
    /// Small changes: moving, erasing, receipts, signs of life. Reading through a full mailbox makes some a second.
    Changes = 13 Rate::per_minute(600), Use;
    /// Letters. A person writes a few a minute; each may go to a hundred mailboxes.
    Sends = 14 Rate::per_ten_minutes(120), Use;
    /// Attachments begun, finished or abandoned. A letter has at most a hundred.
    Uploads = 15 Rate::per_ten_minutes(600), Use;
    /// Segments of attachments, a mebibyte each: more than a fast local network carries.
    Segments = 16 Rate::per_minute(12_000), Use;
    /// Pieces of attachments fetched, likewise.
    Downloads = 17 Rate::per_minute(12_000), Use;
    /// Letters opened: each is a durable write. Nobody reads two a second for a minute.
    Opens = 18 Rate::per_minute(120), Use;
    /// Event streams begun. Each of sixteen windows may lose its connection many times a minute.
    Streams = 19 Rate::per_minute(120), Use;
    /// Keyrings written: one for each new correspondent or comparison.
    Keyrings = 20 Rate::per_ten_minutes(300), Use;
    /// Local objects written: a draft every ten seconds in each of several windows, and what moves in the mailbox.
    Objects = 38 Rate::per_ten_minutes(900), Use;
    /// Key records published. Keys are renewed once a year, and all records are kept for ever.
    Records = 21 Rate::per_hour(20), Use;
    /// Looking at sessions, ending them, changing the password: a person does each once.
    Revocations = 22 Rate::per_minute(60), Use;
    /// Codes mailed to one address: with five tries each and eight digits, nobody guesses one.
    AddressCodes = 23 Rate::per_hour(5), Guess;
    /// Codes sent to one phone, whoever asks: SMS are not to be had for teasing somebody.
    PhoneCodes = 24 Rate::per_hour(4), Guess;
    /// And in a day.
    PhoneCodesADay = 25 Rate::per_day(10), Guess;
    /// Codes that one account has sent to any phones. Each costs money, and gives five tries.
    PhoneCodesOfAccount = 26 Rate::per_day(10), Guess;
    /// Codes that a network has sent to phones.
    PhoneCodesOfNetwork = 27 Rate::per_hour(20), KeptUse;
    /// Codes sent to phones in all: what the operator pays in an hour at most.
    AllPhoneCodes = 28 Rate::per_hour(1000), KeptUse;
    /// Recoveries that a network begins.
    Recoveries = 30 Rate::per_ten_minutes(30), KeptUse;
    /// Recovery words that a network gets wrong (protocol.md 5.4). Nobody guesses 128 bits: this bounds what is tried, and
    /// what the owners' logs say of it. None is counted by account, since a stranger would close the owner's last way in.
    WrongWords = 31 Rate::per_hour(10), Guess;
    /// Sign-ins begun at one address over all networks; whoever wants more works for them (protocol.md 5.4).
    LoginsOfAddress = 32 Rate::per_ten_minutes(10), Guess;
    /// Passwords wrong at one address over all networks; one is forgotten every seven hours, and a right one takes back its own
    /// alone. Beyond them the work is the hardest there is.
    WrongOfAddress = 33 Rate::new(100, 30 * 24 * 3600), Guess;
    /// Registrations that anyone begins without working, well below what closes registration.
    FreeRegistrations = 34 Rate::per_hour(200), KeptUse;
    /// Recoveries that anyone begins without working. There is no number that closes them.
    FreeRecoveries = 35 Rate::per_ten_minutes(100), KeptUse;
    /// Codes to phones, before there is a session, without working.
    FreePhoneCodes = 36 Rate::per_hour(300), KeptUse;
    /// Sign-ins by a passkey alone that a network begins: each gives one answer, and nobody guesses a signature. This bounds
    /// what the owners' logs say of it.
    SignInsByPasskey = 37 Rate::per_ten_minutes(30), KeptUse;
}

impl Rule {
    /// The rule of a row, if its number is one of those that are written down.
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        let mut kept = Self::ALL.iter().copied().filter(|rule| rule.outlives_restart());
        kept.find(|rule| rule.number() == number)
    }

    /// How often, where ordinary use is multiplied by `factor`.
    pub(crate) fn rate(self, factor: u64) -> Rate {
        let own = self.own_rate();
        match self.kind() {
            Kind::Guess => own,
            Kind::Use | Kind::KeptUse => Rate::new(own.count.saturating_mul(factor), own.window_s),
        }
    }

    /// Whether it guards sign-in or registration, so that a restart must not begin it anew.
    pub(crate) fn outlives_restart(self) -> bool {
        self.kind() != Kind::Use
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_number_of_its_own_and_gives_something() {
        let numbers: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.number()).collect();
        assert_eq!(numbers.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(rule.rate(1).each_us() > 0, "{rule:?}");
            assert_eq!(
                Rule::from_number(rule.number()),
                rule.outlives_restart().then_some(*rule)
            );
        }
    }

    #[test]
    fn the_factor_multiplies_use_and_never_guesses() {
        assert_eq!(Rule::Logins.rate(10), Rate::per_ten_minutes(300));
        for rule in [
            Rule::LoginsOfOne,
            Rule::FirstTries,
            Rule::MoreTries,
            Rule::WrongWords,
            Rule::LoginsOfAddress,
            Rule::WrongOfAddress,
        ] {
            assert_eq!(rule.rate(10), rule.rate(1));
        }
    }
}

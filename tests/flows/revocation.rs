//! What closes an account's doors, against everything that might still open them: at once, and after a restart.

mod events;
mod tokens;

use events::{Event, happen};
use tokens::{Held, Token};

/// One test for each event. Each place of its row is a token, in the order of [`Token::ALL`]: `x` opens nothing from then on,
/// `.` goes on as before.
macro_rules! rows {
    ($($name:ident = $row:literal, $event:ident;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                play(Event::$event, $row).await;
            }
        )+
    };
}

rows! {
    // A device: its session, what it stored, its event stream.
    // |   On the way in: handshake, code to come, passkey asked, SMS sent, passkey asked alone.
    // |   |     With the words: proven, released.
    // |   |     |  From the device: another password, other words, each between its halves.
    // |   |     |  |  Secrets: password, words, app, paper, passkey, passkey alone, reserve phone.
    signing_out =                        "xxx ..... .. xx .......", SignedOut;
    ending_one_session =                 "xxx ..... .. xx .......", EndedElsewhere;
    ending_all_other_sessions =          "xxx xxxxx xx xx .......", EndedOthers;
    being_idle =                         "xxx xxxxx xx xx .......", Idle;
    the_longest_day =                    "xxx xxxxx xx xx .......", Expired;
    another_password =                   "xxx xxxxx xx xx x......", PasswordChanged;
    a_password_that_somebody_may_know =  "xxx xxxxx xx xx xx...x.", PasswordCompromised;
    words_and_a_code =                   "xxx xxxxx xx xx xx...x.", RecoveredByCode;
    words_and_waiting =                  "xxx xxxxx xx xx xxxxxxx", RecoveredByWaiting;
    other_words =                        "... ..... xx .. .x.....", NewWords;
    another_authenticator =              "... ..... .. .. ..x....", AuthenticatorReplaced;
    other_codes_on_paper =               "... ..... .. .. ...x...", BackupCodesMade;
    one_passkey_less =                   "... ..x.x .. .. ....xx.", PasskeyRemoved;
    a_passkey_that_may_less =            "... ....x .. .. .....x.", PasskeyOpensNoMore;
    another_reserve_phone =              "... ...x. .. .. ......x", ReservePhoneChanged;
    no_reserve_phone =                   "... ...x. .. .. ......x", ReservePhoneRemoved;
    asking_for_the_end =                 "xxx xxxxx xx xx .......", EndRequested;
    the_end =                            "xxx xxxxx xx xx xxxxxxx", Ended;
    a_restart_of_the_server =            "..x xxxxx xx xx .......", Restarted;
}

async fn play(event: Event, row: &str) {
    let dies: Vec<bool> = row
        .chars()
        .filter(|mark| *mark != ' ')
        .map(|mark| mark == 'x')
        .collect();
    assert_eq!(dies.len(), Token::ALL.len());
    let mut held = Held::prepare(event).await;
    held.take_tokens().await;
    let mut held = happen(event, held).await;
    for (token, dies) in Token::ALL.into_iter().zip(&dies) {
        assert_eq!(held.opens(token, *dies).await, !dies, "{token:?}, at once");
    }
    held.server = held.server.restart();
    for (token, dies) in Token::ALL.into_iter().zip(dies) {
        let dies = dies || !token.outlives_restart();
        assert_eq!(held.opens(token, dies).await, !dies, "{token:?}, after a restart");
    }
}

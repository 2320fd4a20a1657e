//! OPAQUE from registration to second factor, and what refuses.

use crypto::{
    Refused, Secret,
    keys::kek_password,
    opaque::{
        KE1_LEN, KE2_LEN, KE3_LEN, KsfProfile, REGISTRATION_REQUEST_LEN, REGISTRATION_RESPONSE_LEN,
        ServerSetup, UPLOAD_LEN, check_upload, login_start, normalize_password, register_start,
    },
};

use super::{support::rng, test};

const USER: [u8; 16] = [1; 16];
const HOST: &str = "mail.example.org";
const PASSWORD: &[u8] = "ett långt lösenord".as_bytes();

fn registered(setup: &ServerSetup) -> (Vec<u8>, Secret<64>) {
    let mut rng = rng(1);
    let (state, request) = register_start(PASSWORD, &mut rng);
    assert_eq!(request.len(), REGISTRATION_REQUEST_LEN);
    let response = setup.register(&request, &USER).unwrap();
    assert_eq!(response.len(), REGISTRATION_RESPONSE_LEN);
    let done = state
        .finish(PASSWORD, &response, &USER, HOST, KsfProfile::One, &mut rng)
        .unwrap();
    assert_eq!(done.upload.len(), UPLOAD_LEN);
    (check_upload(&done.upload).unwrap(), done.export_key)
}

#[test]
fn a_login_gives_both_sides_one_session_key_and_the_client_its_export_key() {
    let mut rng = rng(2);
    let setup = ServerSetup::from_bytes(&ServerSetup::make(&mut rng).to_bytes()).unwrap();
    let (record, export_key) = registered(&setup);
    let (client, ke1) = login_start(PASSWORD, &mut rng);
    let (server, ke2) = setup
        .login_start(Some(&record), &ke1, &USER, HOST, KsfProfile::One, &mut rng)
        .unwrap();
    assert_eq!((ke1.len(), ke2.len()), (KE1_LEN, KE2_LEN));
    let done = client
        .finish(PASSWORD, &ke2, &USER, HOST, KsfProfile::One, &mut rng)
        .unwrap();
    assert_eq!(done.ke3.len(), KE3_LEN);
    assert_eq!(server.finish(&done.ke3), Ok(done.session_key));
    assert_eq!(done.export_key, export_key);
    assert_eq!(
        kek_password(done.export_key.expose(), &USER),
        kek_password(export_key.expose(), &USER)
    );
}

#[test]
fn whatever_differs_refuses() {
    let mut rng = rng(3);
    let setup = ServerSetup::make(&mut rng);
    let (record, _) = registered(&setup);
    let mut client = |password: &[u8], user: [u8; 16], host: &str, profile: KsfProfile, known: bool| {
        let (client, ke1) = login_start(password, &mut rng);
        let record = known.then_some(record.as_slice());
        let (_, ke2) = setup
            .login_start(record, &ke1, &USER, HOST, KsfProfile::One, &mut rng)
            .unwrap();
        assert_eq!(ke2.len(), KE2_LEN);
        client
            .finish(password, &ke2, &user, host, profile, &mut rng)
            .err()
    };
    assert_eq!(client(PASSWORD, USER, HOST, KsfProfile::One, true), None);
    assert_eq!(
        client(b"another password", USER, HOST, KsfProfile::One, true),
        Some(Refused)
    );
    assert_eq!(
        client(PASSWORD, [2; 16], HOST, KsfProfile::One, true),
        Some(Refused)
    );
    assert_eq!(
        client(PASSWORD, USER, "evil.example", KsfProfile::One, true),
        Some(Refused)
    );
    assert_eq!(client(PASSWORD, USER, HOST, KsfProfile::Two, true), Some(Refused));
    assert_eq!(
        client(PASSWORD, USER, HOST, KsfProfile::One, false),
        Some(Refused)
    );
}

#[test]
fn the_server_refuses_another_ke3() {
    let mut rng = rng(4);
    let setup = ServerSetup::make(&mut rng);
    let (record, _) = registered(&setup);
    for spoil in [
        |ke3: &mut Vec<u8>| ke3[0] ^= 1,
        |ke3: &mut Vec<u8>| ke3.push(0),
        |ke3: &mut Vec<u8>| ke3.clear(),
    ] {
        let (client, ke1) = login_start(PASSWORD, &mut rng);
        let (server, ke2) = setup
            .login_start(Some(&record), &ke1, &USER, HOST, KsfProfile::One, &mut rng)
            .unwrap();
        let mut ke3 = client
            .finish(PASSWORD, &ke2, &USER, HOST, KsfProfile::One, &mut rng)
            .unwrap()
            .ke3;
        spoil(&mut ke3);
        assert_eq!(server.finish(&ke3), Err(Refused));
    }
}

#[test]
fn messages_have_exactly_their_length() {
    let mut rng = rng(5);
    let setup = ServerSetup::make(&mut rng);
    let (record, _) = registered(&setup);
    let (_, request) = register_start(PASSWORD, &mut rng);
    let (_, ke1) = login_start(PASSWORD, &mut rng);
    let longer = |message: &[u8]| [message, &[0]].concat();
    assert!(setup.register(&longer(&request), &USER).is_err());
    assert!(setup.register(&request[1..], &USER).is_err());
    assert!(setup.register(&[0xff; 32], &USER).is_err());
    assert!(setup.register(&[0; 32], &USER).is_err(), "the identity");
    assert!(check_upload(&longer(&record)).is_err() && check_upload(&[0; UPLOAD_LEN]).is_err());
    for (record, ke1) in [
        (&record, &longer(&ke1)),
        (&record, &ke1[1..].to_vec()),
        (&longer(&record), &ke1),
        (&record, &vec![0; KE1_LEN]),
    ] {
        assert!(
            setup
                .login_start(Some(record), ke1, &USER, HOST, KsfProfile::One, &mut rng)
                .is_err()
        );
    }
    assert!(ServerSetup::from_bytes(&longer(&setup.to_bytes())).is_err());
    assert!(ServerSetup::from_bytes(&[0; 160]).is_err());
}

#[test]
fn an_unknown_address_always_has_the_same_user_id() {
    let setup = ServerSetup::make(&mut rng(6));
    assert_eq!(
        setup.fake_user_id("a@example.org"),
        setup.fake_user_id("a@example.org")
    );
    assert_ne!(
        setup.fake_user_id("a@example.org"),
        setup.fake_user_id("b@example.org")
    );
    let again = ServerSetup::from_bytes(&setup.to_bytes()).unwrap();
    assert_eq!(
        again.fake_user_id("a@example.org"),
        setup.fake_user_id("a@example.org")
    );
}

#[test]
fn a_password_is_the_same_from_every_keyboard() {
    assert_eq!(*normalize_password("la\u{30a}s"), *normalize_password("l\u{e5}s"));
    assert_eq!(normalize_password("l\u{e5}s").as_bytes(), "lås".as_bytes());
}

#[test]
fn an_endless_password_does_not_finish_and_does_not_panic() {
    let mut rng = rng(7);
    let endless = vec![b'x'; 70_000];
    let setup = ServerSetup::make(&mut rng);
    let (state, request) = register_start(&endless, &mut rng);
    let response = setup.register(&request, &USER).unwrap();
    assert!(
        state
            .finish(&endless, &response, &USER, HOST, KsfProfile::One, &mut rng)
            .is_err()
    );
    let (state, ke1) = login_start(&endless, &mut rng);
    let (_, ke2) = setup
        .login_start(None, &ke1, &USER, HOST, KsfProfile::One, &mut rng)
        .unwrap();
    assert!(
        state
            .finish(&endless, &ke2, &USER, HOST, KsfProfile::One, &mut rng)
            .is_err()
    );
}

//! RFC 9807, appendix C: the three vectors of ristretto255-SHA512 with 3DH (two real, one fake), through this
//! module's suite and generator. Their stretching is the identity; Argon2id has its own vector below.

use std::{collections::VecDeque, convert::Infallible};

use opaque_ke::{
    ClientLogin, ClientRegistration, CredentialFinalization, CredentialRequest, Identifiers,
    RegistrationRequest, RegistrationUpload, ServerLogin, ServerLoginParameters, ServerRegistration,
    ServerSetup, ksf::Identity,
};
use rand_core::{TryCryptoRng, TryRng};
use serde_json::Value;

use super::{
    KsfProfile, Suite,
    client::{finish_login, finish_registration},
    old_rng::OldRng,
};
use crate::test_rng::test;

type Rfc = Suite<Identity>;

/// Says what it was told.
struct Script(VecDeque<u8>);

impl TryRng for Script {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("only bytes are drawn")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("only bytes are drawn")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.fill_with(|| self.0.pop_front().expect("the script is at its end"));
        Ok(())
    }
}

impl TryCryptoRng for Script {}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

struct Vector(Value);

impl Vector {
    fn load(number: usize) -> Self {
        let all: Value = serde_json::from_str(include_str!("../../tests/data/opaque-rfc9807.json")).unwrap();
        let vector = all[number].clone();
        let config = |key: &str| vector["config"][key].as_str().unwrap().to_owned();
        assert_eq!(
            (config("OPRF"), config("Group")),
            ("ristretto255-SHA512".into(), "ristretto255".into())
        );
        Self(vector)
    }

    fn input(&self, key: &str) -> Vec<u8> {
        unhex(self.0["inputs"][key].as_str().unwrap_or_else(|| panic!("{key}")))
    }

    fn output(&self, key: &str) -> Vec<u8> {
        unhex(self.0["outputs"][key].as_str().unwrap_or_else(|| panic!("{key}")))
    }

    fn context(&self) -> Vec<u8> {
        unhex(self.0["config"]["Context"].as_str().unwrap())
    }

    fn script(&self, keys: &[&str]) -> Script {
        Script(keys.iter().flat_map(|key| self.input(key)).collect())
    }

    /// A scalar is drawn as 64 bytes, little-endian, modulo the group's order.
    fn scalar_first(&self, scalar: &str, keys: &[&str]) -> Script {
        let mut script = self.script(&[scalar]);
        script.0.extend([0; 32]);
        script.0.extend(self.script(keys).0);
        script
    }

    fn setup(&self, dummy: &str) -> ServerSetup<Rfc> {
        let bytes = [
            self.input("oprf_seed"),
            self.input("server_private_key"),
            self.input(dummy),
        ]
        .concat();
        ServerSetup::deserialize(&bytes).unwrap()
    }

    fn identity(&self, key: &str) -> Option<Vec<u8>> {
        self.0["inputs"][key].as_str().map(unhex)
    }
}

fn real(number: usize) {
    let v = Vector::load(number);
    let setup = v.setup("server_public_key");
    let (client, server) = (v.identity("client_identity"), v.identity("server_identity"));
    let who = Identifiers {
        client: client.as_deref(),
        server: server.as_deref(),
    };
    let (password, name) = (v.input("password"), v.input("credential_identifier"));

    let started = ClientRegistration::<Rfc>::start(
        &mut OldRng(&mut v.scalar_first("blind_registration", &[])),
        &password,
    )
    .unwrap();
    assert_eq!(
        started.message.serialize().to_vec(),
        v.output("registration_request")
    );
    let request = RegistrationRequest::deserialize(&v.output("registration_request")).unwrap();
    let response = ServerRegistration::start(&setup, request, &name)
        .unwrap()
        .message
        .serialize()
        .to_vec();
    assert_eq!(response, v.output("registration_response"));
    let mut rng = v.script(&["envelope_nonce"]);
    let done = finish_registration(started.state, &password, &response, who, &Identity, &mut rng).unwrap();
    assert_eq!(done.upload, v.output("registration_upload"));
    assert_eq!(done.export_key.expose().as_slice(), v.output("export_key"));
    assert_eq!(
        super::check_upload(&done.upload),
        Ok(v.output("registration_upload"))
    );

    let mut rng = v.scalar_first("blind_login", &["client_keyshare_seed", "client_nonce"]);
    let started = ClientLogin::<Rfc>::start(&mut OldRng(&mut rng), &password).unwrap();
    assert_eq!(started.message.serialize().to_vec(), v.output("KE1"));
    let record = ServerRegistration::finish(RegistrationUpload::deserialize(&done.upload).unwrap());
    let context = v.context();
    let parameters = || ServerLoginParameters {
        context: Some(&context),
        identifiers: who,
    };
    let mut rng = v.script(&["masking_nonce", "server_keyshare_seed", "server_nonce"]);
    // The library draws a key for a user who might not exist, before it looks.
    rng.0.resize(rng.0.len() + 64, 0);
    rng.0.rotate_right(64);
    let ke1 = CredentialRequest::deserialize(&v.output("KE1")).unwrap();
    let answered = ServerLogin::start(
        &mut OldRng(&mut rng),
        &setup,
        Some(record),
        ke1,
        &name,
        parameters(),
    )
    .unwrap();
    assert_eq!(answered.message.serialize().to_vec(), v.output("KE2"));
    let mut rng = Script(VecDeque::new());
    let done = finish_login(
        started.state,
        &password,
        &v.output("KE2"),
        who,
        &context,
        &Identity,
        &mut rng,
    )
    .unwrap();
    assert_eq!(done.ke3, v.output("KE3"));
    assert_eq!(done.export_key.expose().as_slice(), v.output("export_key"));
    assert_eq!(done.session_key.expose().as_slice(), v.output("session_key"));
    let ke3 = CredentialFinalization::deserialize(&done.ke3).unwrap();
    assert_eq!(
        answered
            .state
            .finish(ke3, parameters())
            .unwrap()
            .session_key
            .to_vec(),
        v.output("session_key")
    );
}

#[test]
fn rfc_9807_real_without_identities() {
    real(0);
}

#[test]
fn rfc_9807_real_with_identities() {
    real(1);
}

#[test]
fn rfc_9807_fake() {
    let v = Vector::load(6);
    let setup = v.setup("client_public_key");
    let (client, server, context) = (
        v.identity("client_identity"),
        v.identity("server_identity"),
        v.context(),
    );
    let identifiers = Identifiers {
        client: client.as_deref(),
        server: server.as_deref(),
    };
    let parameters = ServerLoginParameters {
        context: Some(&context),
        identifiers,
    };
    let mut rng = v.script(&[
        "masking_key",
        "masking_nonce",
        "server_keyshare_seed",
        "server_nonce",
    ]);
    let ke1 = CredentialRequest::<Rfc>::deserialize(&v.input("KE1")).unwrap();
    let name = v.input("credential_identifier");
    let answered = ServerLogin::start(&mut OldRng(&mut rng), &setup, None, ke1, &name, parameters).unwrap();
    assert_eq!(answered.message.serialize().to_vec(), v.output("KE2"));
}

#[test]
fn rfc_9106_argon2id() {
    use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
    let mut params = ParamsBuilder::new();
    params
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .output_len(32)
        .data(AssociatedData::new(&[4; 12]).unwrap());
    let params = params.build().unwrap();
    let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(
        tag.to_vec(),
        unhex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
    );
}

#[test]
fn profiles_are_what_the_protocol_says() {
    for (profile, number, memory_kib) in [(KsfProfile::One, 1, 65_536), (KsfProfile::Two, 2, 131_072)] {
        let argon = profile.ksf();
        let params = argon.params();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (memory_kib, 3, 4)
        );
        assert_eq!(KsfProfile::from_number(number), Ok(profile));
        assert_eq!(profile.context(), [b"forsegla.v1/opaque", &[number][..]].concat());
    }
}

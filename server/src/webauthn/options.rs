//! What is asked of a browser: the JSON that `navigator.credentials` takes (sections 5.4 and 5.5).

use super::RelyingParty;
use super::cose::{EDDSA, ES256, RS256};
use api::{Bytes, UserId};
use serde_json::{Value, json};

/// How long a browser shows its question. The server's own time counts.
const TIMEOUT_MS: u64 = 5 * 60 * 1000;

/// For whom a credential is made.
pub(crate) struct Owner<'a> {
    pub(crate) user_id: UserId,
    /// What the authenticator shows.
    pub(crate) address: &'a str,
}

/// `PublicKeyCredentialCreationOptionsJSON`. An authenticator that holds one of `known` makes no other.
pub(crate) fn creation_options(
    party: &RelyingParty<'_>,
    owner: &Owner<'_>,
    challenge: &[u8],
    known: &[Vec<u8>],
) -> String {
    let algorithms = [ES256, EDDSA, RS256].map(|alg| json!({"type": "public-key", "alg": alg}));
    let options = json!({
        "rp": {"id": party.id, "name": "Forsegla"},
        "user": {"id": Bytes::from(owner.user_id.0), "name": owner.address, "displayName": owner.address},
        "challenge": Bytes::from(challenge),
        "pubKeyCredParams": algorithms,
        "timeout": TIMEOUT_MS,
        "excludeCredentials": descriptors(known),
        // Telephones keep a passkey over their own loss only where this is not discouraged.
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"},
        "attestation": "none",
        // One that is to open the mailbox some day has to be made for it (section 10.1.4).
        "extensions": {"prf": {}},
    });
    options.to_string()
}

/// `PublicKeyCredentialRequestOptionsJSON`, for one of the credentials that are known; where none is named, for any that its
/// authenticator finds by itself.
pub(crate) fn request_options(party: &RelyingParty<'_>, challenge: &[u8], known: &[Vec<u8>]) -> String {
    let options = json!({
        "rpId": party.id,
        "challenge": Bytes::from(challenge),
        "timeout": TIMEOUT_MS,
        "allowCredentials": descriptors(known),
        "userVerification": "required",
    });
    options.to_string()
}

fn descriptors(known: &[Vec<u8>]) -> Vec<Value> {
    let one = |id: &Vec<u8>| json!({"type": "public-key", "id": Bytes::from(id.clone())});
    known.iter().map(one).collect()
}

//! Requests as a hostile program would make them, over a person's connection.

use crate::{Person, TestClient};
use api::{BASE_PATH, CSRF_HEADER, Code, Problem, SESSION_HEADER};
use client::transport::{Method, Request, Transport as _};
use serde_json::Value;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// The refusal's code; panics if it was none.
    pub fn code(&self) -> Code {
        self.problem().code
    }

    pub fn problem(&self) -> Problem {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| {
            panic!(
                "status {}, no problem: {:?}",
                self.status,
                String::from_utf8_lossy(&self.body)
            )
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// One request below the interface's base path, with the headers that say it is no foreign page's and which session it
/// is meant for.
pub async fn raw(
    client: &TestClient,
    method: Method,
    path: &str,
    body: Option<(&'static str, Vec<u8>)>,
) -> Answer {
    let mut headers = vec![(CSRF_HEADER, "1".to_owned())];
    headers.extend(client.transport().session().map(|id| (SESSION_HEADER, id)));
    let request = || Request {
        method,
        path: format!("{BASE_PATH}{path}"),
        headers: headers.clone(),
        body: body.clone(),
    };
    // A connection from before a restart of the server breaks once.
    let response = match client.transport().send(request()).await {
        Ok(response) => response,
        Err(_) => client.transport().send(request()).await.expect("an answer"),
    };
    Answer {
        status: response.status,
        body: response.body,
    }
}

/// A PUT with a JSON body.
pub async fn put_json(person: &Person, path: &str, body: Vec<u8>) -> Answer {
    raw(
        &person.client,
        Method::Put,
        path,
        Some(("application/json", body)),
    )
    .await
}

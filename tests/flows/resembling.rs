//! A guard before the wrong recipient.

use tests::{Person, TestServer};

async fn meant(person: &Person, address: &str) -> Option<String> {
    let looked_at = person.look(address).await.unwrap();
    person.meant_instead(&looked_at).map(|meant| meant.address)
}

#[tokio::test]
async fn an_address_that_is_nearly_a_correspondents_is_doubted_until_it_is_one() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Bjorn").await);
    assert_eq!(
        meant(&anna, "bjron@example.org").await,
        None,
        "nobody is known yet"
    );
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(
        meant(&anna, "bjron@example.org").await,
        Some(bjorn.address.clone()),
        "nobody's"
    );
    assert_eq!(meant(&anna, "eve@example.org").await, None);
    assert_eq!(meant(&anna, &bjorn.address).await, None, "the known one");
    // Somebody who has that address is doubted as long as they are strangers.
    let bjarn = server.person("Bjarn").await;
    assert_eq!(meant(&anna, &bjarn.address).await, Some(bjorn.address.clone()));
    anna.send(&anna.letter_to(&bjarn)).await.unwrap();
    assert_eq!(meant(&anna, &bjarn.address).await, None);
}

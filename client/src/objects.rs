//! Local objects: what belongs to this person alone, sealed for the server to keep. Each change writes the root with it, so that no
//! object is older, missing or other than the newest root says without its being noticed.

use crate::call::Wanted;
use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::{Method, Transport};
use api::objects::{Object, ObjectErase, ObjectWrite, ObjectsChange, ObjectsPage};
use api::{BlobId, Code, ObjectId};
use crypto::keys::keyring::{DecKeyring, SigKeyring};
use crypto::local::{Entry, Kind, Name, Root};
use crypto::{Hash, Id, KLocal, sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Writes of one change, or readings of a list, before giving up against another device that is faster every time.
const TRIES: usize = 5;
/// Objects that are fetched one by one; more come by pages.
const SINGLES_MAX: usize = 3;
/// How often the keyring learns how far the root is, at least: until then a server can show a fresh browser an older one.
const NOTED_EVERY_MS: u64 = 5 * 60 * 1000;
/// Objects of one request when all are sealed anew.
const RESEALED_AT_ONCE: usize = 20;

/// What an object holds.
pub(crate) type Content = Arc<Zeroizing<Vec<u8>>>;

/// What was learnt of the objects since the mailbox was opened.
#[derive(Default)]
pub(crate) struct Objects {
    root: Option<ReadRoot>,
    /// Opened ones in the version they were opened in.
    contents: HashMap<Id, (u64, Content)>,
    noted_ms: u64,
}

#[derive(Clone)]
struct ReadRoot {
    ver: u64,
    sha256: Hash,
    root: Root,
}

/// An object as the root has it.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) object_id: ObjectId,
    pub(crate) version: u64,
    /// None: what the server has under this name is missing, older or not this person's.
    pub(crate) content: Option<Content>,
}

/// An object to write.
pub(crate) struct Put {
    pub(crate) kind: Kind,
    pub(crate) object_id: ObjectId,
    /// The version that it takes the place of; 0 where it is new.
    pub(crate) over: u64,
    pub(crate) content: Content,
    pub(crate) holds: Vec<BlobId>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    /// It is durable.
    Done,
    /// One of its objects was written or erased by another device since: nothing was changed.
    Overtaken,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// All objects of a kind, as the newest root lists them.
    pub(crate) async fn read_objects(&self, kind: Kind, wanted: Wanted) -> Result<Vec<Stored>, Error> {
        let mut root = self.load_root(wanted).await?;
        for _ in 0..TRIES {
            let missing: Vec<(Id, u64)> = listed(&root.root, kind)
                .filter(|(id, ver)| self.opened_object(ObjectId(*id), *ver).is_none())
                .collect();
            let fetched = self.fetch_objects(kind, &missing, wanted).await?;
            let is_stale = missing
                .iter()
                .any(|(id, ver)| fetched.get(id).is_none_or(|object| object.version > *ver));
            for object in fetched.into_values() {
                self.open_object(&root.root, &object);
            }
            if !is_stale {
                break;
            }
            // Another device has written meanwhile, or the server has none of it any more.
            let newer = self.load_root(wanted).await?;
            if newer.ver == root.ver {
                break;
            }
            root = newer;
        }
        let state = self.state();
        let stored = listed(&root.root, kind).map(|(id, version)| Stored {
            object_id: ObjectId(id),
            version,
            content: opened(&state.objects, id, version),
        });
        Ok(stored.collect())
    }

    /// Writes and erases objects, all of it or nothing. What is to be erased and is gone already is passed over.
    pub(crate) async fn change_objects(&self, puts: &[Put], erase: &[ObjectId]) -> Result<Changed, Error> {
        let mut before = self.known_root().await?;
        for _ in 0..TRIES {
            let is_over = |put: &Put| {
                let there = before
                    .root
                    .objects
                    .get(&put.object_id.0)
                    .map_or(0, |entry| entry.ver);
                there == put.over
            };
            if !puts.iter().all(is_over) {
                return Ok(Changed::Overtaken);
            }
            let (change, next) = self.seal_change(&before, puts, erase)?;
            match self.client.command(Method::Post, "/objects", &change).await {
                Ok(()) => {
                    self.adopt_change(next, puts, erase);
                    self.note_root_at_times().await;
                    return Ok(Changed::Done);
                }
                Err(error) if error.code() == Some(Code::ObjectConflict) => {
                    before = self.load_root(Wanted::ByPerson).await?;
                    if (before.ver, before.sha256) == (next.ver, next.sha256) {
                        // The answer to an earlier try was lost.
                        self.adopt_change(next, puts, erase);
                        return Ok(Changed::Done);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::bad_answer(
            "the objects change faster than they can be written",
        ))
    }

    /// Tells the keyring how far the root is, so that a fresh browser takes no older one. Where it fails, the next one tells.
    pub(crate) async fn note_root(&self) {
        let ver = self.state().objects.root.as_ref().map_or(0, |root| root.ver);
        let noting = self.change(move |sig: &mut SigKeyring, _: &mut DecKeyring| {
            let is_news = sig.local_ver < ver;
            sig.local_ver = sig.local_ver.max(ver);
            is_news
        });
        if noting.await.is_ok() {
            let now_ms = self.now_ms();
            self.state().objects.noted_ms = now_ms;
        }
    }

    async fn note_root_at_times(&self) {
        let now_ms = self.now_ms();
        if self.state().objects.noted_ms.abs_diff(now_ms) > NOTED_EVERY_MS {
            self.note_root().await;
        }
    }

    /// Seals everything anew that is still under the key of a password that somebody may have known, and forgets that key.
    pub async fn reseal_objects(&self) -> Result<(), Error> {
        if self.state().opened.sig.k_local_old.is_empty() {
            return Ok(());
        }
        for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Root) {
            let stored = self.read_objects(kind, Wanted::ByItself).await?;
            let mut puts = Vec::new();
            for one in stored {
                let Some(content) = one.content else { continue };
                puts.push(Put {
                    kind,
                    object_id: one.object_id,
                    over: one.version,
                    holds: crate::drafts::holds_of(kind, &content),
                    content,
                });
            }
            for some in puts.chunks(RESEALED_AT_ONCE) {
                if self.change_objects(some, &[]).await? == Changed::Overtaken {
                    // Another device writes them, under the new key: the next sign-in looks again.
                    return Ok(());
                }
            }
        }
        self.change(|sig: &mut SigKeyring, _: &mut DecKeyring| {
            let had_some = !sig.k_local_old.is_empty();
            sig.k_local_old.clear();
            had_some
        })
        .await
    }

    /// An object's content in a version that was opened or written here.
    pub(crate) fn opened_object(&self, object_id: ObjectId, version: u64) -> Option<Content> {
        opened(&self.state().objects, object_id.0, version)
    }

    async fn known_root(&self) -> Result<ReadRoot, Error> {
        let known = self.state().objects.root.clone();
        match known {
            Some(root) => Ok(root),
            None => self.load_root(Wanted::ByPerson).await,
        }
    }

    /// The newest root; never older than one that was seen, and never another of the same version (R17).
    async fn load_root(&self, wanted: Wanted) -> Result<ReadRoot, Error> {
        let path = format!("/objects/{}", ObjectId(Root::ID));
        let answer: Result<Object, Error> = self.client.get(&path, wanted).await;
        let read = match answer {
            Ok(object) => self.open_root(&object)?,
            Err(error) if error.code() == Some(Code::NotFound) => ReadRoot {
                ver: 0,
                sha256: [0; 32],
                root: Root::default(),
            },
            Err(error) => return Err(error),
        };
        let mut state = self.state();
        let (noted, known) = (state.opened.sig.local_ver, &state.objects.root);
        let follows = known.as_ref().is_none_or(|known| {
            read.ver > known.ver || (read.ver == known.ver && read.sha256 == known.sha256)
        });
        if read.ver < noted || !follows {
            return Err(Error::bad_answer("an old list of objects"));
        }
        state.objects.root = Some(read.clone());
        Ok(read)
    }

    fn open_root(&self, object: &Object) -> Result<ReadRoot, Error> {
        let damaged = || Error::bad_answer("the list of objects does not open");
        let content = self.open_box(Kind::Root, Root::ID, object).ok_or_else(damaged)?;
        Ok(ReadRoot {
            ver: object.version,
            sha256: sha256(&object.sealed),
            root: Root::parse(&content).map_err(Error::bad_answer)?,
        })
    }

    /// Opens a box under the key in use, or one that was in use before and has not been done away with yet.
    fn open_box(&self, kind: Kind, obj_id: Id, object: &Object) -> Option<Zeroizing<Vec<u8>>> {
        let name = Name {
            user_id: self.user_id.0,
            kind,
            obj_id,
            ver: object.version,
        };
        let state = self.state();
        let open = |key: &KLocal| name.open(key, &object.sealed).ok();
        open(self.local_key()).or_else(|| state.opened.sig.k_local_old.iter().find_map(open))
    }

    /// Keeps what the root lists, in the version that it lists.
    fn open_object(&self, root: &Root, object: &Object) {
        let id = object.object_id.0;
        let entry = root.objects.get(&id).filter(|entry| entry.ver == object.version);
        let content = entry.and_then(|entry| self.open_box(entry.kind, id, object));
        if let Some(content) = content {
            let kept = (object.version, Arc::new(content));
            self.state().objects.contents.insert(id, kept);
        }
    }

    async fn fetch_objects(
        &self,
        kind: Kind,
        wanted_ones: &[(Id, u64)],
        wanted: Wanted,
    ) -> Result<BTreeMap<Id, Object>, Error> {
        let mut fetched = BTreeMap::new();
        if wanted_ones.len() <= SINGLES_MAX {
            for (id, _) in wanted_ones {
                let answer: Result<Object, Error> = self
                    .client
                    .get(&format!("/objects/{}", ObjectId(*id)), wanted)
                    .await;
                match answer {
                    Ok(object) if object.object_id.0 == *id => {
                        fetched.insert(*id, object);
                    }
                    Ok(_) => {}
                    Err(error) if error.code() == Some(Code::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            return Ok(fetched);
        }
        let mut after = String::new();
        loop {
            let path = format!("/objects?kind={}&limit=100{after}", kind.number());
            let page: ObjectsPage = self.client.get(&path, wanted).await?;
            let next = page.next;
            let last = page.items.last().map(|object| object.object_id);
            fetched.extend(page.items.into_iter().map(|object| (object.object_id.0, object)));
            match next.filter(|next| last == Some(*next)) {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(fetched),
            }
        }
    }

    fn seal_change(
        &self,
        before: &ReadRoot,
        puts: &[Put],
        erase: &[ObjectId],
    ) -> Result<(ObjectsChange, ReadRoot), Error> {
        let mut root = before.root.clone();
        let mut change = ObjectsChange::default();
        for put in puts {
            let ver = put.over.saturating_add(1);
            root.objects
                .insert(put.object_id.0, Entry { kind: put.kind, ver });
            change.write.push(ObjectWrite {
                object: self.seal_object(put.kind, put.object_id, ver, &put.content)?,
                holds: put.holds.clone(),
            });
        }
        for &object_id in erase {
            if let Some(entry) = root.objects.remove(&object_id.0) {
                change.erase.push(ObjectErase {
                    object_id,
                    version: entry.ver,
                });
            }
        }
        let ver = before.ver.saturating_add(1);
        let object = self.seal_object(Kind::Root, ObjectId(Root::ID), ver, &root.encode())?;
        let next = ReadRoot {
            ver,
            sha256: sha256(&object.sealed),
            root,
        };
        change.write.push(ObjectWrite {
            object,
            holds: Vec::new(),
        });
        Ok((change, next))
    }

    fn seal_object(
        &self,
        kind: Kind,
        object_id: ObjectId,
        ver: u64,
        content: &[u8],
    ) -> Result<Object, Error> {
        let name = Name {
            user_id: self.user_id.0,
            kind,
            obj_id: object_id.0,
            ver,
        };
        let sealed = name.seal(self.local_key(), content, &mut self.client.platform().rng());
        Ok(Object {
            object_id,
            kind: kind.number(),
            version: ver,
            sealed: sealed.map_err(|_| Error::invalid("size"))?.into(),
        })
    }

    fn adopt_change(&self, next: ReadRoot, puts: &[Put], erased: &[ObjectId]) {
        let objects = &mut self.state().objects;
        for put in puts {
            let kept = (put.over.saturating_add(1), Arc::clone(&put.content));
            objects.contents.insert(put.object_id.0, kept);
        }
        for object_id in erased {
            objects.contents.remove(&object_id.0);
        }
        // Of two changes of this device the later may have been answered first.
        if objects.root.as_ref().is_none_or(|known| known.ver < next.ver) {
            objects.root = Some(next);
        }
    }
}

fn listed(root: &Root, kind: Kind) -> impl Iterator<Item = (Id, u64)> {
    let of_kind = root.objects.iter().filter(move |(_, entry)| entry.kind == kind);
    of_kind.map(|(id, entry)| (*id, entry.ver))
}

fn opened(objects: &Objects, id: Id, version: u64) -> Option<Content> {
    let (_, content) = objects.contents.get(&id).filter(|(ver, _)| *ver == version)?;
    Some(Arc::clone(content))
}

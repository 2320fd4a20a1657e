//! The log in tiles (C2SP tlog-tiles), for whoever wants to look at all of it: hashes of the tree and the entries themselves. They
//! hold commitments, types and times, and nobody's name; a session is asked for all the same.

use super::rows;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use api::Code;
use crypto::tlog::{Node, Tile, TileKind};
use diesel::SqliteConnection;

/// A tile: `<L>/<N>` or `entries/<N>`, with `.p/<W>` behind it where it is not full.
#[utoipa::path(get, path = "/audit/tile/{tile}*", tag = "audit log",
    params(("tile" = String, Path, description = "`<L>/<N>` or `entries/<N>`, with `.p/<W>` behind it where the tile is not \
        full; `N` is written in groups of three digits, all but the last with an `x` before it. It contains slashes.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, _caller: Caller, path: Path<String>) -> Outcome<HttpResponse> {
    let tile = Tile::parse(&path).map_err(|_| Code::NotFound)?;
    let bytes = app.db.read(move |connection| find(connection, tile)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .body(bytes))
}

fn find(connection: &mut SqliteConnection, tile: Tile) -> Outcome<Vec<u8>> {
    let size = rows::find_size(connection)?;
    let first = tile.first().filter(|_| tile.is_in(size)).ok_or(Code::NotFound)?;
    let (count, bytes) = match tile.kind {
        TileKind::Hashes(_) => hashes(connection, first, tile.width)?,
        TileKind::Entries => entries(connection, first, tile.width)?,
    };
    if count == usize::from(tile.width) {
        Ok(bytes)
    } else {
        Err(AppError::internal("the audit log has gaps: ask `doctor`"))
    }
}

fn hashes(connection: &mut SqliteConnection, first: Node, width: u16) -> Outcome<(usize, Vec<u8>)> {
    let hashes = rows::find_nodes(connection, first, width)?;
    Ok((hashes.len(), hashes.concat()))
}

/// Each behind its length.
fn entries(connection: &mut SqliteConnection, first: Node, width: u16) -> Outcome<(usize, Vec<u8>)> {
    let found = rows::find_entries(connection, first.index, width)?;
    let mut bundle = Vec::new();
    for row in &found {
        let entry = rows::encode(row)?;
        let len = u16::try_from(entry.len()).map_err(AppError::internal)?;
        bundle.extend_from_slice(&len.to_be_bytes());
        bundle.extend_from_slice(&entry);
    }
    Ok((found.len(), bundle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{self, Access, tree};
    use crate::testing::open_app;
    use crypto::Hash;
    use crypto::tlog::{Frontier, leaf_hash, node_hash};

    #[actix_web::test]
    async fn full_and_partial_tiles_hold_the_tree_and_its_entries() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            for n in 0..515 {
                audit::append_access(connection, Access::SignedOut, None, n)?;
            }
            let mut read = |path: &str| find(connection, Tile::parse(path).unwrap());
            let mut frontier = Frontier::default();
            for (name, width) in [("000", 256), ("001", 256), ("002.p/3", 3)] {
                let bundle = read(&format!("entries/{name}"))?;
                let leaves: Vec<Hash> = bundle.chunks(44).map(|entry| leaf_hash(&entry[2..])).collect();
                assert_eq!(leaves.len(), width);
                assert_eq!(read(&format!("0/{name}"))?, leaves.concat());
                for leaf in leaves {
                    frontier.append(leaf);
                }
            }
            let root = tree::find_head(connection)?.root;
            assert_eq!((frontier.size(), frontier.root()), (515, root));
            let mut read = |path: &str| find(connection, Tile::parse(path).unwrap());
            let above = read("1/000.p/2")?;
            let pair = node_hash(above[..32].try_into().unwrap(), above[32..].try_into().unwrap());
            assert_eq!(pair, frontier.hashes()[0]);
            for missing in [
                "0/002",
                "0/002.p/4",
                "entries/002",
                "1/000",
                "1/000.p/3",
                "2/000.p/1",
            ] {
                assert_eq!(read(missing).unwrap_err().code(), Code::NotFound, "{missing}");
            }
            Ok(())
        });
        tested.await.unwrap();
    }
}

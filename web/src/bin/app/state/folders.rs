//! The folders: their letters as far as they were fetched, and how many there are.

use super::Page;
use crate::browser;
use crate::signals::{RwSignal, SharedSignal, StoredValue};
use crate::texts::{Theirs, t};
use crate::trouble::Trouble;
use api::MessageId;
use api::limits::MOVE_ITEMS_MAX;
use api::messages::{Folder, Folders, MoveTo};
use client::view::{RecalledLetter, Row};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// All folders.
const ALL: [Folder; 5] = [
    Folder::Inbox,
    Folder::Sent,
    Folder::Archive,
    Folder::Starred,
    Folder::Bin,
];

/// Several events within this time are one refresh.
const GATHER_MS: i32 = 250;

/// How far a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Load {
    /// Nothing was asked for yet.
    Untouched,
    /// The first page is on its way.
    Loading,
    /// The rows are there.
    Ready,
    /// The first page did not come.
    Failed(Trouble),
}

/// A row that keeps its place on the page while its letter changes.
#[derive(Clone, PartialEq)]
pub(crate) struct Line {
    /// The letter.
    pub(crate) id: MessageId,
    /// What there is to show.
    pub(crate) row: SharedSignal<Row>,
}

/// One folder.
pub(crate) struct Shelf {
    /// Its letters, newest first.
    pub(crate) lines: RwSignal<Vec<Line>>,
    /// How far it is.
    pub(crate) load: RwSignal<Load>,
    /// There is more, and it is not on its way.
    pub(crate) next: RwSignal<Option<String>>,
    /// More is on its way.
    pub(crate) loading_more: RwSignal<bool>,
    /// Chosen letters.
    pub(crate) picked: RwSignal<Vec<MessageId>>,
}

impl Shelf {
    fn new() -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            load: RwSignal::new(Load::Untouched),
            next: RwSignal::new(None),
            loading_more: RwSignal::new(false),
            picked: RwSignal::new(Vec::new()),
        }
    }

    /// The row of a letter.
    pub(crate) fn row(&'static self, id: MessageId) -> Option<SharedSignal<Row>> {
        self.lines.with_untracked(|lines| {
            lines
                .iter()
                .find(|line| line.id == id)
                .map(|line| line.row.clone())
        })
    }

    /// The letters beside one: the newer, then the older.
    pub(crate) fn beside(&'static self, id: MessageId) -> (Option<MessageId>, Option<MessageId>) {
        self.lines.with(|lines| {
            let Some(place) = lines.iter().position(|line| line.id == id) else {
                return (None, None);
            };
            let at = |place: usize| lines.get(place).map(|line| line.id);
            (place.checked_sub(1).and_then(at), at(place + 1))
        })
    }

    /// Takes letters out, and says where they were.
    fn remove(&'static self, ids: &[MessageId]) -> Vec<(usize, Line)> {
        let removed: Vec<_> = self.lines.with_untracked(|lines| {
            lines
                .iter()
                .cloned()
                .enumerate()
                .filter(|(_, line)| ids.contains(&line.id))
                .collect()
        });
        if !removed.is_empty() {
            self.lines
                .update(|lines| lines.retain(|line| !ids.contains(&line.id)));
            self.picked.update(|picked| picked.retain(|id| !ids.contains(id)));
        }
        removed
    }

    fn put_back(&'static self, removed: Vec<(usize, Line)>) {
        self.lines.update(|lines| {
            for (place, line) in removed {
                if lines.iter().all(|other| other.id != line.id) {
                    lines.insert(place.min(lines.len()), line);
                }
            }
        });
    }

    /// Lays the newest page over what is there. Rows keep their place on the page, so focus and scroll stay.
    fn lay_over(&'static self, rows: Vec<Row>, next: Option<String>) {
        let old = self.lines.get_untracked();
        let (lines, kept_older) = laid_over(&old, rows, next.is_some());
        let same = lines.len() == old.len() && lines.iter().zip(&old).all(|(new, old)| new.id == old.id);
        if !same {
            self.lines.set(lines);
        }
        if !kept_older {
            self.next.set(next);
        }
        self.load.set(Load::Ready);
    }

    fn clear(&'static self) {
        self.lines.set(Vec::new());
        self.load.set(Load::Untouched);
        self.next.set(None);
        self.loading_more.set(false);
        self.picked.set(Vec::new());
    }
}

/// The newest page over older lines. Where there is more after the page, lines older than it stay; the flag says so.
fn laid_over(old: &[Line], rows: Vec<Row>, more: bool) -> (Vec<Line>, bool) {
    let last_of_page = rows.last().map(|row| row.message_id);
    let tail_from = last_of_page
        .filter(|_| more)
        .and_then(|last| old.iter().position(|line| line.id == last))
        .map(|place| place + 1);
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|row| match old.iter().find(|line| line.id == row.message_id) {
            Some(line) => {
                if line.row.with_untracked(|before| *before != row) {
                    line.row.set(row);
                }
                line.clone()
            }
            None => Line {
                id: row.message_id,
                row: SharedSignal::new(row),
            },
        })
        .collect();
    let tail: Vec<_> = tail_from
        .and_then(|from| old.get(from..))
        .unwrap_or_default()
        .iter()
        .filter(|line| lines.iter().all(|other| other.id != line.id))
        .cloned()
        .collect();
    let kept_older = !tail.is_empty();
    lines.extend(tail);
    (lines, kept_older)
}

/// All folders.
pub(crate) struct Mailbox {
    inbox: Shelf,
    sent: Shelf,
    archive: Shelf,
    starred: Shelf,
    bin: Shelf,
    /// How many letters there are.
    pub(crate) counts: RwSignal<Folders>,
    /// The letter that was left last; the focus goes back to its row.
    pub(crate) left: RwSignal<Option<MessageId>>,
    /// Counted up when a receipt came, with the letter it is for.
    pub(crate) receipt: RwSignal<(u32, Option<MessageId>)>,
    /// Letters that were recalled before they were opened here.
    pub(crate) recalled: RwSignal<Vec<RecalledLetter>>,
    gathering: StoredValue<bool>,
}

impl Mailbox {
    pub(super) fn new() -> Self {
        Self {
            inbox: Shelf::new(),
            sent: Shelf::new(),
            archive: Shelf::new(),
            starred: Shelf::new(),
            bin: Shelf::new(),
            counts: RwSignal::new(Folders::default()),
            left: RwSignal::new(None),
            receipt: RwSignal::new((0, None)),
            recalled: RwSignal::new(Vec::new()),
            gathering: StoredValue::new(false),
        }
    }

    /// One folder.
    pub(crate) fn shelf(&'static self, folder: Folder) -> &'static Shelf {
        match folder {
            Folder::Inbox => &self.inbox,
            Folder::Sent => &self.sent,
            Folder::Archive => &self.archive,
            Folder::Starred => &self.starred,
            Folder::Bin => &self.bin,
        }
    }

    pub(super) fn receipt_came(&'static self, id: MessageId) {
        self.receipt.update(|(count, letter)| {
            *count = count.wrapping_add(1);
            *letter = Some(id);
        });
    }

    pub(super) fn clear(&'static self) {
        for folder in ALL {
            self.shelf(folder).clear();
        }
        self.counts.set(Folders::default());
        self.left.set(None);
        self.receipt.set((0, None));
        self.recalled.set(Vec::new());
    }
}

impl Page {
    /// Fetches a folder's newest page. What is there stays meanwhile.
    pub(crate) fn open_folder(&'static self, folder: Folder) {
        let shelf = self.mailbox.shelf(folder);
        if shelf.load.with_untracked(|load| *load != Load::Ready) {
            shelf.load.set(Load::Loading);
        }
        spawn_local(self.fetch_newest(folder, false));
    }

    async fn fetch_newest(&'static self, folder: Folder, background: bool) {
        let shelf = self.mailbox.shelf(folder);
        let ask = Ask::List {
            folder,
            after: None,
            background,
        };
        match self.ask(ask).await {
            Ok(Answer::Page(page)) if self.session.is_in() => {
                if background && folder == Folder::Inbox {
                    self.announce_new(&page.rows);
                }
                shelf.lay_over(page.rows, page.next);
                if folder == Folder::Inbox {
                    self.fetch_recalled().await;
                }
            }
            Err(error) if shelf.load.with_untracked(|load| *load == Load::Loading) => {
                shelf.load.set(Load::Failed(Trouble::from(&error)));
            }
            _ => {}
        }
    }

    async fn fetch_recalled(&'static self) {
        if let Ok(Answer::Recalled(letters)) = self.ask(Ask::Recalled { background: true }).await
            && self.session.is_in()
            && self.mailbox.recalled.with_untracked(|before| *before != letters)
        {
            self.mailbox.recalled.set(letters);
        }
    }

    /// Fetches what is older than all that is there.
    pub(crate) fn load_more(&'static self, folder: Folder) {
        let shelf = self.mailbox.shelf(folder);
        let Some(after) = shelf
            .next
            .get_untracked()
            .filter(|_| !shelf.loading_more.get_untracked())
        else {
            return;
        };
        shelf.loading_more.set(true);
        spawn_local(async move {
            let ask = Ask::List {
                folder,
                after: Some(after),
                background: false,
            };
            match self.ask(ask).await {
                Ok(Answer::Page(page)) if self.session.is_in() => {
                    shelf.lines.update(|lines| {
                        for row in page.rows {
                            if lines.iter().all(|line| line.id != row.message_id) {
                                lines.push(Line {
                                    id: row.message_id,
                                    row: SharedSignal::new(row),
                                });
                            }
                        }
                    });
                    shelf.next.set(page.next);
                }
                Err(error) if self.session.is_in() => self.notices.tell(Trouble::from(&error).line()),
                _ => {}
            }
            shelf.loading_more.set(false);
        });
    }

    /// Fetches all folders that were opened, and the counts. Several wishes in a row are one.
    pub(crate) fn refresh_all(&'static self) {
        if !self.session.is_in() || self.mailbox.gathering.get_value() {
            return;
        }
        self.mailbox.gathering.set_value(true);
        browser::after(GATHER_MS, move || {
            self.mailbox.gathering.set_value(false);
            if !self.session.is_in() {
                return;
            }
            for folder in ALL {
                if self
                    .mailbox
                    .shelf(folder)
                    .load
                    .with_untracked(|load| *load == Load::Ready)
                {
                    spawn_local(self.fetch_newest(folder, true));
                }
            }
            self.refresh_held();
            self.refresh_counts();
        });
    }

    /// Fetches the counts.
    pub(crate) fn refresh_counts(&'static self) {
        spawn_local(async move {
            if let Ok(Answer::Folders(counts)) = self.ask(Ask::Folders).await
                && self.session.is_in()
                && self.mailbox.counts.get_untracked() != counts
            {
                self.mailbox.counts.set(counts);
            }
        });
    }

    /// Tells screen readers of letters that were not there before.
    fn announce_new(&'static self, rows: &[Row]) {
        let shelf = self.mailbox.shelf(Folder::Inbox);
        let newest_before = shelf
            .lines
            .with_untracked(|lines| {
                lines
                    .first()
                    .map(|line| line.row.with_untracked(|row| row.arrived_ms))
            })
            .unwrap_or(0);
        let new: Vec<_> = rows
            .iter()
            .filter(|row| {
                row.unread && row.arrived_ms >= newest_before && shelf.row(row.message_id).is_none()
            })
            .collect();
        let name = |row: &Row| match row.people.first() {
            Some(person) => crate::plain::called(&person.name, &person.address).to_owned(),
            None => String::new(),
        };
        match new.as_slice() {
            [] => {}
            [only] => self.notices.say(t!(ANNOUNCE_ONE, name = Theirs(&name(only)))),
            many => self.notices.say(t!(ANNOUNCE_MANY, count = many.len())),
        }
    }

    /// Moves letters at once; if the server does not follow, they come back. Can be taken back for a while.
    pub(crate) fn move_letters(&'static self, folder: Folder, ids: Vec<MessageId>, to: MoveTo) {
        let shelf = self.mailbox.shelf(folder);
        let undo_ids = ids.clone();
        let (text, back) = match to {
            MoveTo::Bin => (t!(MOVED_TO_BIN, count = ids.len()), MoveTo::Back),
            MoveTo::Back => (t!(MOVED_BACK, count = ids.len()), MoveTo::Bin),
            MoveTo::Archive => (t!(MOVED_TO_ARCHIVE, count = ids.len()), MoveTo::Home),
            MoveTo::Home => (t!(MOVED_BACK, count = ids.len()), MoveTo::Archive),
        };
        // What has a star is found by it wherever it lies.
        let stays = folder == Folder::Starred && to != MoveTo::Bin;
        let removed = if stays { Vec::new() } else { shelf.remove(&ids) };
        let undo = removed.clone();
        self.notices.tell_with(text, t!(UNDO), move || {
            shelf.put_back(undo.clone());
            spawn_local(self.send_moves(undo_ids.clone(), back, None));
        });
        spawn_local(self.send_moves(ids, to, Some((shelf, removed))));
    }

    async fn send_moves(
        &'static self,
        ids: Vec<MessageId>,
        to: MoveTo,
        on_failure: Option<(&'static Shelf, Vec<(usize, Line)>)>,
    ) {
        for some in ids.chunks(MOVE_ITEMS_MAX) {
            let ask = Ask::Move {
                message_ids: some.to_vec(),
                to,
            };
            if let Err(error) = self.ask(ask).await {
                if self.session.is_in() {
                    if let Some((shelf, removed)) = on_failure {
                        shelf.put_back(removed);
                    }
                    self.notices.tell(Trouble::from(&error).line());
                }
                break;
            }
        }
        self.refresh_all();
    }

    /// Marks letters at once. Can be taken back for a while.
    pub(crate) fn mark_letters(
        &'static self,
        ids: Vec<MessageId>,
        read: Option<bool>,
        starred: Option<bool>,
    ) {
        let text = match (read, starred) {
            (Some(true), _) => t!(MARKED_READ, count = ids.len()),
            (Some(false), _) => t!(MARKED_UNREAD, count = ids.len()),
            (None, Some(true)) => t!(MARKED_STARRED, count = ids.len()),
            (None, _) => t!(MARKED_PLAIN, count = ids.len()),
        };
        let undo = ids.clone();
        self.notices.tell_with(text, t!(UNDO), move || {
            self.send_marks(
                undo.clone(),
                read.map(|read| !read),
                starred.map(|starred| !starred),
            );
        });
        self.send_marks(ids, read, starred);
    }

    fn send_marks(&'static self, message_ids: Vec<MessageId>, read: Option<bool>, starred: Option<bool>) {
        for row in self.rows_of(&message_ids) {
            row.update(|row| {
                row.unread = read.map_or(row.unread, |read| !read && !row.mine);
                row.starred = starred.unwrap_or(row.starred);
            });
        }
        spawn_local(async move {
            let ask = Ask::Mark {
                message_ids,
                read,
                starred,
            };
            if let Err(error) = self.ask(ask).await
                && self.session.is_in()
            {
                self.notices.tell(Trouble::from(&error).line());
            }
            self.refresh_all();
        });
    }

    /// The rows of letters in every folder.
    fn rows_of(&'static self, ids: &[MessageId]) -> Vec<SharedSignal<Row>> {
        let of_folder = |folder| {
            ids.iter()
                .filter_map(move |id| self.mailbox.shelf(folder).row(*id))
        };
        ALL.into_iter().flat_map(of_folder).collect()
    }

    /// The letter was opened here.
    pub(crate) fn mark_opened(&'static self, id: MessageId) {
        let mut was_unread = false;
        for row in self.rows_of(&[id]) {
            row.update(|row| {
                was_unread |= row.unread && row.folder == Folder::Inbox;
                (row.unread, row.opened) = (false, true);
            });
        }
        if was_unread {
            self.mailbox
                .counts
                .update(|counts| counts.unread = counts.unread.saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, laid_over};
    use crate::signals::SharedSignal;
    use api::MessageId;
    use api::messages::Folder;
    use client::view::Row;

    fn row(number: u8) -> Row {
        Row {
            message_id: MessageId([number; 16]),
            folder: Folder::Inbox,
            mine: false,
            people: Vec::new(),
            subject: String::new(),
            snippet: String::new(),
            arrived_ms: u64::from(number),
            binned_ms: None,
            unread: true,
            opened: false,
            starred: false,
            attachments: 0,
            size_bytes: 0,
            asks_receipt: false,
            expires_ms: 0,
            read_count: None,
            flaw: None,
        }
    }

    fn lines(numbers: &[u8]) -> Vec<Line> {
        numbers
            .iter()
            .map(|number| Line {
                id: MessageId([*number; 16]),
                row: SharedSignal::new(row(*number)),
            })
            .collect()
    }

    fn numbers(lines: &[Line]) -> Vec<u8> {
        lines.iter().map(|line| line.id.0[0]).collect()
    }

    #[test]
    fn new_letters_come_first_and_older_pages_stay() {
        let old = lines(&[5, 4, 3, 2, 1]);
        let (new, kept_older) = laid_over(&old, vec![row(6), row(5), row(4)], true);
        assert_eq!((numbers(&new), kept_older), (vec![6, 5, 4, 3, 2, 1], true));
    }

    #[test]
    fn what_is_gone_from_the_page_goes() {
        let old = lines(&[5, 4, 3, 2]);
        assert_eq!(numbers(&laid_over(&old, vec![row(5), row(3)], true).0), [5, 3, 2]);
        assert_eq!(
            numbers(&laid_over(&old, vec![row(5)], false).0),
            [5],
            "a page without more is all there is"
        );
    }

    #[test]
    fn a_row_that_changed_keeps_its_signal() {
        let old = lines(&[2]);
        let watched = old[0].row.clone();
        let read = Row {
            unread: false,
            ..row(2)
        };
        laid_over(&old, vec![read], false);
        assert!(!watched.get_untracked().unread);
    }
}

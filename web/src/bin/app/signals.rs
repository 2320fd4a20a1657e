//! Signals: values that know who read them, and tell when they change. Names and meaning are those of Leptos, whose own
//! did not fit the page's budget (see `docs/decisions`); this is the same idea for one thread, in one place.
//!
//! Everything is a node of one graph: signals and memos hold values, memos and effects run, and each node is owned by the
//! effect (or owner) that was running when it was made. When that one runs again or goes, what it owned goes with it. So a
//! part of the page that is drawn anew leaves nothing behind, no listener and no word of a letter.
//!
//! Changes mark; effects run afterwards, each at most once, those made earlier first. A memo that comes out the same stops
//! the news there.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

/// Names a node. One that is gone is not mistaken for a newer one in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Id {
    place: u32,
    born: u32,
}

impl Id {
    fn index(self) -> usize {
        usize::try_from(self.place).unwrap_or(usize::MAX)
    }
}

/// How much of what a node was made from still holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum State {
    Clean,
    /// Something further up may have changed.
    Check,
    /// Something it read has changed.
    Dirty,
}

struct Node {
    born: u32,
    value: Option<Rc<dyn Any>>,
    program: Option<Rc<dyn Program>>,
    is_effect: bool,
    state: State,
    sources: Vec<Id>,
    observers: Vec<Id>,
    owned: Vec<Id>,
    cleanups: Vec<Box<dyn FnOnce()>>,
}

/// What a memo or an effect does. (Not `Fn`: each of these would bring code for being called by value, which is never done.)
trait Program {
    /// Says whether the node's value came out different.
    fn run(&self) -> bool;
}

/// What is done now and again.
pub(crate) trait Run {
    fn run(&mut self);
}

impl<F: FnMut()> Run for F {
    fn run(&mut self) {
        self();
    }
}

#[derive(Default)]
struct Graph {
    nodes: Vec<Option<Node>>,
    free: Vec<u32>,
    born: u32,
    observer: Option<Id>,
    owner: Option<Id>,
    due: Vec<Id>,
}

impl Graph {
    fn get(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes
            .get_mut(id.index())?
            .as_mut()
            .filter(|node| node.born == id.born)
    }

    fn insert(&mut self, value: Option<Rc<dyn Any>>, owner: Option<Id>) -> Id {
        self.born = self.born.wrapping_add(1);
        let node = Node {
            born: self.born,
            value,
            program: None,
            is_effect: false,
            state: State::Clean,
            sources: Vec::new(),
            observers: Vec::new(),
            owned: Vec::new(),
            cleanups: Vec::new(),
        };
        let place = self
            .free
            .pop()
            .unwrap_or_else(|| u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let id = Id {
            place,
            born: self.born,
        };
        match self.nodes.get_mut(id.index()) {
            Some(slot) => *slot = Some(node),
            None => self.nodes.push(Some(node)),
        }
        if let Some(owner) = owner.and_then(|owner| self.get(owner)) {
            owner.owned.push(id);
        }
        id
    }

    /// Whoever runs now has read this.
    fn track(&mut self, id: Id) {
        let Some(observer) = self.observer else { return };
        let Some(node) = self.get(id) else { return };
        if !node.observers.contains(&observer) {
            node.observers.push(observer);
            if let Some(observer) = self.get(observer) {
                observer.sources.push(id);
            }
        }
    }

    /// A value changed: its readers are dirty, theirs have to check.
    fn mark_readers(&mut self, id: Id, state: State) {
        let observers = self
            .get(id)
            .map(|node| node.observers.clone())
            .unwrap_or_default();
        for reader in observers {
            let Some(node) = self.get(reader) else { continue };
            let known = node.state;
            if known < state {
                node.state = state;
            }
            if known == State::Clean {
                if node.is_effect {
                    self.due.push(reader);
                } else {
                    self.mark_readers(reader, State::Check);
                }
            }
        }
    }

    /// Forgets what a node read.
    fn forget_sources(&mut self, id: Id) {
        let sources = self
            .get(id)
            .map(|node| std::mem::take(&mut node.sources))
            .unwrap_or_default();
        for source in sources {
            if let Some(node) = self.get(source) {
                node.observers.retain(|observer| *observer != id);
            }
        }
    }
}

thread_local! {
    static GRAPH: RefCell<Graph> = RefCell::default();
    /// How to have [`flush`] run soon. Without one (in tests), nothing runs by itself.
    static SOON: Cell<Option<fn()>> = const { Cell::new(None) };
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

fn graph<R>(look: impl FnOnce(&mut Graph) -> R) -> R {
    GRAPH.with_borrow_mut(look)
}

/// Sets what brings about that [`flush`] runs once whatever runs now is over.
pub(crate) fn flush_soon_by(soon: fn()) {
    SOON.set(Some(soon));
}

/// Runs the effects that are due, and those that become due meanwhile.
pub(crate) fn flush() {
    WAITING.set(false);
    loop {
        let next = graph(|graph| {
            let first = graph
                .due
                .iter()
                .enumerate()
                .min_by_key(|(_, id)| id.born)
                .map(|(place, _)| place)?;
            Some(graph.due.swap_remove(first))
        });
        match next {
            Some(id) => refresh(id),
            None => return,
        }
    }
}

#[inline(never)]
fn changed(id: Id) {
    let due = graph(|graph| {
        graph.mark_readers(id, State::Dirty);
        !graph.due.is_empty()
    });
    if due
        && !WAITING.replace(true)
        && let Some(soon) = SOON.get()
    {
        soon();
    }
}

/// Brings a node up to date.
#[inline(never)]
fn refresh(id: Id) {
    let state = graph(|graph| graph.get(id).map(|node| node.state));
    if state == Some(State::Check) {
        let sources = graph(|graph| graph.get(id).map(|node| node.sources.clone())).unwrap_or_default();
        for source in sources {
            refresh(source);
            if graph(|graph| graph.get(id).is_none_or(|node| node.state == State::Dirty)) {
                break;
            }
        }
    }
    let state = graph(|graph| {
        graph
            .get(id)
            .map(|node| std::mem::replace(&mut node.state, State::Clean))
    });
    if state == Some(State::Dirty) {
        run(id);
    }
}

fn run(id: Id) {
    let Some(program) = graph(|graph| graph.get(id).and_then(|node| node.program.clone())) else {
        return;
    };
    empty(id);
    graph(|graph| graph.forget_sources(id));
    let different = within(Some(id), Some(id), || program.run());
    if different {
        graph(|graph| graph.mark_readers(id, State::Dirty));
    }
}

/// Runs something as part of a node.
fn within<R>(owner: Option<Id>, observer: Option<Id>, what: impl FnOnce() -> R) -> R {
    let before = graph(|graph| {
        (
            std::mem::replace(&mut graph.owner, owner),
            std::mem::replace(&mut graph.observer, observer),
        )
    });
    let result = what();
    graph(|graph| (graph.owner, graph.observer) = before);
    result
}

/// Takes away what a node owns.
fn empty(id: Id) {
    let taken = graph(|graph| {
        graph.get(id).map(|node| {
            (
                std::mem::take(&mut node.owned),
                std::mem::take(&mut node.cleanups),
            )
        })
    });
    let (owned, cleanups) = taken.unwrap_or_default();
    for cleanup in cleanups {
        cleanup();
    }
    for id in owned.into_iter().rev() {
        remove(id);
    }
}

fn remove(id: Id) {
    empty(id);
    graph(|graph| graph.forget_sources(id));
    // What the node held is dropped outside of the graph: dropping may itself come back here.
    let _node = graph(|graph| {
        graph.get(id)?;
        graph.free.push(id.place);
        graph.nodes.get_mut(id.index()).and_then(Option::take)
    });
}

// What follows is kept out of the code that exists once for each type.

#[inline(never)]
fn new_node(value: Option<Rc<dyn Any>>, owner: Option<Id>) -> Id {
    graph(|graph| graph.insert(value, owner))
}

#[inline(never)]
fn track(id: Id) {
    graph(|graph| graph.track(id));
}

fn new_value<T: 'static>(value: T, owner: Option<Id>) -> Id {
    new_node(Some(Rc::new(RefCell::new(value))), owner)
}

#[inline(never)]
fn current_owner() -> Option<Id> {
    graph(|graph| graph.owner)
}

/// A value, whatever it is.
#[inline(never)]
fn any_value_of(id: Id) -> Option<Rc<dyn Any>> {
    graph(|graph| graph.get(id).and_then(|node| node.value.clone()))
}

fn value_of<T: 'static>(id: Id) -> Option<Rc<RefCell<T>>> {
    any_value_of(id)?.downcast().ok()
}

/// Runs a node's program whenever it is due: an effect's now for the first time, a memo's when it is read.
#[inline(never)]
fn start(id: Id, program: Rc<dyn Program>, is_effect: bool) {
    graph(|graph| {
        if let Some(node) = graph.get(id) {
            node.program = Some(program);
            node.is_effect = is_effect;
        }
    });
    if is_effect {
        run(id);
    } else {
        graph(|graph| {
            if let Some(node) = graph.get(id) {
                node.state = State::Dirty;
            }
        });
    }
}

/// Reads without being told of changes.
pub(crate) fn untrack<R>(what: impl FnOnce() -> R) -> R {
    within(current_owner(), None, what)
}

/// Runs something when what is drawn now goes.
pub(crate) fn on_cleanup(run: impl FnOnce() + 'static) {
    graph(|graph| {
        if let Some(owner) = graph.owner.and_then(|owner| graph.get(owner)) {
            owner.cleanups.push(Box::new(run));
        }
    });
}

/// Runs now, and again whenever something it read has changed.
pub(crate) fn follow(run: Box<dyn Run>) {
    let id = new_node(None, current_owner());
    start(id, Rc::new(Following(RefCell::new(run))), true);
}

struct Following(RefCell<Box<dyn Run>>);

impl Program for Following {
    fn run(&self) -> bool {
        self.0.borrow_mut().run();
        false
    }
}

/// The same, for those who want to know what they made of it the last time.
pub(crate) fn follow_with<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut last = None;
    follow(Box::new(move || last = Some(run(last.take()))));
}

/// Something that owns, and does nothing else.
#[derive(Clone, Copy)]
pub(crate) struct Owner(Option<Id>);

impl Owner {
    /// Whoever owns what is made now.
    pub(crate) fn current() -> Self {
        Self(current_owner())
    }

    /// A new one, within this one.
    pub(crate) fn child(self) -> Self {
        Self(Some(new_node(None, self.0)))
    }

    /// Makes something that it owns.
    pub(crate) fn with<R>(self, what: impl FnOnce() -> R) -> R {
        within(self.0, None, what)
    }

    /// Takes away all it owns, and itself.
    pub(crate) fn dispose(self) {
        if let Some(id) = self.0 {
            remove(id);
        }
    }
}

/// A value that is kept as long as what is drawn now, and that nobody follows.
pub(crate) struct StoredValue<T>(Id, PhantomData<T>);

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T: 'static> StoredValue<T> {
    /// Keeps a value.
    pub(crate) fn new(value: T) -> Self {
        Self(new_value(value, current_owner()), PhantomData)
    }

    /// Looks at it; none where it is gone.
    pub(crate) fn try_with_value<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        value_of(self.0).map(|value| look(&value.borrow()))
    }

    /// Looks at it.
    pub(crate) fn with_value<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.try_with_value(look)
            .expect("a stored value is used while what keeps it is there")
    }

    /// Changes it, if it is still there.
    pub(crate) fn update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        value_of(self.0).map(|value| change(&mut value.borrow_mut()))
    }

    /// Replaces it, if it is still there.
    pub(crate) fn set_value(self, value: T) {
        // The old value is dropped after the cell is free again.
        let _old = self.update_value(|old| std::mem::replace(old, value));
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// A copy.
    pub(crate) fn get_value(self) -> T {
        self.with_value(T::clone)
    }

    /// A copy; none where it is gone.
    pub(crate) fn try_get_value(self) -> Option<T> {
        self.try_with_value(T::clone)
    }
}

fn write<T: 'static, R>(id: Id, change: impl FnOnce(&mut T) -> R) -> Option<R> {
    let result = value_of(id).map(|value| change(&mut value.borrow_mut()))?;
    changed(id);
    Some(result)
}

const GONE: &str = "a signal is read while what keeps it is there";

macro_rules! readable {
    () => {
        /// Looks at the value, and follows it.
        pub(crate) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
            let id = self.id();
            track(id);
            value_of(id).map(|value| look(&value.borrow())).expect(GONE)
        }

        /// Looks at the value once.
        pub(crate) fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
            value_of(self.id())
                .map(|value| look(&value.borrow()))
                .expect(GONE)
        }
    };
}

macro_rules! gettable {
    () => {
        /// A copy of the value; follows it.
        pub(crate) fn get(&self) -> T {
            self.with(T::clone)
        }

        /// A copy of the value, once.
        pub(crate) fn get_untracked(&self) -> T {
            self.with_untracked(T::clone)
        }
    };
}

macro_rules! writable {
    () => {
        /// Replaces the value, if it is still there.
        pub(crate) fn set(&self, value: T) {
            // The old value is dropped after the cell is free again.
            let _old = write(self.id(), |old| std::mem::replace(old, value));
        }

        /// Changes the value, if it is still there.
        pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
            write(self.id(), change);
        }
    };
}

/// A value that can be read, followed and changed. A copy is the same signal.
pub(crate) struct RwSignal<T>(Id, PhantomData<T>);

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: 'static> RwSignal<T> {
    /// A signal that lives as long as what is drawn now.
    pub(crate) fn new(value: T) -> Self {
        Self(new_value(value, current_owner()), PhantomData)
    }

    fn id(&self) -> Id {
        self.0
    }

    readable!();
    writable!();
}

impl<T: Clone + 'static> RwSignal<T> {
    gettable!();

    /// A copy of the value, once; none where it is gone.
    pub(crate) fn try_get_untracked(&self) -> Option<T> {
        value_of(self.0).map(|value: Rc<RefCell<T>>| value.borrow().clone())
    }
}

/// A signal that lives as long as someone holds it.
pub(crate) struct SharedSignal<T>(Rc<Held>, PhantomData<T>);

struct Held(Id);

impl Drop for Held {
    fn drop(&mut self) {
        remove(self.0);
    }
}

impl<T> Clone for SharedSignal<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> PartialEq for SharedSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }
}

impl<T: 'static> SharedSignal<T> {
    /// A signal of its own.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(Held(new_value(value, None))), PhantomData)
    }

    fn id(&self) -> Id {
        self.0.0
    }

    readable!();
    writable!();
}

impl<T: Clone + 'static> SharedSignal<T> {
    gettable!();
}

/// A value made of others, anew when they change. Who follows it hears only of a different outcome.
pub(crate) struct Memo<T>(Id, PhantomData<T>);

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: PartialEq + 'static> Memo<T> {
    /// A memo. It is made when it is first read.
    pub(crate) fn new(make: impl Fn() -> T + 'static) -> Self {
        Self::of_last(move |_| make())
    }

    /// A memo that looks at its last outcome.
    pub(crate) fn of_last(make: impl Fn(Option<&T>) -> T + 'static) -> Self {
        let cell = Rc::new(RefCell::new(None::<T>));
        let id = new_node(Some(cell.clone()), current_owner());
        start(id, Rc::new(Making { cell, make }), false);
        Self(id, PhantomData)
    }

    /// Looks at the value, and follows it.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        // First made, then followed: its outcome is no news to the one who reads it now.
        refresh(self.0);
        track(self.0);
        let value: Rc<RefCell<Option<T>>> = value_of(self.0).expect(GONE);
        let value = value.borrow();
        look(value.as_ref().expect("a memo that is up to date has a value"))
    }
}

struct Making<T, F> {
    cell: Rc<RefCell<Option<T>>>,
    make: F,
}

impl<T: PartialEq, F: Fn(Option<&T>) -> T> Program for Making<T, F> {
    fn run(&self) -> bool {
        let new = (self.make)(self.cell.borrow().as_ref());
        let different = self.cell.borrow().as_ref() != Some(&new);
        if different {
            let _old = self.cell.replace(Some(new));
        }
        different
    }
}

impl<T: PartialEq + Clone + 'static> Memo<T> {
    /// A copy of the value; follows it.
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value, once.
    pub(crate) fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts how often something ran.
    fn counter() -> (Rc<Cell<u32>>, impl Fn() + Clone) {
        let count = Rc::new(Cell::new(0));
        let up = count.clone();
        (count, move || up.set(up.get() + 1))
    }

    #[test]
    fn an_effect_runs_at_once_and_once_for_several_changes() {
        let signal = RwSignal::new(1);
        let (count, up) = counter();
        follow(Box::new(move || {
            signal.get();
            up();
        }));
        assert_eq!(count.get(), 1);
        signal.set(2);
        signal.update(|value| *value += 1);
        assert_eq!(count.get(), 1, "not in the middle of what changes things");
        flush();
        assert_eq!((count.get(), signal.get_untracked()), (2, 3));
    }

    #[test]
    fn what_is_read_untracked_is_not_followed() {
        let signal = RwSignal::new(1);
        let (count, up) = counter();
        follow(Box::new(move || {
            untrack(|| signal.get());
            signal.with_untracked(|_| ());
            up();
        }));
        signal.set(2);
        flush();
        assert_eq!(count.get(), 1);
    }

    #[test]
    fn a_memo_that_comes_out_the_same_stops_the_news() {
        let signal = RwSignal::new(1);
        let even = Memo::new(move || signal.get() % 2 == 0);
        let further = Memo::new(move || !even.get());
        let (count, up) = counter();
        follow(Box::new(move || {
            further.get();
            up();
        }));
        signal.set(3);
        flush();
        assert_eq!(count.get(), 1);
        signal.set(4);
        flush();
        assert_eq!((count.get(), further.get_untracked()), (2, false));
    }

    #[test]
    fn a_memo_is_right_at_once_and_lazy() {
        let signal = RwSignal::new(1);
        let (count, up) = counter();
        let double = Memo::new(move || {
            up();
            signal.get() * 2
        });
        assert_eq!(count.get(), 0);
        signal.set(5);
        assert_eq!(double.get_untracked(), 10);
        signal.set(6);
        assert_eq!(
            (double.get_untracked(), double.get_untracked(), count.get()),
            (12, 12, 2)
        );
    }

    #[test]
    fn a_memo_sees_its_last_outcome() {
        let signal = RwSignal::new(3);
        let most = Memo::of_last(move |last: Option<&i32>| signal.get().max(last.copied().unwrap_or(0)));
        assert_eq!(most.get_untracked(), 3);
        signal.set(1);
        assert_eq!(most.get_untracked(), 3);
    }

    #[test]
    fn no_one_sees_half_of_a_change() {
        let one = RwSignal::new(1);
        let sum = Memo::new(move || one.get() + 1);
        let seen = Rc::new(RefCell::new(Vec::new()));
        let see = seen.clone();
        follow(Box::new(move || see.borrow_mut().push((one.get(), sum.get()))));
        one.set(5);
        flush();
        assert_eq!(*seen.borrow(), [(1, 2), (5, 6)]);
    }

    #[test]
    fn what_an_effect_made_goes_when_it_runs_again() {
        let outer = RwSignal::new(1);
        let inner = RwSignal::new(1);
        let (cleaned, clean) = counter();
        let (count, up) = counter();
        follow(Box::new(move || {
            outer.get();
            let (clean, up) = (clean.clone(), up.clone());
            on_cleanup(clean);
            follow(Box::new(move || {
                inner.get();
                up();
            }));
        }));
        outer.set(2);
        inner.set(2);
        flush();
        assert_eq!(
            (cleaned.get(), count.get()),
            (1, 2),
            "the old inner effect did not run for nothing"
        );
        inner.set(3);
        flush();
        assert_eq!(count.get(), 3);
    }

    #[test]
    fn effects_may_change_what_others_follow() {
        let first = RwSignal::new(1);
        let second = RwSignal::new(0);
        let (count, up) = counter();
        follow(Box::new(move || {
            second.get();
            up();
        }));
        follow(Box::new(move || second.set(first.get() * 2)));
        flush();
        first.set(4);
        flush();
        assert_eq!((second.get_untracked(), count.get()), (8, 3));
    }

    #[test]
    fn an_owner_takes_all_with_it_and_late_changes_do_no_harm() {
        let owner = Owner::current().child();
        let (count, up) = counter();
        let dropped = Rc::new(());
        let held = dropped.clone();
        let (signal, stored) = owner.with(|| {
            let signal = RwSignal::new(1);
            follow(Box::new(move || {
                signal.get();
                up();
            }));
            (signal, StoredValue::new(held))
        });
        owner.dispose();
        signal.set(2);
        flush();
        assert_eq!(
            (
                count.get(),
                signal.try_get_untracked(),
                stored.try_get_value().is_none()
            ),
            (1, None, true)
        );
        assert_eq!(Rc::strong_count(&dropped), 1);
        let other = RwSignal::new(7);
        assert_eq!(
            (other.get_untracked(), signal.try_get_untracked()),
            (7, None),
            "its place is another's now"
        );
    }

    #[test]
    fn a_shared_signal_lives_as_long_as_it_is_held() {
        let shared = SharedSignal::new(1);
        let (count, up) = counter();
        let followed = shared.clone();
        let owner = Owner::current().child();
        owner.with(|| {
            follow(Box::new(move || {
                followed.get();
                up();
            }));
        });
        shared.set(2);
        flush();
        assert_eq!(count.get(), 2);
        assert!(shared == shared.clone() && shared != SharedSignal::new(2));
        owner.dispose();
        shared.set(3);
        flush();
        assert_eq!((count.get(), shared.get_untracked()), (2, 3));
    }

    #[test]
    fn an_effect_can_remember() {
        let signal = RwSignal::new(1);
        let seen = Rc::new(RefCell::new(Vec::new()));
        let see = seen.clone();
        follow_with(move |last: Option<i32>| {
            see.borrow_mut().push(last);
            signal.get()
        });
        signal.set(5);
        flush();
        assert_eq!(*seen.borrow(), [None, Some(1)]);
    }
}

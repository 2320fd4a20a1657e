//! Drawing: elements of the page, made at once, and parts of them that follow signals.
//!
//! A view is a node, and whatever follows a signal is boxed before it gets to code that exists once; that keeps the page's
//! program small. Nothing in here makes nodes from text, so nothing that somebody wrote can become part of the page.

use crate::browser::{self, document};
use crate::signals::{Owner, Run, RwSignal, StoredValue, follow};
use crate::texts::Text;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{Comment, DocumentFragment, Element, Event, EventTarget, Node};

/// Something drawn: an element, a text, or several of them.
#[derive(Clone)]
pub(crate) struct View(Node);

impl View {
    /// Nothing.
    pub(crate) fn none() -> Self {
        group().view()
    }

    /// The node.
    pub(crate) fn node(&self) -> &Node {
        &self.0
    }
}

/// What can stand within an element.
pub(crate) trait Draw {
    /// Draws it at the end of a node.
    fn draw(self, into: &Node);
}

/// An element, or a group without one, while it is made.
#[derive(Clone)]
pub(crate) struct El(Node);

/// A new element.
pub(crate) fn el(tag: &str) -> El {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let element = if matches!(tag, "svg" | "use" | "path" | "circle" | "text") {
        document().create_element_ns(Some(SVG), tag)
    } else {
        document().create_element(tag)
    };
    El(element
        .expect("the names of elements stand in this program")
        .into())
}

/// A button that submits nothing.
pub(crate) fn button(class: impl Value) -> El {
    el("button").attr("type", "button").class(class)
}

/// Several things without an element around them.
pub(crate) fn group() -> El {
    El(document().create_document_fragment().into())
}

impl El {
    /// Adds something at its end.
    pub(crate) fn add(self, what: impl Draw) -> Self {
        what.draw(&self.0);
        self
    }

    /// Adds a text of ours.
    pub(crate) fn words(self, text: Text) -> Self {
        text.in_use().draw(&self.0);
        self
    }

    /// Sets an attribute; a function sets it anew whenever what it read changes.
    pub(crate) fn attr(self, name: &'static str, value: impl Value) -> Self {
        value.give(self.element(), name);
        self
    }

    /// Sets the classes.
    pub(crate) fn class(self, value: impl Value) -> Self {
        self.attr("class", value)
    }

    /// Has a class while something holds. Stands after the element's other classes.
    pub(crate) fn class_if(self, class: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        let element = self.element().clone();
        follow(Box::new(move || {
            let list = element.class_list();
            let _class = if holds() {
                list.add_1(class)
            } else {
                list.remove_1(class)
            };
        }));
        self
    }

    /// A field whose text is that of a signal, both ways.
    pub(crate) fn typed(self, text: RwSignal<String>) -> Self {
        self.value(move || text.get())
            .on("input", move |event| text.set(browser::value_of(&event)))
    }

    /// A field that shows this.
    pub(crate) fn value(self, value: impl Fn() -> String + 'static) -> Self {
        self.property("value", move || value().into())
    }

    /// Whether a box is ticked.
    pub(crate) fn checked(self, checked: impl Fn() -> bool + 'static) -> Self {
        self.property("checked", move || checked().into())
    }

    fn property(self, name: &'static str, value: impl Fn() -> JsValue + 'static) -> Self {
        follow_property(self.element().clone(), name, Box::new(value));
        self
    }

    /// Does something on an event, as long as what drew this element is there.
    pub(crate) fn on(self, event: &'static str, run: impl Fn(Event) + 'static) -> Self {
        listen(self.element(), event, Box::new(run));
        self
    }

    /// The same, for an event of a kind of its own.
    pub(crate) fn on_as<E: JsCast>(self, event: &'static str, run: impl Fn(&E) + 'static) -> Self {
        self.on(event, move |event| run(event.unchecked_ref()))
    }

    /// The element, for those who have to speak to it.
    pub(crate) fn element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    /// Done.
    pub(crate) fn view(self) -> View {
        View(self.0)
    }
}

/// What hears events.
pub(crate) trait Hear {
    fn hear(&self, event: Event);
}

impl<F: Fn(Event)> Hear for F {
    fn hear(&self, event: Event) {
        self(event);
    }
}

/// Listens as long as the current owner lives.
pub(crate) fn listen(target: &EventTarget, event: &'static str, hears: Box<dyn Hear>) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event| hears.hear(event));
    let _listens = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    StoredValue::new(Listener {
        target: target.clone(),
        event,
        closure,
    });
}

struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _silent = self
            .target
            .remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}

fn follow_property(element: Element, name: &'static str, value: Box<dyn Fn() -> JsValue>) {
    let name = JsValue::from_str(name);
    follow(Box::new(move || {
        let value = value();
        // Setting what is there already would move the cursor of whoever types.
        if js_sys::Reflect::get(&element, &name).is_ok_and(|now| now != value) {
            let _set = js_sys::Reflect::set(&element, &name, &value);
        }
    }));
}

/// What an attribute can be.
pub(crate) trait Value {
    /// Gives it to an element.
    fn give(self, element: &Element, name: &'static str);
}

fn give(element: &Element, name: &str, value: Option<&str>) {
    let _attribute = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

impl Value for &str {
    fn give(self, element: &Element, name: &'static str) {
        give(element, name, Some(self));
    }
}

impl Value for Text {
    fn give(self, element: &Element, name: &'static str) {
        give(element, name, Some(self.in_use()));
    }
}

impl Value for String {
    fn give(self, element: &Element, name: &'static str) {
        give(element, name, Some(&self));
    }
}

impl Value for bool {
    fn give(self, element: &Element, name: &'static str) {
        give(element, name, self.then_some(""));
    }
}

impl<T: Value> Value for Option<T> {
    fn give(self, element: &Element, name: &'static str) {
        match self {
            Some(value) => value.give(element, name),
            None => give(element, name, None),
        }
    }
}

impl<F: Fn() -> V + 'static, V: Value> Value for F {
    fn give(self, element: &Element, name: &'static str) {
        follow(Box::new(Giving {
            element: element.clone(),
            name,
            value: self,
        }));
    }
}

struct Giving<F> {
    element: Element,
    name: &'static str,
    value: F,
}

impl<F: Fn() -> V, V: Value> Run for Giving<F> {
    fn run(&mut self) {
        (self.value)().give(&self.element, self.name);
    }
}

fn append(into: &Node, node: &Node) {
    let _appended = into.append_child(node);
}

impl Draw for View {
    fn draw(self, into: &Node) {
        append(into, &self.0);
    }
}

impl Draw for El {
    fn draw(self, into: &Node) {
        append(into, &self.0);
    }
}

impl Draw for () {
    fn draw(self, _: &Node) {}
}

impl Draw for &str {
    fn draw(self, into: &Node) {
        append(into, &document().create_text_node(self));
    }
}

impl Draw for String {
    fn draw(self, into: &Node) {
        self.as_str().draw(into);
    }
}

impl<T: Draw> Draw for Option<T> {
    fn draw(self, into: &Node) {
        if let Some(what) = self {
            what.draw(into);
        }
    }
}

impl<T: Draw> Draw for Vec<T> {
    fn draw(self, into: &Node) {
        for what in self {
            what.draw(into);
        }
    }
}

/// A part that is drawn anew whenever what it read changes.
impl<F: Fn() -> V + 'static, V: Draw> Draw for F {
    fn draw(self, into: &Node) {
        draw_anew(into, Box::new(self));
    }
}

fn comment() -> Comment {
    Comment::new().expect("a page can make comments")
}

/// What can be drawn again and again.
trait DrawAnew {
    fn draw_anew(&self, into: &Node);
}

impl<F: Fn() -> V, V: Draw> DrawAnew for F {
    fn draw_anew(&self, into: &Node) {
        self().draw(into);
    }
}

fn draw_anew(into: &Node, part: Box<dyn DrawAnew>) {
    let (start, end) = (comment(), comment());
    append(into, &start);
    append(into, &end);
    follow(Box::new(move || {
        let fresh = document().create_document_fragment();
        part.draw_anew(&fresh);
        clear_between(&start, &end);
        put_before(&fresh, &end);
    }));
}

fn clear_between(start: &Node, end: &Node) {
    while let Some(node) = start.next_sibling().filter(|node| node != end) {
        if let Some(parent) = node.parent_node() {
            let _removed = parent.remove_child(&node);
        }
    }
}

fn put_before(node: &DocumentFragment, end: &Node) {
    if let Some(parent) = end.parent_node() {
        let _put = parent.insert_before(node, Some(end));
    }
}

/// One element for each item. Those that stay keep their element, with focus and all.
pub(crate) fn each<T: 'static, K: PartialEq + 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> K + 'static,
    draw: impl Fn(T) -> View + 'static,
) -> View {
    let end = comment();
    let list = group();
    append(&list.0, &end);
    let mut old: Vec<(K, Owner, Node)> = Vec::new();
    let outer = Owner::current();
    follow(Box::new(move || {
        let mut new = Vec::new();
        for item in items() {
            let key = key(&item);
            new.push(match old.iter().position(|(other, ..)| *other == key) {
                Some(place) => old.swap_remove(place),
                None => {
                    // Made within the list's own owner: what is drawn now outlives this run.
                    let owner = outer.child();
                    let node = owner.with(|| draw(item)).0;
                    (key, owner, node)
                }
            });
        }
        for (_, owner, node) in old.drain(..) {
            owner.dispose();
            take_out(&node);
        }
        arrange(new.iter().map(|(.., node)| node), &end);
        old = new;
    }));
    list.view()
}

fn take_out(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _removed = parent.remove_child(node);
    }
}

/// Puts nodes in their order before the end. One that stands right is not touched.
fn arrange<'a>(nodes: impl DoubleEndedIterator<Item = &'a Node>, end: &Node) {
    let Some(parent) = end.parent_node() else { return };
    let mut after = end.clone();
    for node in nodes.rev() {
        if node.next_sibling().is_none_or(|next| next != after)
            || node.parent_node().is_none_or(|now| now != parent)
        {
            let _put = parent.insert_before(node, Some(&after));
        }
        after = node.clone();
    }
}

/// Draws everything into a place of the page, once and for all.
pub(crate) fn mount(place: &Element, draw: impl FnOnce() -> View) {
    let view = Owner::current().child().with(draw);
    append(place, view.node());
}

//! Numbers, sizes and plural forms, as the browser knows them for the language in use.

use super::{keys, spoken};
use js_sys::{Array, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// A formatter is dear to make and cheap to use, so each is kept until the language changes.
struct Kept {
    key: &'static str,
    /// The bound `format`, or the plural rules' `select` made into one.
    format: Function,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

/// Throws the formatters of the last language away.
pub(super) fn forget() {
    KEPT.with_borrow_mut(Vec::clear);
}

/// The language's tag for the browser, such as `en-GB`.
pub(super) fn locales() -> Array {
    Array::of1(&spoken().text(keys::INTL_LOCALE).into())
}

/// Options for a formatter.
pub(super) fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        let _plain_object = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}

/// Formats with a formatter that is made the first time.
pub(super) fn format(key: &'static str, value: &JsValue, make: impl FnOnce() -> Function) -> String {
    let kept = KEPT.with_borrow(|all| {
        all.iter()
            .find(|kept| kept.key == key)
            .map(|kept| kept.format.clone())
    });
    let format = kept.unwrap_or_else(|| {
        let format = make();
        KEPT.with_borrow_mut(|all| {
            all.push(Kept {
                key,
                format: format.clone(),
            });
        });
        format
    });
    format
        .call1(&JsValue::UNDEFINED, value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// Which plural form a number takes: `one`, `other` and so on.
pub(super) fn plural(number: u32) -> String {
    thread_local! {
        static RULES: RefCell<Option<(&'static str, Intl::PluralRules)>> = const { RefCell::new(None) };
    }
    let code = spoken().code;
    RULES.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|(of, _)| *of != code) {
            *kept = Some((code, Intl::PluralRules::new(&locales(), &Object::new())));
        }
        kept.as_ref()
            .map(|(_, rules)| String::from(rules.select(f64::from(number))))
            .unwrap_or_default()
    })
}

/// A whole number.
pub(crate) fn number(number: u32) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format("number", &number.into(), || {
        Intl::NumberFormat::new(&locales(), &Object::new()).format()
    })
}

/// A size: `412 kB`, `1,3 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(&str, &str, u64); 4] = [
        ("byte", "0", 1),
        ("kilobyte", "0", 1_000),
        ("megabyte", "1", 1_000_000),
        ("gigabyte", "1", 1_000_000_000),
    ];
    let (unit, digits, one) = UNITS
        .into_iter()
        .rev()
        .find(|(_, _, one)| bytes >= *one)
        .unwrap_or(("byte", "0", 1));
    // A tenth of a unit is all that is shown, so thousandths are exact enough.
    let thousandths = u32::try_from(bytes.saturating_mul(1000) / one).unwrap_or(u32::MAX);
    format(unit, &(f64::from(thousandths) / 1000.0).into(), || {
        // "5 bytes": the short form has no plural.
        let display = if unit == "byte" { "long" } else { "short" };
        let options = options(&[
            ("style", "unit"),
            ("unit", unit),
            ("unitDisplay", display),
            ("maximumFractionDigits", digits),
        ]);
        Intl::NumberFormat::new(&locales(), &options).format()
    })
}

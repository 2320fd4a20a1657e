//! Times of day, days and spans, by the clock and calendar of this device.

use super::intl::{format, locales, options};
use super::t;
use js_sys::{Date, Intl};

/// Milliseconds of a day without a change of the clock.
pub(crate) const DAY_MS: u64 = 86_400_000;

/// A moment as JavaScript has it.
#[expect(
    clippy::as_conversions,
    reason = "milliseconds of any date stay exact in a double"
)]
pub(crate) fn date(ms: u64) -> Date {
    Date::new(&(ms as f64).into())
}

/// Now, by this device.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole milliseconds since 1970"
)]
pub(crate) fn now_ms() -> u64 {
    Date::now().max(0.0) as u64
}

fn shown(key: &'static str, ms: u64, pairs: &[(&str, &str)]) -> String {
    format(key, &date(ms), || {
        Intl::DateTimeFormat::new(&locales(), &options(pairs)).format()
    })
}

/// `14:02`.
pub(crate) fn time(ms: u64) -> String {
    shown("time", ms, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// `14:02:07`.
pub(crate) fn time_with_seconds(ms: u64) -> String {
    shown(
        "seconds",
        ms,
        &[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit")],
    )
}

/// `22 November 2026`.
pub(crate) fn day(ms: u64) -> String {
    shown(
        "day",
        ms,
        &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
    )
}

/// `22 Nov`, or with the year where it is another one.
pub(crate) fn short_day(ms: u64) -> String {
    if date(ms).get_full_year() == date(now_ms()).get_full_year() {
        shown("short", ms, &[("day", "numeric"), ("month", "short")])
    } else {
        shown(
            "short-year",
            ms,
            &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
        )
    }
}

/// `Friday 20 November`.
fn weekday(ms: u64) -> String {
    shown(
        "weekday",
        ms,
        &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
    )
}

/// `November 2026`.
fn month(ms: u64) -> String {
    shown("month", ms, &[("month", "long"), ("year", "numeric")])
}

/// How many midnights of this device lie between a moment and now; 0 is today. The future counts as today.
pub(crate) fn days_ago(ms: u64) -> u64 {
    days_between(ms, now_ms())
}

/// Whether two moments are of one day of this device.
pub(crate) fn is_same_day(one: u64, other: u64) -> bool {
    midnight(one).total_cmp(&midnight(other)).is_eq()
}

fn midnight(ms: u64) -> f64 {
    let day = date(ms);
    day.set_hours(0);
    day.set_minutes(0);
    day.set_seconds(0);
    day.set_milliseconds(0);
    day.get_time()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small, rounded, not negative number of days"
)]
fn days_between(from: u64, to: u64) -> u64 {
    ((midnight(to) - midnight(from)) / 86_400_000.0).round().max(0.0) as u64
}

/// The heading under which a letter of this moment stands: today, yesterday, one of the last seven days, or a month.
pub(crate) fn heading(ms: u64) -> String {
    match days_ago(ms) {
        0 => t!(TODAY),
        1 => t!(YESTERDAY),
        2..7 => capital(&weekday(ms)),
        _ => capital(&month(ms)),
    }
}

/// What stands in a row below its heading: the time, or below a month the day.
pub(crate) fn in_row(ms: u64) -> String {
    if days_ago(ms) < 7 { time(ms) } else { short_day(ms) }
}

/// In running text: `today 14:02`, `yesterday 14:02`, `22 November 2026, 14:02`.
pub(crate) fn moment(ms: u64) -> String {
    match days_ago(ms) {
        0 => t!(TODAY_AT, time = time(ms)),
        1 => t!(YESTERDAY_AT, time = time(ms)),
        _ => t!(DAY_AT, day = day(ms), time = time(ms)),
    }
}

/// Of a day, in running text: `today 14:02 – 15:30`.
pub(crate) fn between(first_ms: u64, last_ms: u64) -> String {
    let (first, last) = (time(first_ms), time(last_ms));
    if first == last {
        return moment(first_ms);
    }
    t!(FROM_TO, first = moment(first_ms), last = last)
}

/// Of what is to come, in running text: `22 November 2026, 14:02`.
pub(crate) fn moment_ahead(ms: u64) -> String {
    t!(DAY_AT, day = day(ms), time = time(ms))
}

/// A span that is left, in the words of a person who waits: `12 s`, `3 min`.
pub(crate) fn left(seconds: u64) -> String {
    match seconds {
        ..90 => t!(SPAN_SECONDS, count = seconds),
        90..7200 => t!(SPAN_MINUTES, count = seconds.div_ceil(60)),
        7200..172_800 => t!(SPAN_HOURS, count = seconds.div_ceil(3600)),
        _ => t!(SPAN_DAYS, count = seconds.div_ceil(86_400)),
    }
}

/// The last moment of the day that lies so many days ahead.
pub(crate) fn end_of_day_in(days: u64) -> u64 {
    end_of_day(&date(now_ms().saturating_add(days.saturating_mul(DAY_MS))))
}

/// A full hour of the day that lies so many days ahead.
pub(crate) fn at_hour_in(days: u64, hour: u32) -> u64 {
    let date = date(now_ms().saturating_add(days.saturating_mul(DAY_MS)));
    date.set_hours(hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    whole_ms(&date)
}

/// Days until the next Monday that is not today.
pub(crate) fn days_to_monday() -> u64 {
    // Sunday is 0.
    match date(now_ms()).get_day() {
        0 => 1,
        day => u64::from(8_u32.saturating_sub(day)),
    }
}

/// The moment that a field for day and time holds; none where it holds none.
pub(crate) fn moment_of(text: &str) -> Option<u64> {
    let ms = Date::parse(text);
    (text.contains('T') && ms.is_finite() && ms >= 0.0).then(|| whole_ms(&Date::new(&ms.into())))
}

/// `2026-12-22T08:00`, for a field for day and time.
pub(crate) fn for_time_field(ms: u64) -> String {
    let time = date(ms);
    format!(
        "{}T{:02}:{:02}",
        for_field(ms),
        time.get_hours(),
        time.get_minutes()
    )
}

/// The last moment of a day written `2026-12-22`; none where it is not one.
pub(crate) fn end_of_day_of(text: &str) -> Option<u64> {
    let mut parts = text.split('-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = date(now_ms());
    // Before year and month, so that the 31st of today does not push a shorter month on.
    date.set_date(1);
    date.set_full_year(year);
    date.set_month(month.checked_sub(1)?);
    date.set_date(day);
    Some(end_of_day(&date))
}

fn end_of_day(date: &Date) -> u64 {
    date.set_hours(23);
    date.set_minutes(59);
    date.set_seconds(59);
    date.set_milliseconds(0);
    whole_ms(date)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole milliseconds since 1970"
)]
fn whole_ms(date: &Date) -> u64 {
    date.get_time().max(0.0) as u64
}

/// `2026-12-22`, for a date field.
pub(crate) fn for_field(ms: u64) -> String {
    let date = date(ms);
    format!(
        "{:04}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

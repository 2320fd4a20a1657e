//! Numbers between JavaScript, where all are floating, and Rust.

/// A count or a time out of JavaScript: whole, not negative, at most 2^53.
#[expect(
    clippy::as_conversions,
    reason = "a saturating conversion is what is meant, and there is no other"
)]
pub fn whole(number: f64) -> u64 {
    number as u64
}

/// A count or a time for JavaScript, exact up to 2^53.
#[expect(
    clippy::as_conversions,
    reason = "sizes and times of this product are far below 2^53"
)]
pub fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::{float, whole};

    #[test]
    fn numbers_come_back_and_nonsense_is_harmless() {
        assert_eq!(whole(float(1_795_043_200_000)), 1_795_043_200_000);
        assert_eq!((whole(-1.0), whole(f64::NAN), whole(1.9)), (0, 0, 1));
    }
}

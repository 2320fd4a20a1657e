//! Padmé lengths (Nikitin et al., PURBs, PETS 2019; protocol.md 2): what hides sizes at the cost of at most
//! 11.6 %.

/// The padded length of `len` bytes. 0 and 1 stay; a padded length is its own; saturates at `u64::MAX`.
#[must_use]
pub fn padded_len(len: u64) -> u64 {
    let Some(exponent) = len.checked_ilog2().filter(|&exponent| exponent > 0) else {
        return len;
    };
    let kept_bits = exponent.ilog2() + 1;
    let step = 1u64 << exponent.saturating_sub(kept_bits);
    len.checked_next_multiple_of(step).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn small_and_large_lengths() {
        assert_eq!([0, 1, 2, 9, 17, 2049].map(padded_len), [0, 1, 2, 10, 18, 2176]);
        assert_eq!(padded_len(u64::MAX), u64::MAX);
    }

    #[test]
    fn monotone_at_least_the_length_idempotent_and_at_most_an_eighth_more() {
        let mut last = 0;
        for len in (0..70_000).chain(
            (0..64)
                .flat_map(|bit| {
                    let power = 1u64 << bit;
                    [power.saturating_sub(1), power, power + 1]
                })
                .filter(|&len| len > 70_000),
        ) {
            let padded = padded_len(len);
            assert!(padded >= len && padded >= last, "{len}");
            assert_eq!(padded_len(padded), padded, "{len}");
            assert!(padded - len <= len / 8, "{len}");
            last = padded;
        }
    }
}

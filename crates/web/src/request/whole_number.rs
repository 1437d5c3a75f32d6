//! Whole numbers in JSON.

use std::ops::RangeInclusive;

use serde_json::Value;

/// A number of a field within these bounds.
///
/// # Errors
/// The sentence that names them.
pub(super) fn bounded(
    name: &str,
    number: Option<i64>,
    bounds: &RangeInclusive<i64>,
) -> Result<i64, String> {
    let number = number.filter(|number| bounds.contains(number));
    let (least, most) = (bounds.start(), bounds.end());
    number.ok_or_else(|| format!("{name} must be a whole number from {least} to {most}."))
}

/// A number without a fraction, however it is written. Beyond 2^53 a fraction would be lost on the way
/// (RFC 8259, section 6): such a number counts only where it is written as an integer.
pub(super) fn whole(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within 2^53"
        )]
        (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
    })
}

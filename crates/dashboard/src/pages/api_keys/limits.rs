use sendook_domain::values::RateLimit;
use serde_json::{Map, Value, json};

use crate::form::Form;

/// Says in the fields of the API how often, and from where, a key may be used: a field that was left empty is no limit.
///
/// # Errors
/// A sentence about the rate.
pub(super) fn add_limits(fields: &mut Map<String, Value>, form: &Form) -> Result<(), String> {
    // A page of the version before, which is still open somewhere, has no such fields: it changes nothing of them.
    if !form.holds("allowed_ips") {
        return Ok(());
    }
    let typed = form.value("allowed_ips");
    let ranges = typed.split([',', ';']).flat_map(str::split_whitespace);
    let ranges: Vec<_> = ranges.collect();
    let ranges = (!ranges.is_empty()).then_some(ranges);
    fields.insert("allowed_ips".to_owned(), json!(ranges));
    let (limit, window) = (form.value("rate_limit"), form.value("rate_window"));
    let rate = if limit.is_empty() && window.is_empty() {
        Value::Null
    } else {
        // What is no number is out of range too.
        let number = |text: &str| text.trim().parse().unwrap_or(0);
        let rate = RateLimit::new(number(limit), number(window));
        let rate = rate.map_err(|error| error.to_string())?;
        json!({"limit": rate.limit(), "window_seconds": rate.window_seconds()})
    };
    fields.insert("rate_limit".to_owned(), rate);
    Ok(())
}

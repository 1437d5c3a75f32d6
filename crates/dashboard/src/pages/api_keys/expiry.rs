use chrono::{Days, NaiveDate, NaiveTime, SecondsFormat};
use sendook_domain::values::in_range;
use serde_json::{Map, Value};

use crate::form::Form;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Says in the fields of the API what a person chose: never, a number of days, or the last day, in UTC.
///
/// # Errors
/// A sentence about the field that [`expiry_field`] names. What cannot be read must not become a key that never ends.
pub(super) fn add_expiry(fields: &mut Map<String, Value>, form: &Form) -> Result<(), &'static str> {
    match form.value("lifetime") {
        "never" => {
            fields.insert("expires_at".to_owned(), Value::Null);
        }
        "date" => {
            let day = form.value("expires_on").parse::<NaiveDate>();
            let end = day.ok().and_then(|day| day.checked_add_days(Days::new(1)));
            let end = end.ok_or("Choose the last day on which the key works.")?;
            let end = in_range(end.and_time(NaiveTime::MIN).and_utc());
            let end = end.map_err(|_| "Choose a last day in the years 1970 to 9999.")?;
            let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
            fields.insert("expires_at".to_owned(), end.into());
        }
        days => {
            let days = days.parse::<u16>();
            let days = days.map_err(|_| "Choose when the key expires.")?;
            fields.insert("expires_in".to_owned(), (i64::from(days) * DAY).into());
        }
    }
    Ok(())
}

/// The field of the form that is wrong when the expiry is.
pub(super) fn expiry_field(form: &Form) -> &'static str {
    if form.value("lifetime") == "date" {
        "expires_on"
    } else {
        "lifetime"
    }
}

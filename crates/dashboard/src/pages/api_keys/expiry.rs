use chrono::{Days, NaiveDate, NaiveTime, SecondsFormat};
use serde_json::{Map, Value};

use crate::form::Form;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Says in the fields of the API what a person chose: nothing, a number of days, or the last day, in UTC.
///
/// # Errors
/// A sentence about the date.
pub(super) fn add_expiry(fields: &mut Map<String, Value>, form: &Form) -> Result<(), &'static str> {
    match form.value("lifetime") {
        "date" => {
            let day = form.value("expires_on").parse::<NaiveDate>();
            let end = day.ok().and_then(|day| day.checked_add_days(Days::new(1)));
            let end = end.ok_or("Choose the last day on which the key works.")?;
            let end = end.and_time(NaiveTime::MIN).and_utc();
            let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
            fields.insert("expires_at".to_owned(), end.into());
        }
        days => {
            if let Ok(days) = days.parse::<u16>() {
                fields.insert("expires_in".to_owned(), (i64::from(days) * DAY).into());
            }
        }
    }
    Ok(())
}

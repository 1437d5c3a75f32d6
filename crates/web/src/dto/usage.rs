use sendook_domain::usage::{UsageDay, UsageReport};
use serde::Serialize;
use utoipa::ToSchema;

/// How many requests there were on each of the last days.
#[derive(Serialize, ToSchema)]
#[schema(as = Usage)]
pub(crate) struct UsageDto {
    /// The requests of all these days together.
    #[schema(example = 12)]
    total: u64,
    /// Every day, the earliest first; the last one is today. Days without requests are among them.
    days: Vec<UsageDayDto>,
}

/// One day.
#[derive(Serialize, ToSchema)]
#[schema(as = UsageDay)]
struct UsageDayDto {
    /// The day in UTC.
    #[schema(format = Date, example = "2026-03-01")]
    date: String,
    /// How many requests were let in.
    #[schema(example = 12)]
    requests: u64,
}

impl From<&UsageReport> for UsageDto {
    fn from(report: &UsageReport) -> Self {
        Self {
            total: report.total(),
            days: report.days.iter().map(UsageDayDto::from).collect(),
        }
    }
}

impl From<&UsageDay> for UsageDayDto {
    fn from(day: &UsageDay) -> Self {
        Self {
            date: day.date.to_string(),
            requests: day.requests,
        }
    }
}

use chrono::NaiveDate;
use sendook_domain::usage::{UsageDay, UsageReport};

/// How far one bar is from the next, and how wide it is, in units of the picture.
const STEP: usize = 10;
const WIDTH: usize = 8;

/// How high the busiest day is, in units of the picture.
const HEIGHT: u64 = 100;

/// How many requests there were on each day, as a picture and as a table.
pub(crate) struct UsageChart {
    pub(crate) total: u64,
    pub(crate) days: usize,
    /// How wide the picture is.
    pub(crate) width: usize,
    /// The days with requests, the latest first.
    pub(crate) bars: Vec<Bar>,
    pub(crate) first: String,
    pub(crate) last: String,
    /// The requests of the busiest day, and which one that is.
    pub(crate) most: u64,
    pub(crate) busiest: String,
}

/// One day with requests.
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) y: u64,
    pub(crate) width: usize,
    pub(crate) height: u64,
    pub(crate) date: String,
    pub(crate) requests: u64,
}

impl UsageChart {
    pub(crate) fn new(report: &UsageReport) -> Self {
        let days = &report.days;
        let busiest = days.iter().max_by_key(|day| day.requests);
        let most = busiest.map_or(0, |day| day.requests);
        let with_requests = days.iter().enumerate().rev();
        let with_requests = with_requests.filter(|(_, day)| day.requests > 0);
        let shown = |day: Option<&UsageDay>| day.map(|day| in_words(day.date)).unwrap_or_default();
        Self {
            total: report.total(),
            days: days.len(),
            width: days.len() * STEP,
            bars: with_requests
                .map(|(index, day)| Bar::new(index, day, most))
                .collect(),
            first: shown(days.first()),
            last: shown(days.last()),
            most,
            busiest: shown(busiest),
        }
    }
}

impl Bar {
    fn new(index: usize, day: &UsageDay, most: u64) -> Self {
        let height = height(day.requests, most);
        Self {
            x: index * STEP + (STEP - WIDTH) / 2,
            y: HEIGHT - height,
            width: WIDTH,
            height,
            date: in_words(day.date),
            requests: day.requests,
        }
    }
}

/// Rounded up, so that every day with requests shows.
fn height(requests: u64, most: u64) -> u64 {
    let scaled = u128::from(requests) * u128::from(HEIGHT);
    let height = scaled.div_ceil(u128::from(most).max(1));
    u64::try_from(height).map_or(HEIGHT, |height| height.min(HEIGHT))
}

fn in_words(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(requests: &[u64]) -> UsageReport {
        let first = NaiveDate::from_ymd_opt(2026, 2, 27).unwrap();
        let days = first.iter_days().zip(requests);
        UsageReport {
            days: days
                .map(|(date, requests)| UsageDay {
                    date,
                    requests: *requests,
                })
                .collect(),
        }
    }

    #[test]
    fn bars_stand_on_the_ground_in_their_places_and_fill_the_height() {
        let chart = UsageChart::new(&report(&[1, 0, 400, 200]));
        let bars = chart.bars.iter().map(|bar| (bar.x, bar.y, bar.height));
        assert_eq!(
            bars.collect::<Vec<_>>(),
            [(31, 50, 50), (21, 0, 100), (1, 99, 1)]
        );
        assert_eq!((chart.width, chart.days, chart.total), (40, 4, 601));
        assert_eq!((chart.most, &*chart.busiest), (400, "1 Mar 2026"));
        assert_eq!((&*chart.first, &*chart.last), ("27 Feb 2026", "2 Mar 2026"));
    }

    #[test]
    fn without_requests_there_are_no_bars() {
        let chart = UsageChart::new(&report(&[0, 0]));
        assert!(chart.bars.is_empty());
        assert_eq!((chart.total, chart.most), (0, 0));
    }

    #[test]
    fn no_number_is_too_large() {
        for (requests, most, expected) in [
            (u64::MAX, u64::MAX, 100),
            (1, u64::MAX, 1),
            (u64::MAX / 2 + 1, u64::MAX, 51),
            (0, 0, 0),
        ] {
            assert_eq!(height(requests, most), expected, "{requests}");
        }
    }
}

//! From texts to the values of single settings. An error is what the value must be, to follow "must be".

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;
use sendook_domain::values::Environment;
use sendook_domain::values::{EmailDomain, InvalidDomain, Secret};
use sendook_persistence::{OpenError, SqlStore};

use super::parse::{duration, list};

pub(super) fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "an IP address and a port, such as 127.0.0.1:8006 or [::]:8006")
}

/// The store is the judge, and speaks in whole sentences.
pub(super) fn database_url(text: &str) -> Result<Secret, OpenError> {
    SqlStore::check_url(text)?;
    Ok(Secret::new(text.to_owned()))
}

pub(super) fn database_wait(text: &str) -> Result<Duration, String> {
    duration(Duration::ZERO..=Duration::from_hours(1), "0 s to 1 hour")(text)
}

pub(super) fn email_domain(text: &str) -> Result<EmailDomain, &'static str> {
    EmailDomain::parse(text).map_err(|reason| match reason {
        InvalidDomain::Malformed => "a domain name, such as mail.example.com",
        InvalidDomain::LookAlike => "a domain name that neither mixes scripts nor imitates another",
    })
}

/// How long something lives; `allowed` says the bounds in words.
pub(super) fn lifetime(
    bounds: RangeInclusive<Duration>,
    allowed: &'static str,
) -> impl FnOnce(&str) -> Result<TimeDelta, String> {
    move |text| {
        let time = duration(bounds, allowed)(text)?;
        TimeDelta::from_std(time).map_err(|error| error.to_string())
    }
}

pub(super) fn environments(text: &str) -> Result<Vec<Environment>, &'static str> {
    let environments: Result<Vec<_>, _> = list(text).map(Environment::parse).collect();
    environments
        .ok()
        .filter(|environments| !environments.is_empty())
        .ok_or("one or more of production, staging and development, separated by commas")
}

pub(super) fn on_or_off(text: &str) -> Result<bool, &'static str> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off"),
    }
}

pub(super) fn queue_wait(text: &str) -> Result<Duration, String> {
    duration(
        Duration::from_secs(1)..=Duration::from_mins(1),
        "1 to 60 seconds",
    )(text)
}

//! Parsers of single settings. An error says what the value must be, to follow "must be".

use std::fmt::Display;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::TimeDelta;
use sendook_crypto::{InvalidSecretKey, SecretKey};
use sendook_domain::policies::RegistrationMode;
use sendook_domain::values::{
    AddressRange, EmailDomain, Environment, InvalidAddressRange, InvalidDomain, Secret,
};
use sendook_mail::{InvalidSmtpUrl, MailSender, SmtpUrl};
use sendook_persistence::{OpenError, SqlStore};

use crate::logging::LogFormat;

pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const MINUTE: Duration = Duration::from_mins(1);
pub(super) const HOUR: Duration = Duration::from_hours(1);
pub(super) const DAY: Duration = Duration::from_hours(24);

/// A whole number of some unit within bounds.
pub(super) fn number<T: FromStr + PartialOrd + Display>(
    range: RangeInclusive<T>,
    unit: &str,
) -> impl FnOnce(&str) -> Result<T, String> {
    move |text| {
        text.parse()
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                format!(
                    "a whole number of {unit} from {} to {}",
                    range.start(),
                    range.end()
                )
            })
    }
}

/// What `usual` makes of the number of cores, unless there is a value to parse.
pub(super) fn or_by_cores<T: TryFrom<usize>>(
    usual: impl FnOnce(usize) -> usize,
    parser: impl FnOnce(&str) -> Result<T, String>,
) -> impl FnOnce(&str) -> Result<T, String> {
    move |text| {
        let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        match (text, T::try_from(usual(cores.get()))) {
            ("", Ok(usual)) => Ok(usual),
            _ => parser(text),
        }
    }
}

/// A duration within bounds; `allowed` says them in words.
pub(super) fn duration(
    range: RangeInclusive<Duration>,
    allowed: &'static str,
) -> impl FnOnce(&str) -> Result<Duration, String> {
    move |text| {
        seconds(text)
            .map(Duration::from_secs)
            .filter(|duration| range.contains(duration))
            .ok_or_else(|| format!("{allowed}, in seconds or as 45s, 15m, 24h, 30d"))
    }
}

/// A number of seconds, as such or with a unit.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h', 'd']) {
        None => (text, 1),
        Some(number) if text.ends_with('s') => (number, 1),
        Some(number) if text.ends_with('m') => (number, 60),
        Some(number) if text.ends_with('h') => (number, 60 * 60),
        Some(number) => (number, 24 * 60 * 60),
    };
    // `u64` would take a leading plus sign.
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    number
        .parse::<u64>()
        .ok()
        .filter(|_| digits)?
        .checked_mul(unit)
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

/// The parts of a list with commas, without white space around them.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Addresses and CIDR ranges.
pub(super) fn networks(text: &str) -> Result<Vec<AddressRange>, InvalidAddressRange> {
    list(text).map(AddressRange::parse).collect()
}

/// The name of an installation.
pub(super) fn name(text: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if text.len() > 32 || !text.bytes().all(plain) {
        return Err("1 to 32 letters, digits, dots, hyphens and underscores");
    }
    Ok(text.to_owned())
}

/// A filter of the log.
pub(super) fn log_filter(text: &str) -> Result<String, &'static str> {
    env_filter::Builder::new()
        .try_parse(text)
        .map(|_| text.to_owned())
        .map_err(|_| "a log filter, such as info or info,sendook_web=debug")
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, &'static str> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json"),
    }
}

pub(super) fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "an IP address and a port, such as 127.0.0.1:8006 or [::]:8006")
}

/// An address, or nothing.
pub(super) fn optional_address(text: &str) -> Result<Option<SocketAddr>, &'static str> {
    (!text.is_empty()).then(|| socket_address(text)).transpose()
}

/// A mail server, or none. The value may hold a password.
pub(super) fn smtp_url(text: &str) -> Result<Option<SmtpUrl>, InvalidSmtpUrl> {
    (!text.is_empty()).then(|| SmtpUrl::parse(text)).transpose()
}

/// The sender of mails, or none.
pub(super) fn mail_sender(text: &str) -> Result<Option<MailSender>, &'static str> {
    let sender = (!text.is_empty()).then(|| text.parse()).transpose();
    sender.map_err(|_| "an address such as no-reply@example.com or Accounts <no-reply@example.com>")
}

/// The store validates the value, and its errors are whole sentences.
pub(super) fn database_url(text: &str) -> Result<Secret, OpenError> {
    SqlStore::check_url(text)?;
    Ok(Secret::new(text.to_owned()))
}

/// Keys that secrets are encrypted under. No value is quoted.
pub(super) fn secret_keys(text: &str) -> Result<Vec<SecretKey>, InvalidSecretKey> {
    list(text).map(SecretKey::parse).collect()
}

pub(super) fn email_domain(text: &str) -> Result<EmailDomain, &'static str> {
    EmailDomain::parse(text).map_err(|reason| match reason {
        InvalidDomain::Malformed => "a domain name, such as mail.example.com",
        InvalidDomain::LookAlike => "a domain name that neither mixes scripts nor imitates another",
    })
}

pub(super) fn environments(text: &str) -> Result<Vec<Environment>, &'static str> {
    let environments: Result<Vec<_>, _> = list(text).map(Environment::parse).collect();
    environments
        .ok()
        .filter(|environments| !environments.is_empty())
        .ok_or("one or more of production, staging and development, separated by commas")
}

pub(super) fn registration_mode(text: &str) -> Result<RegistrationMode, &'static str> {
    RegistrationMode::parse(text).map_err(|_| "open, invitation or closed")
}

/// Domains of e-mail addresses.
pub(super) fn email_domains(text: &str) -> Result<Vec<EmailDomain>, &'static str> {
    let domains: Result<Vec<_>, _> = list(text).map(EmailDomain::parse).collect();
    domains.map_err(|_| "domains separated by commas, such as example.com, example.org")
}

pub(super) fn on_or_off(text: &str) -> Result<bool, &'static str> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_or_are_seconds() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("24h", Some(86_400)),
            ("30d", Some(2_592_000)),
            ("", None),
            ("s", None),
            ("-1", None),
            ("+1", None),
            ("1.5h", None),
            ("1w", None),
            ("15M", None),
            ("1h30m", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn networks_may_be_single_addresses() {
        let networks = networks("10.0.0.0/8, 192.168.1.7,,::1").unwrap();
        let shown: Vec<_> = networks.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["10.0.0.0/8", "192.168.1.7/32", "::1/128"]);
        assert!(super::networks("10.0.0.0/8 ::1").is_err());
        assert_eq!(super::networks(""), Ok(vec![]));
    }

    #[test]
    fn bounds_belong_to_the_range() {
        let parse = |text| number(8..=64_usize, "characters")(text);
        assert_eq!(parse("8"), Ok(8));
        assert_eq!(parse("64"), Ok(64));
        for text in ["7", "65", "", "-8", "8.0", "99999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

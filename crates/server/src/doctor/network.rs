use std::net::{IpAddr, SocketAddr};

use sendook_domain::values::AddressRange;

use super::finding::Finding;
use crate::settings::Settings;

const PROXIES: &str = "trusted proxies";

/// Whose word is taken for a client's address, and who can reach the metrics.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![proxies(settings)];
    findings.extend(metrics(settings));
    findings
}

fn proxies(settings: &Settings) -> Finding {
    let trusted = &settings.trusted_proxies;
    if let Some(range) = range_of_strangers(trusted) {
        let who = match range.prefix_len() {
            0 => "is everybody: any client",
            _ => "is larger than any private network: a stranger",
        };
        let message = format!("{range} {who} can claim to have any address.");
        let advice = "Name in SENDOOK_TRUSTED_PROXIES only the addresses of your proxies.";
        return Finding::failure(PROXIES, message).advising(advice);
    }
    let public = settings.public_url.site.known_address();
    if trusted.is_empty() && public.is_some_and(|url| url.starts_with("https://")) {
        let message = "There are none, but SENDOOK_PUBLIC_URL is https, so that a proxy must be in front: all clients seem to have its \
                       address, and share its limits.";
        let advice = "Name the address of the proxy in SENDOOK_TRUSTED_PROXIES.";
        return Finding::failure(PROXIES, message).advising(advice);
    }
    let message = match trusted.len() {
        0 => "None: a client's address is the one that its connection comes from.".to_owned(),
        all => format!("{all}: only they are believed about a client's address."),
    };
    Finding::ok(PROXIES, message)
}

/// A range that is larger than the largest private network (RFC 1918: 10.0.0.0/8; RFC 4193: `fc00::/7`), or several that are
/// as large together.
fn range_of_strangers(trusted: &[AddressRange]) -> Option<AddressRange> {
    let together = AddressRange::merged(trusted);
    together.into_iter().find(|range| match range.first() {
        IpAddr::V4(_) => range.prefix_len() < 8,
        IpAddr::V6(_) => range.prefix_len() < 7,
    })
}

/// Whether only one of two sockets can listen.
fn collide(one: SocketAddr, other: SocketAddr) -> bool {
    let takes_all = |this: SocketAddr, other: SocketAddr| {
        // The unspecified address of IPv6 takes those of IPv4 too.
        this.ip().is_unspecified() && (this.is_ipv6() || other.is_ipv4())
    };
    one.port() == other.port()
        && one.port() != 0
        && (one.ip() == other.ip() || takes_all(one, other) || takes_all(other, one))
}

fn metrics(settings: &Settings) -> Option<Finding> {
    const METRICS: &str = "metrics";
    let address = settings.metrics_bind?;
    let bind = settings.bind;
    if collide(address, bind) {
        let message =
            format!("{address} is taken by SENDOOK_BIND, {bind}: the service does not start.");
        let advice = "Set SENDOOK_METRICS_BIND to another port.";
        return Some(Finding::failure(METRICS, message).advising(advice));
    }
    if address.ip().is_unspecified() {
        let message = format!("{address} is every address of this machine, and needs no password.");
        let advice = "Set SENDOOK_METRICS_BIND to an address that only Prometheus reaches.";
        return Some(Finding::warning(METRICS, message).advising(advice));
    }
    Some(Finding::ok(
        METRICS,
        format!("They are served on {address}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_of_strangers_by_what_they_hold_together() {
        for (trusted, range) in [
            ("0.0.0.0/0", Some("0.0.0.0/0")),
            ("10.0.0.1/32,::/0", Some("::/0")),
            ("0.0.0.0/1,128.0.0.0/1", Some("0.0.0.0/0")),
            ("::/1,8000::/2,c000::/2", Some("::/0")),
            ("0.0.0.0/1,128.0.0.0/2,192.0.0.0/3", Some("0.0.0.0/1")),
            ("2000::/3", Some("2000::/3")),
            ("10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7", None),
            ("127.0.0.1/32,::1/128", None),
            ("", None),
        ] {
            let parts = trusted.split(',').filter(|part| !part.is_empty());
            let ranges: Vec<_> = parts
                .map(|part| AddressRange::parse(part).unwrap())
                .collect();
            let found = range_of_strangers(&ranges).map(|range| range.to_string());
            assert_eq!(found.as_deref(), range, "{trusted}");
        }
    }

    #[test]
    fn addresses_collide_where_one_holds_the_other() {
        for (one, other, wanted) in [
            ("127.0.0.1:8006", "127.0.0.1:8006", true),
            ("0.0.0.0:8006", "127.0.0.1:8006", true),
            ("[::]:8006", "127.0.0.1:8006", true),
            ("[::]:8006", "0.0.0.0:8006", true),
            ("127.0.0.1:8006", "127.0.0.1:8007", false),
            ("127.0.0.1:8006", "127.0.0.2:8006", false),
            ("0.0.0.0:8006", "[::1]:8006", false),
            ("127.0.0.1:0", "127.0.0.1:0", false),
        ] {
            let (one, other) = (one.parse().unwrap(), other.parse().unwrap());
            assert_eq!(collide(one, other), wanted, "{one} {other}");
            assert_eq!(collide(other, one), wanted, "{other} {one}");
        }
    }
}

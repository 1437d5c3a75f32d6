use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{ClientInfo, User};
use crate::values::Id;

/// What a login comes from, as far as a person would call it the same device: a program on a system, in a network. Updates of the
/// program and further addresses of the same provider change nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The program and its system, in a few words, such as "Firefox on Linux".
    pub name: String,
    network: Option<IpAddr>,
}

/// The longest name that is taken from a `User-Agent` of which nothing is known, in characters.
const MAX_NAME: usize = 40;

const BROWSERS: [(&str, &str); 6] = [
    // Browsers that also name others come first.
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

impl Device {
    /// The device that a request came from.
    pub fn of(origin: &ClientInfo) -> Self {
        Self {
            name: name(origin.user_agent.as_deref()),
            network: origin.ip.map(network),
        }
    }

    /// Tells it from the other devices of a person. Its digest is kept: neither the address nor the program.
    pub(crate) fn identity(&self, user: &Id<User>) -> String {
        let network = self.network.map(|network| network.to_string());
        let network = network.unwrap_or_default();
        format!("device\n{user}\n{network}\n{}", self.name)
    }
}

/// What a `User-Agent` says, in a few plain words. `None`: it names no program and no system that is known.
pub fn known_program(user_agent: &str) -> Option<String> {
    let find = |names: [(&str, &'static str); 6]| {
        let known = names
            .into_iter()
            .find(|(sign, _)| user_agent.contains(sign));
        known.map(|(_, name)| name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
}

/// Of a program that is not known, the name before its version (RFC 9110, section 10.1.5).
fn name(user_agent: Option<&str>) -> String {
    let Some(text) = user_agent else {
        return "an unknown program".to_owned();
    };
    known_program(text).unwrap_or_else(|| {
        let is_of_name = |char: &char| char.is_ascii_alphanumeric() || "-._".contains(*char);
        let name = text.chars().take_while(is_of_name);
        let name: String = name.take(MAX_NAME).collect();
        if name.is_empty() {
            "an unknown program".to_owned()
        } else {
            name
        }
    })
}

/// The /16 of an IPv4 address, and the /32 of an IPv6 address: about what one provider hands out in one place.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            Ipv4Addr::new(a, b, 0, 0).into()
        }
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    fn identity(user_agent: &str, ip: &str) -> String {
        let origin = ClientInfo {
            ip: Some(ip.parse().unwrap()),
            user_agent: Some(user_agent.to_owned()),
            request_id: None,
        };
        Device::of(&origin).identity(&Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap())
    }

    #[test]
    fn a_device_is_a_program_on_a_system() {
        for (user_agent, expected) in [
            (Some(FIREFOX), "Firefox on Linux"),
            (
                Some(
                    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                ),
                "Edge on Windows",
            ),
            (Some("python-requests/2.32.5"), "python-requests"),
            (Some("okhttp"), "okhttp"),
            (Some("\u{202e}(odd)"), "an unknown program"),
            (Some(""), "an unknown program"),
            (None, "an unknown program"),
        ] {
            assert_eq!(name(user_agent), expected, "{user_agent:?}");
        }
        assert_eq!(name(Some(&"x".repeat(300))).len(), MAX_NAME);
    }

    #[test]
    fn an_update_and_a_further_address_of_the_provider_make_no_other_device() {
        let here = identity(FIREFOX, "192.0.2.7");
        for (same, user_agent, ip) in [
            (
                true,
                FIREFOX.replace("145.0", "146.0"),
                "192.0.250.1".to_owned(),
            ),
            (true, FIREFOX.to_owned(), "::ffff:192.0.2.7".to_owned()),
            (false, FIREFOX.to_owned(), "192.1.2.7".to_owned()),
            (
                false,
                FIREFOX.replace("Linux", "Windows"),
                "192.0.2.7".to_owned(),
            ),
        ] {
            assert_eq!(
                identity(&user_agent, &ip) == here,
                same,
                "{user_agent} {ip}"
            );
        }
        let six = |ip| identity(FIREFOX, ip);
        assert_eq!(six("2001:db8:1::1"), six("2001:db8:ffff::9"));
        assert_ne!(six("2001:db8:1::1"), six("2001:db9:1::1"));
    }
}

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net};

/// The addresses from which an API key is accepted: ranges of IPv4 and IPv6, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedIps(Arc<[IpNet]>);

/// Why a list of ranges is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAllowedIps {
    /// It is empty: a key that is accepted from nowhere should be disabled instead.
    #[error(
        "Name at least one address range. A key without the restriction is accepted from every address; one that \
         nobody should use can be disabled."
    )]
    Empty,
    /// It is too long.
    #[error("A key can be restricted to at most 50 address ranges.")]
    TooMany,
}

/// Why a text is no range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddressRange {
    /// It is neither CIDR notation (RFC 4632, section 3.1; RFC 4291, section 2.3) nor a single address.
    #[error("An address range is written as 203.0.113.0/24, 2001:db8::/32 or 203.0.113.7.")]
    Unreadable,
    /// The address has bits set that its prefix leaves open. Which of the two was meant, the range or the address, is not guessed:
    /// `10.0.0.5/8` accepts 16 million addresses more than the one that it names.
    #[error(
        "{0} has bits set after its prefix. Write {range} for the range, or {address} for the one address.",
        range = .0.trunc(),
        address = .0.addr()
    )]
    HostBits(IpNet),
}

impl AllowedIps {
    /// The most ranges that a key can be restricted to: each request is compared with them one after the other.
    pub const MAX: usize = 50;

    /// Accepts a list of ranges. What stands in it twice is kept once.
    ///
    /// # Errors
    /// [`InvalidAllowedIps`].
    pub fn new(ranges: Vec<IpNet>) -> Result<Self, InvalidAllowedIps> {
        if ranges.is_empty() {
            return Err(InvalidAllowedIps::Empty);
        }
        if ranges.len() > Self::MAX {
            return Err(InvalidAllowedIps::TooMany);
        }
        let mut distinct = Vec::with_capacity(ranges.len());
        for range in ranges {
            let range = canonical(range).trunc();
            if !distinct.contains(&range) {
                distinct.push(range);
            }
        }
        Ok(Self(distinct.into()))
    }

    /// Reads one range in CIDR notation. A single address is the range of itself, and an IPv4 address that is mapped into IPv6 (RFC
    /// 4291, section 2.5.5.2) is that IPv4 address.
    ///
    /// # Errors
    /// [`InvalidAddressRange`].
    pub fn parse_range(text: &str) -> Result<IpNet, InvalidAddressRange> {
        let unreadable = |_| InvalidAddressRange::Unreadable;
        // The address by the standard library, which takes no leading zeros: some programs read them as octal.
        let address = text.split_once('/').map_or(text, |(address, _)| address);
        let address = address.parse::<IpAddr>();
        let address = address.map_err(|_| InvalidAddressRange::Unreadable)?;
        let range = if text.contains('/') {
            text.parse().map_err(unreadable)?
        } else {
            address.into()
        };
        let range = canonical(range);
        if range == range.trunc() {
            Ok(range)
        } else {
            Err(InvalidAddressRange::HostBits(range))
        }
    }

    /// Reads what [`to_text`](Self::to_text) wrote. `None`: it is something else.
    pub fn restore(text: &str) -> Option<Self> {
        let ranges = text.split(' ').map(str::parse).collect::<Result<_, _>>();
        Self::new(ranges.ok()?).ok()
    }

    /// The ranges with spaces between them.
    pub fn to_text(&self) -> String {
        let ranges: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        ranges.join(" ")
    }

    /// The ranges.
    pub fn ranges(&self) -> &[IpNet] {
        &self.0
    }

    /// Whether an address is in one of the ranges.
    pub fn includes(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(&address))
    }

    /// Whether every address in `other` is in here too.
    pub fn covers(&self, other: &Self) -> bool {
        // Two ranges side by side cover one that lies in both.
        let own = IpNet::aggregate(&self.0.to_vec());
        let is_covered = |range: &IpNet| own.iter().any(|one| one.contains(range));
        other.0.iter().all(is_covered)
    }
}

/// A range of mapped IPv4 addresses as one of IPv4, as clients' addresses are read too.
fn canonical(range: IpNet) -> IpNet {
    const MAPPED: u8 = 96;
    let IpNet::V6(mapped) = range else {
        return range;
    };
    let prefix = mapped.prefix_len().checked_sub(MAPPED);
    match (mapped.addr().to_ipv4_mapped(), prefix) {
        (Some(address), Some(prefix)) => Ipv4Net::new(address, prefix).map_or(range, IpNet::V4),
        _ => range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(ranges: &[&str]) -> AllowedIps {
        let ranges = ranges
            .iter()
            .map(|one| AllowedIps::parse_range(one).unwrap());
        AllowedIps::new(ranges.collect()).unwrap()
    }

    fn includes(ranges: &[&str], address: &str) -> bool {
        allowed(ranges).includes(address.parse().unwrap())
    }

    #[test]
    fn a_range_is_cidr_or_one_address() {
        for (text, range) in [
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("203.0.113.7", "203.0.113.7/32"),
            ("2001:DB8::/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
            ("::ffff:192.0.2.7", "192.0.2.7/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(AllowedIps::parse_range(text).unwrap().to_string(), range);
        }
        for text in [
            "",
            " ",
            "all",
            "10.0.0.0/33",
            "10.0/8",
            "010.0.0.0/8",
            "127.0.0.08/32",
            "::/129",
            "10.0.0.0/8 ",
            "1.2.3.4/",
            "[::1]",
        ] {
            let unreadable = Err(InvalidAddressRange::Unreadable);
            assert_eq!(AllowedIps::parse_range(text), unreadable, "{text}");
        }
    }

    #[test]
    fn bits_after_the_prefix_are_refused_with_both_ways_out() {
        for (text, sentence) in [
            (
                "10.0.0.5/8",
                "10.0.0.5/8 has bits set after its prefix. Write 10.0.0.0/8 for the range, or 10.0.0.5 for the one address.",
            ),
            (
                "::ffff:192.0.2.7/120",
                "192.0.2.7/24 has bits set after its prefix. Write 192.0.2.0/24 for the range, or 192.0.2.7 for the one address.",
            ),
        ] {
            let refused = AllowedIps::parse_range(text).unwrap_err();
            assert_eq!(refused.to_string(), sentence);
        }
    }

    #[test]
    fn a_list_has_one_to_fifty_ranges_each_once_in_their_order() {
        let range = |number: usize| format!("10.0.{number}.0/24").parse().unwrap();
        let of = |count| AllowedIps::new((0..count).map(range).collect());
        assert_eq!(of(0), Err(InvalidAllowedIps::Empty));
        assert_eq!(of(50).unwrap().ranges().len(), 50);
        assert_eq!(of(51), Err(InvalidAllowedIps::TooMany));
        let twice = allowed(&["203.0.113.7", "10.0.0.0/8", "203.0.113.7/32"]);
        assert_eq!(twice.to_text(), "203.0.113.7/32 10.0.0.0/8");
        assert_eq!(AllowedIps::restore(&twice.to_text()), Some(twice));
        assert_eq!(AllowedIps::restore(""), None);
        let with_host_bits = AllowedIps::new(vec!["10.0.0.5/8".parse().unwrap()]).unwrap();
        assert_eq!(with_host_bits.to_text(), "10.0.0.0/8");
    }

    #[test]
    fn an_address_is_found_in_its_family_alone_and_a_mapped_one_as_ipv4() {
        let v4 = ["198.51.100.0/24", "203.0.113.7"];
        assert!(includes(&v4, "198.51.100.255") && includes(&v4, "203.0.113.7"));
        assert!(includes(&v4, "::ffff:203.0.113.7"));
        assert!(!includes(&v4, "203.0.113.8") && !includes(&v4, "::1"));
        assert!(includes(&["2001:db8::/32"], "2001:db8:ffff::1"));
        assert!(!includes(&["::/0"], "203.0.113.7") && !includes(&["0.0.0.0/0"], "::1"));
    }

    #[test]
    fn a_list_covers_what_lies_in_it_also_across_neighbours() {
        let own = allowed(&["10.0.0.0/25", "10.0.0.128/25", "2001:db8::/32"]);
        for inside in [&["10.0.0.0/24"][..], &["10.0.0.7", "2001:db8::1"]] {
            assert!(own.covers(&allowed(inside)), "{inside:?}");
        }
        for outside in [&["10.0.0.0/23"][..], &["10.0.0.7", "10.0.1.0"], &["::/0"]] {
            assert!(!own.covers(&allowed(outside)), "{outside:?}");
        }
    }
}

use std::fmt;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::visible::is_deceptive;

/// The addresses of IPv4 or IPv6 that begin with the same bits, as CIDR notation writes them (RFC 4632, section 3.1; RFC 4291, section
/// 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange(IpNet);

/// Why a text is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddressRange {
    /// It is neither CIDR notation nor a single address. Holds it in quotation marks, if it is short enough for one and can be shown.
    #[error("{} is not an address range, which is written as 203.0.113.0/24, 2001:db8::/32 or 203.0.113.7.", .0.as_deref().unwrap_or("This"))]
    Unreadable(Option<String>),
    /// The address has bits set that its prefix leaves open. Which of the two was meant, the range or the address, is not guessed:
    /// `10.0.0.5/8` accepts 16 million addresses more than the one that it names.
    #[error(
        "{0} has bits set after its prefix. Write {range} for the range, or {address} for the one address.",
        range = .0.trunc(),
        address = .0.addr()
    )]
    HostBits(IpNet),
}

impl InvalidAddressRange {
    fn unreadable(text: &str) -> Self {
        const LONGEST: usize = "0000:0000:0000:0000:0000:ffff:255.255.255.255/128".len();
        let fits = text.chars().count() <= LONGEST && !text.chars().any(is_deceptive);
        Self::Unreadable(fits.then(|| format!("\"{text}\"")))
    }
}

impl AddressRange {
    /// Reads a range in CIDR notation. A single address is the range of itself, and an IPv4 address that is mapped into IPv6 (RFC
    /// 4291, section 2.5.5.2) is that IPv4 address.
    ///
    /// # Errors
    /// [`InvalidAddressRange`].
    pub fn parse(text: &str) -> Result<Self, InvalidAddressRange> {
        let range = read(text).ok_or_else(|| InvalidAddressRange::unreadable(text))?;
        let range = canonical(range);
        if range == range.trunc() {
            Ok(Self(range))
        } else {
            Err(InvalidAddressRange::HostBits(range))
        }
    }

    /// Reads what `Display` wrote. `None`: it is something else.
    pub fn restore(text: &str) -> Option<Self> {
        let range = text.parse().ok()?;
        Some(Self(canonical(range).trunc()))
    }

    /// Whether an address is one of these.
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Whether every address of `other` is one of these.
    pub fn covers(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// The fewest ranges that hold the same addresses.
    pub fn merged(ranges: &[Self]) -> Vec<Self> {
        let ranges: Vec<_> = ranges.iter().map(|range| range.0).collect();
        IpNet::aggregate(&ranges).into_iter().map(Self).collect()
    }

    /// The first of the addresses.
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// How many bits the addresses have in common.
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }
}

/// `203.0.113.0/24`
impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Without leading zeros, in the address as in the prefix: some programs read them as octal.
fn read(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    let length: u8 = prefix.parse().ok()?;
    let is_plain = prefix == length.to_string();
    IpNet::new(address.parse().ok()?, length)
        .ok()
        .filter(|_| is_plain)
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

    fn refusal(text: &str) -> String {
        AddressRange::parse(text).unwrap_err().to_string()
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
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("::/0", "::/0"),
        ] {
            let read = AddressRange::parse(text).unwrap();
            assert_eq!(read.to_string(), range);
            assert_eq!(AddressRange::restore(range), Some(read));
        }
    }

    #[test]
    fn whatever_else_is_refused_by_its_name() {
        for text in [
            "",
            "all",
            "10.0.0.0/33",
            "10.0/8",
            "010.0.0.0/8",
            "127.0.0.08/32",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "::/129",
            "10.0.0.0/8 ",
            "1.2.3.4/",
            "[::1]",
            "fe80::1%eth0",
        ] {
            let sentence = format!(
                "\"{text}\" is not an address range, which is written as 203.0.113.0/24, 2001:db8::/32 or 203.0.113.7."
            );
            assert_eq!(refusal(text), sentence);
        }
        for text in ["10.0.0.0/8\u{202e}", "10.0.0.0\n", &"1".repeat(50)] {
            assert!(refusal(text).starts_with("This is not"), "{text:?}");
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
            assert_eq!(refusal(text), sentence);
        }
        let kept_before = AddressRange::restore("10.0.0.5/8").unwrap();
        assert_eq!(kept_before.to_string(), "10.0.0.0/8");
    }

    #[test]
    fn a_mapped_address_is_one_of_ipv4() {
        let range = AddressRange::parse("10.0.0.0/8").unwrap();
        assert!(range.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!range.contains("::10.1.2.3".parse().unwrap()));
    }
}

use std::net::IpAddr;
use std::sync::Arc;

use super::address_range::AddressRange;

/// The addresses from which an API key is accepted: ranges of IPv4 and IPv6, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedIps(Arc<[AddressRange]>);

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

impl AllowedIps {
    /// The most ranges that a key can be restricted to: each request is compared with them one after the other.
    pub const MAX: usize = 50;

    /// Accepts a list of ranges. What stands in it twice is kept once.
    ///
    /// # Errors
    /// [`InvalidAllowedIps`].
    pub fn new(ranges: Vec<AddressRange>) -> Result<Self, InvalidAllowedIps> {
        if ranges.is_empty() {
            return Err(InvalidAllowedIps::Empty);
        }
        if ranges.len() > Self::MAX {
            return Err(InvalidAllowedIps::TooMany);
        }
        let mut distinct = Vec::with_capacity(ranges.len());
        for range in ranges {
            if !distinct.contains(&range) {
                distinct.push(range);
            }
        }
        Ok(Self(distinct.into()))
    }

    /// Reads what [`to_text`](Self::to_text) wrote. `None`: it is something else.
    pub fn restore(text: &str) -> Option<Self> {
        let ranges: Option<_> = text.split(' ').map(AddressRange::restore).collect();
        Self::new(ranges?).ok()
    }

    /// The ranges with spaces between them.
    pub fn to_text(&self) -> String {
        let ranges: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        ranges.join(" ")
    }

    /// The ranges.
    pub fn ranges(&self) -> &[AddressRange] {
        &self.0
    }

    /// Whether an address is in one of the ranges.
    pub fn includes(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(address))
    }

    /// Whether every address in `other` is in here too.
    pub fn covers(&self, other: &Self) -> bool {
        // Two ranges side by side cover one that lies in both.
        let own = AddressRange::merged(&self.0);
        let is_covered = |range: &AddressRange| own.iter().any(|one| one.covers(*range));
        other.0.iter().all(is_covered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(ranges: &[&str]) -> AllowedIps {
        let ranges = ranges.iter().map(|one| AddressRange::parse(one).unwrap());
        AllowedIps::new(ranges.collect()).unwrap()
    }

    fn includes(ranges: &[&str], address: &str) -> bool {
        allowed(ranges).includes(address.parse().unwrap())
    }

    #[test]
    fn a_list_has_one_to_fifty_ranges_each_once_in_their_order() {
        let range = |number: usize| AddressRange::parse(&format!("10.0.{number}.0/24")).unwrap();
        let of = |count| AllowedIps::new((0..count).map(range).collect());
        assert_eq!(of(0), Err(InvalidAllowedIps::Empty));
        assert_eq!(of(50).unwrap().ranges().len(), 50);
        assert_eq!(of(51), Err(InvalidAllowedIps::TooMany));
        let twice = allowed(&["203.0.113.7", "10.0.0.0/8", "203.0.113.7/32"]);
        assert_eq!(twice.to_text(), "203.0.113.7/32 10.0.0.0/8");
        assert_eq!(AllowedIps::restore(&twice.to_text()), Some(twice));
        assert_eq!(AllowedIps::restore(""), None);
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

use std::net::IpAddr;

use crate::values::{AllowedIps, RateLimit};

/// How often, and from where, an API key may be used, whatever it may do. They hold for its run tokens too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestLimits {
    /// How many requests it may make; `None`: any number.
    pub rate: Option<RateLimit>,
    /// From which addresses; `None`: from every one.
    pub allowed_ips: Option<AllowedIps>,
}

impl RequestLimits {
    /// Whether there is no limit.
    pub fn is_none(&self) -> bool {
        self.rate.is_none() && self.allowed_ips.is_none()
    }

    /// Whether requests may come from this client. A client whose address is not known is in no list.
    pub fn admit(&self, client: Option<IpAddr>) -> bool {
        self.allowed_ips
            .as_ref()
            .is_none_or(|allowed| client.is_some_and(|client| allowed.includes(client)))
    }

    /// Whether a key with the limits of `other` can do no more than one with these.
    pub fn cover(&self, other: &Self) -> bool {
        let rate = match (self.rate, other.rate) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own.covers(other),
        };
        rate && match (&self.allowed_ips, &other.allowed_ips) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own.covers(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::AddressRange;

    fn limits(rate: Option<(u32, u32)>, range: Option<&str>) -> RequestLimits {
        let list = |range| AllowedIps::new(vec![AddressRange::parse(range).unwrap()]).unwrap();
        RequestLimits {
            rate: rate.map(|(limit, window)| RateLimit::new(limit, window).unwrap()),
            allowed_ips: range.map(list),
        }
    }

    #[test]
    fn an_unknown_address_is_admitted_only_where_every_address_is() {
        let client = |text: &str| Some(text.parse().unwrap());
        let restricted = limits(None, Some("203.0.113.0/24"));
        assert!(restricted.admit(client("203.0.113.7")));
        assert!(!restricted.admit(client("198.51.100.7")) && !restricted.admit(None));
        assert!(limits(Some((1, 1)), None).admit(None));
    }

    #[test]
    fn each_limit_must_be_covered() {
        let none = RequestLimits::default();
        let both = limits(Some((10, 60)), Some("203.0.113.0/24"));
        assert!(none.is_none() && !both.is_none());
        assert!(none.cover(&both) && none.cover(&none) && both.cover(&both));
        assert!(both.cover(&limits(Some((5, 60)), Some("203.0.113.7"))));
        for other in [
            none,
            limits(Some((5, 60)), None),
            limits(None, Some("203.0.113.7")),
            limits(Some((11, 60)), Some("203.0.113.7")),
            limits(Some((5, 60)), Some("203.0.112.0/23")),
        ] {
            assert!(!both.cover(&other), "{other:?}");
        }
    }
}

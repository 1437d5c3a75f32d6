use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::ClientInfo;
use crate::values::ClientNetwork;

/// How long a refresh token that was already used is accepted from anywhere: an answer may have been lost, or two tabs may
/// have asked at once (RFC 9700, section 4.14.2).
pub const REUSE_TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// The state of the chain of a session's refresh tokens. Each use of a token of the current generation
/// begins the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshChain {
    /// The generation whose refresh tokens are unused.
    pub generation: i64,
    /// When it began, that is: when a token of the one before was first used.
    pub began_at: DateTime<Utc>,
    /// The client that began it, if known.
    pub began_by: Option<RefreshClient>,
    /// When the session had last been used at that moment. A later use is one of an access token of this generation.
    pub used_at: DateTime<Utc>,
}

/// What distinguishes one client from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshClient {
    /// Its address.
    pub ip: IpAddr,
    /// Its `User-Agent`, if any.
    pub user_agent: Option<String>,
}

/// A presented refresh token.
#[derive(Debug, Clone)]
pub struct PresentedRefresh {
    /// Which generation it is of.
    pub generation: i64,
    /// The client that presents it, if known.
    pub client: Option<RefreshClient>,
    /// Whether an access token of the current generation was used.
    pub successor_used: bool,
    /// When the first access token of the current generation ends.
    pub successor_ends_at: DateTime<Utc>,
    /// The current time.
    pub now: DateTime<Utc>,
}

/// What a presented refresh token deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// It is unused: begin the next generation.
    Advance,
    /// It was used, but its successor may never have arrived: issue a further token of the current generation.
    Repeat,
    /// It was used, and its successor arrived: one of two holders is a thief, so the session ends.
    Stolen,
}

impl RefreshChain {
    /// Judges a token of some generation.
    ///
    /// Whether the successor's refresh token was used need not be checked: the chain would then be a generation further.
    pub fn decide(&self, presented: &PresentedRefresh) -> RefreshDecision {
        if presented.generation == self.generation {
            RefreshDecision::Advance
        } else if presented.generation + 1 == self.generation
            && (presented.now < self.began_at + REUSE_TOLERANCE || self.was_lost(presented))
        {
            RefreshDecision::Repeat
        } else {
            RefreshDecision::Stolen
        }
    }

    /// Whether the client that began this generation asks again, and nothing shows that it got its tokens.
    fn was_lost(&self, presented: &PresentedRefresh) -> bool {
        let same_client = match (&self.began_by, &presented.client) {
            (Some(first), Some(second)) => first.is_like(second),
            _ => false,
        };
        same_client && !presented.successor_used && presented.now < presented.successor_ends_at
    }
}

impl RefreshClient {
    /// Who sent a request. `None`: its address is not known.
    pub fn of(origin: &ClientInfo) -> Option<Self> {
        Some(Self {
            ip: origin.ip?,
            user_agent: origin.user_agent.clone(),
        })
    }

    /// Whether the two could be one: the same address (of IPv6 the same /64, as hosts change the rest by themselves:
    /// RFC 8981), and the same name.
    fn is_like(&self, other: &Self) -> bool {
        let network = |client: &Self| ClientNetwork::of(Some(client.ip));
        network(self) == network(other) && self.user_agent == other.user_agent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN_AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const MOMENT: TimeDelta = TimeDelta::microseconds(1);

    fn client(ip: &str, user_agent: &str) -> RefreshClient {
        RefreshClient {
            ip: ip.parse().unwrap(),
            user_agent: Some(user_agent.to_owned()),
        }
    }

    fn chain() -> RefreshChain {
        RefreshChain {
            generation: 5,
            began_at: BEGAN_AT,
            began_by: Some(client("192.0.2.7", "phone")),
            used_at: BEGAN_AT,
        }
    }

    /// A token of the generation before, a day less a moment after its use, by the client that used it.
    fn lost() -> PresentedRefresh {
        PresentedRefresh {
            generation: 4,
            client: Some(client("192.0.2.7", "phone")),
            successor_used: false,
            successor_ends_at: BEGAN_AT + TimeDelta::days(1),
            now: BEGAN_AT + TimeDelta::days(1) - MOMENT,
        }
    }

    /// A token of some generation at some moment, by a client of whom nothing is known.
    fn unknown(generation: i64, now: DateTime<Utc>) -> PresentedRefresh {
        PresentedRefresh {
            generation,
            client: None,
            now,
            ..lost()
        }
    }

    #[test]
    fn each_generation_at_its_edges() {
        let edge = BEGAN_AT + REUSE_TOLERANCE;
        for (generation, now, expected) in [
            (5, edge - MOMENT, RefreshDecision::Advance),
            (5, edge + TimeDelta::days(9), RefreshDecision::Advance),
            (4, edge - MOMENT, RefreshDecision::Repeat),
            (4, edge, RefreshDecision::Stolen),
            (3, edge - MOMENT, RefreshDecision::Stolen),
            (6, edge - MOMENT, RefreshDecision::Stolen),
        ] {
            let decision = chain().decide(&unknown(generation, now));
            assert_eq!(decision, expected, "{generation} at {now}");
        }
    }

    #[test]
    fn within_the_tolerance_neither_client_nor_access_token_counts() {
        let presented = PresentedRefresh {
            client: Some(client("198.51.100.1", "tablet")),
            successor_used: true,
            now: BEGAN_AT + REUSE_TOLERANCE - MOMENT,
            ..lost()
        };
        assert_eq!(chain().decide(&presented), RefreshDecision::Repeat);
    }

    #[test]
    fn after_it_everything_counts() {
        assert_eq!(chain().decide(&lost()), RefreshDecision::Repeat);
        let ended = lost().successor_ends_at;
        for presented in [
            PresentedRefresh {
                successor_used: true,
                ..lost()
            },
            PresentedRefresh {
                now: ended,
                ..lost()
            },
            PresentedRefresh {
                generation: 3,
                ..lost()
            },
            PresentedRefresh {
                client: None,
                ..lost()
            },
            PresentedRefresh {
                client: Some(client("192.0.2.8", "phone")),
                ..lost()
            },
            PresentedRefresh {
                client: Some(client("192.0.2.7", "tablet")),
                ..lost()
            },
        ] {
            let decision = chain().decide(&presented);
            assert_eq!(decision, RefreshDecision::Stolen, "{presented:?}");
        }
        let unknown = RefreshChain {
            began_by: None,
            ..chain()
        };
        assert_eq!(unknown.decide(&lost()), RefreshDecision::Stolen);
    }

    #[test]
    fn one_host_may_have_many_addresses_of_ipv6() {
        let by = |ip: &str| Some(client(ip, "phone"));
        for (first, second, expected) in [
            ("2001:db8::1", "2001:db8::2", RefreshDecision::Repeat),
            ("2001:db8::1", "2001:db8:0:1::1", RefreshDecision::Stolen),
            ("192.0.2.7", "::ffff:192.0.2.7", RefreshDecision::Repeat),
        ] {
            let chain = RefreshChain {
                began_by: by(first),
                ..chain()
            };
            let presented = PresentedRefresh {
                client: by(second),
                ..lost()
            };
            assert_eq!(chain.decide(&presented), expected, "{first} and {second}");
        }
    }

    #[test]
    fn a_clock_that_went_back_repeats_rather_than_logs_out() {
        let earlier = BEGAN_AT - TimeDelta::hours(1);
        assert_eq!(
            chain().decide(&unknown(4, earlier)),
            RefreshDecision::Repeat
        );
    }
}

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use parking_lot::Mutex;
use sendook_domain::values::AddressRange;

/// One address may hold one sixteenth of all connections…
const SHARES: usize = 16;

/// …but always at least this many, as many as a few browsers open.
const LEAST_SHARE: usize = 32;

/// The prefix of IPv6 that one customer gets, and within which they choose their addresses freely (RFC 6177).
const IPV6_CUSTOMER: u32 = 64;

/// The slots for concurrent connections, and which addresses hold them.
#[derive(Debug)]
pub(crate) struct Slots {
    most: usize,
    most_for_one: usize,
    /// Proxies carry many clients, and may use all slots.
    trusted: Vec<AddressRange>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// Why there is no slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// All are taken.
    All,
    /// The address holds its share.
    Share,
}

impl Slots {
    pub(crate) fn new(most: usize, trusted: Vec<AddressRange>) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_for_one: (most / SHARES).max(LEAST_SHARE),
            trusted,
            held: Mutex::default(),
        })
    }

    /// How many connections there may be.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// How many connections one address may hold.
    pub(crate) fn most_for_one(&self) -> usize {
        self.most_for_one
    }

    /// How many connections there are.
    pub(crate) fn taken(&self) -> usize {
        self.held.lock().all
    }

    /// A place for a connection from this address.
    pub(super) fn take(self: &Arc<Self>, peer: IpAddr) -> Result<Slot, Full> {
        let peer = peer.to_canonical();
        let is_trusted = self.trusted.iter().any(|range| range.contains(peer));
        let network = (!is_trusted).then(|| network(peer));
        let mut held = self.held.lock();
        if held.all >= self.most {
            return Err(Full::All);
        }
        if let Some(network) = network {
            let by_one = held.by_network.entry(network).or_default();
            if *by_one >= self.most_for_one {
                return Err(Full::Share);
            }
            *by_one += 1;
        }
        held.all += 1;
        Ok(Slot {
            slots: Arc::clone(self),
            network,
        })
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let host = u128::MAX >> IPV6_CUSTOMER;
            Ipv6Addr::from_bits(address.to_bits() & !host).into()
        }
    }
}

/// The place of one connection, given back on drop.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    network: Option<IpAddr>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = self.slots.held.lock();
        held.all -= 1;
        let Some(network) = self.network else { return };
        if let Some(by_one) = held.by_network.get_mut(&network) {
            *by_one -= 1;
            if *by_one == 0 {
                held.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(slots: &Arc<Slots>, peer: &str, count: usize) -> Vec<Result<Slot, Full>> {
        let peer = peer.parse().unwrap();
        (0..count).map(|_| slots.take(peer)).collect()
    }

    fn taken(slots: &[Result<Slot, Full>]) -> usize {
        slots.iter().flatten().count()
    }

    #[test]
    fn one_address_holds_no_more_than_its_part() {
        let slots = Slots::new(1600, Vec::new());
        let held = take(&slots, "203.0.113.9", 101);
        assert_eq!(taken(&held), 100);
        assert_eq!(held.last().unwrap().as_ref().err(), Some(&Full::Share));
        assert_eq!(taken(&take(&slots, "203.0.113.10", 1)), 1);
        // The same address, as a socket for both kinds shows it.
        assert_eq!(taken(&take(&slots, "::ffff:203.0.113.9", 1)), 0);
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let slots = Slots::new(512, Vec::new());
        let held: Vec<_> = (0..40)
            .flat_map(|host| take(&slots, &format!("2001:db8:0:1::{host:x}"), 1))
            .collect();
        assert_eq!(taken(&held), 32);
        assert_eq!(taken(&take(&slots, "2001:db8:0:2::1", 1)), 1);
    }

    #[test]
    fn a_trusted_proxy_may_hold_all_and_no_more() {
        let slots = Slots::new(100, vec![AddressRange::parse("10.0.0.0/8").unwrap()]);
        let held = take(&slots, "10.1.2.3", 101);
        assert_eq!(taken(&held), 100);
        assert_eq!(held.last().unwrap().as_ref().err(), Some(&Full::All));
        assert_eq!(taken(&take(&slots, "203.0.113.9", 1)), 0);
    }

    #[test]
    fn a_place_is_given_back_and_its_address_forgotten() {
        let slots = Slots::new(512, Vec::new());
        drop(take(&slots, "203.0.113.9", 32));
        assert!(slots.held.lock().by_network.is_empty());
        assert_eq!(taken(&take(&slots, "203.0.113.9", 32)), 32);
    }

    #[test]
    fn a_refused_address_leaves_nothing_behind() {
        let slots = Slots::new(0, Vec::new());
        assert_eq!(taken(&take(&slots, "203.0.113.9", 1)), 0);
        assert!(slots.held.lock().by_network.is_empty());
    }
}

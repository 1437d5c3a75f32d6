use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies that are trusted to report a client's address.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Trusts every address in these ranges.
    pub fn new(ranges: Vec<IpNet>) -> Self {
        Self(ranges)
    }

    /// Whether a proxy at this address is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(&address))
    }
}

/// Where a request comes from: the socket's peer, or, if that is a trusted proxy, the rightmost hop of
/// `X-Forwarded-For` that is not one itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Finds the address. `None` where there is no socket, as in tests.
    pub fn of(request: &HttpRequest, trusted: &TrustedProxies) -> Option<Self> {
        let mut client = request.peer_addr()?.ip().to_canonical();
        // A hop that is no text must stay in its place, or what stands left of it would be believed.
        let lines: Vec<Cow<'_, str>> = request
            .headers()
            .get_all(FORWARDED_FOR)
            .map(|line| String::from_utf8_lossy(line.as_bytes()))
            .collect();
        // Each proxy appends whom it was asked by, so that the list is read from its end, and only as far
        // as it is believed.
        let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while trusted.trusts(client) {
            match hops.next().and_then(address) {
                Some(hop) => client = hop,
                None => break,
            }
        }
        Some(Self(client))
    }
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let parsed = bare
        .parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|s| s.ip()));
    parsed.ok().map(|address| address.to_canonical())
}

//! Where a request came from, and the id under which it can be found again.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use sendook_domain::entities::ClientInfo;
use sendook_domain::ports::{RandomError, SecretSource};
use sendook_domain::values::{AddressRange, is_deceptive};

use crate::error::Problem;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The longest `User-Agent` that is kept, in characters.
const MAX_USER_AGENT: usize = 256;

/// Where a request came from, for sessions and the audit trail. As a handler's parameter it never refuses.
pub struct Origin(pub ClientInfo);

impl FromRequest for Origin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let client = request
            .app_data::<TrustedProxies>()
            .and_then(|trusted| ClientAddress::of(request, trusted));
        let user_agent = request
            .headers()
            .get(header::USER_AGENT)
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .map(|text| {
                text.chars()
                    .filter(|c| !is_deceptive(*c))
                    .take(MAX_USER_AGENT)
                    .collect()
            });
        let id = RequestId::of(request.headers()).map(|id| id.as_str().to_owned());
        ready(Ok(Self(ClientInfo {
            ip: client.map(|c| c.0),
            user_agent,
            request_id: id,
        })))
    }
}

/// The proxies that are trusted to report a client's address.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<AddressRange>);

impl TrustedProxies {
    /// Trusts every address in these ranges.
    pub fn new(ranges: Vec<AddressRange>) -> Self {
        Self(ranges)
    }

    /// Whether a proxy at this address is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(address))
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
        if !trusted.trusts(client) {
            return Some(Self(client));
        }
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

/// The id under which a request stands in its answer and in the log. Where the client gave none that can be used, the
/// [`Envelope`](crate::Envelope) puts one of ours into the header of the request.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The header in which the id comes and goes.
    pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

    /// The id of a request with these headers, if there is one of 1 to 128 characters of `[A-Za-z0-9._-]`.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(Self::HEADER)?;
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let fits = (1..=128).contains(&value.len()) && value.as_bytes().iter().all(allowed);
        fits.then(|| Self(value.clone()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn into_header(self) -> HeaderValue {
        self.0
    }
}

/// Makes ids of our own: `req_`, a random number that is drawn once, and a count, both in hexadecimal. They are unique across
/// workers and servers, without a system call a request.
pub(crate) struct RequestIds {
    /// The id whose count is 0.
    first: [u8; 28],
}

impl RequestIds {
    /// Draws the random number.
    ///
    /// # Errors
    /// The system provides no randomness.
    pub(crate) fn new(secrets: &dyn SecretSource) -> Result<Self, RandomError> {
        let mut random = [0; 8];
        secrets.fill(&mut random)?;
        let mut first = *b"req_000000000000000000000000";
        write_hex(&mut first[4..20], u64::from_be_bytes(random));
        Ok(Self { first })
    }

    /// The id with this count.
    pub(crate) fn get(&self, count: u64) -> RequestId {
        let mut text = self.first;
        write_hex(&mut text[20..], count);
        // It stands in the request and in the answer: bytes with an owner are shared without a further allocation.
        let value = HeaderValue::from_maybe_shared(Bytes::from_owner(text));
        RequestId(value.unwrap_or_else(|_| HeaderValue::from_static("req_")))
    }
}

/// Writes the last digits of a number, as many as there is room for.
fn write_hex(digits: &mut [u8], mut number: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number % 16) as usize];
        number /= 16;
    }
}

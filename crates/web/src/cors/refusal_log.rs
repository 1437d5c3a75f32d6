use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderValue;
use parking_lot::Mutex;
use sendook_domain::ports::Clock;

use crate::request::{ClientAddress, RequestId, TrustedProxies};

/// How many lines are written in each [`PERIOD`]: enough to find a wrong setting, too few to fill a disk.
const LINES: u32 = 10;

const PERIOD: Duration = Duration::from_mins(1);

/// The longest part of what a client sent that a line shows, in bytes.
const SHOWN: usize = 200;

/// Logs which origins were refused. Any client can send any origin, so the number of lines is limited; those that
/// are left out are counted.
pub(crate) struct RefusalLog {
    bound: Mutex<Bound>,
    clock: Arc<dyn Clock>,
    trusted_proxies: TrustedProxies,
}

#[derive(Default)]
struct Bound {
    since: Option<Duration>,
    lines: u32,
    left_out: u64,
}

impl Bound {
    /// Whether a line may be written now, and how many were left out since the last one.
    fn admit(&mut self, now: Duration) -> Option<u64> {
        if self
            .since
            .is_none_or(|since| now.saturating_sub(since) >= PERIOD)
        {
            self.since = Some(now);
            self.lines = 0;
        }
        if self.lines == LINES {
            self.left_out += 1;
            return None;
        }
        self.lines += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

impl RefusalLog {
    pub(crate) fn new(clock: Arc<dyn Clock>, trusted_proxies: TrustedProxies) -> Self {
        Self {
            bound: Mutex::default(),
            clock,
            trusted_proxies,
        }
    }

    pub(super) fn note(&self, request: &ServiceRequest, origin: &HeaderValue) {
        let Some(left_out) = self.bound.lock().admit(self.clock.monotonic()) else {
            return;
        };
        let client = ClientAddress::of(request.request(), &self.trusted_proxies);
        let client = client.map_or_else(|| "-".to_owned(), |client| client.0.to_string());
        let id = RequestId::of(request.headers());
        let id = id.as_ref().map_or("-", RequestId::as_str);
        log::info!(
            target: "sendook::cors",
            "origin refused: origin={} method={} client={client} request={id} left_out={left_out}; \
             SENDOOK_CORS_ORIGINS does not list it",
            shown(origin.as_bytes()),
            shown(request.method().as_str().as_bytes()),
        );
    }
}

/// What a client sent, without anything that could end a field or a line.
fn shown(text: &[u8]) -> String {
    let text = &text[..text.len().min(SHOWN)];
    text.escape_ascii().to_string().replace(' ', "\\x20")
}

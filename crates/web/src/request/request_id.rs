use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// The id under which a request stands in its answer and in the log.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The header in which the id comes and goes.
    pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

    /// The id that the client gave, if it is 1 to 128 characters of `[A-Za-z0-9._-]`.
    pub(crate) fn taken_over(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(Self::HEADER)?;
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let fits = (1..=128).contains(&value.len()) && value.as_bytes().iter().all(allowed);
        fits.then(|| Self(value.clone()))
    }

    /// An id of our own: `req_`, and the two numbers in hexadecimal.
    pub(crate) fn made(worker: u64, count: u64) -> Self {
        let mut text = *b"req_000000000000000000000000";
        write_hex(&mut text[4..20], worker);
        write_hex(&mut text[20..], count);
        let value = HeaderValue::from_bytes(&text);
        Self(value.unwrap_or_else(|_| HeaderValue::from_static("req_")))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// Writes the last digits of a number, as many as there is room for.
fn write_hex(digits: &mut [u8], mut number: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number % 16) as usize];
        number /= 16;
    }
}

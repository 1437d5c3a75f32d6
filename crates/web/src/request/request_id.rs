use actix_web::http::header::{HeaderMap, HeaderValue};

/// The id under which a request stands in its answer and in the log.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id that the client gave, if it is 1 to 128 characters of `[A-Za-z0-9._-]`.
    pub(crate) fn taken_over(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get("x-request-id")?;
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let fits = (1..=128).contains(&value.len()) && value.as_bytes().iter().all(allowed);
        fits.then(|| Self(value.clone()))
    }

    /// An id of our own.
    pub(crate) fn made(worker: u64, count: u64) -> Self {
        let text = format!("req_{worker:016x}{count:08x}");
        Self(HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("req_")))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}

use actix_web::{HttpRequest, web};

/// Where the dashboard lies in the eyes of a browser.
#[derive(Debug, Clone, Default)]
pub struct Site {
    origin: Option<String>,
}

impl Site {
    /// At this origin: scheme, host and port in lower case, as a browser writes them (RFC 6454, section 6.2). With
    /// `https`, cookies are `Secure` and carry the prefix `__Host-`.
    pub fn at(origin: String) -> Self {
        Self {
            origin: Some(origin),
        }
    }

    /// Wherever requests say that it is, over plain HTTP: for a service without a proxy in front of it.
    pub fn anywhere() -> Self {
        Self::default()
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.origin
            .as_ref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The origin that a browser sees when it sends this request.
    pub(crate) fn origin(&self, request: &HttpRequest) -> String {
        self.origin.clone().unwrap_or_else(|| {
            let connection = request.headers().get("host");
            let host = connection.and_then(|host| host.to_str().ok());
            let host = host.filter(|host| is_authority(host));
            format!("http://{}", host.unwrap_or("localhost")).to_ascii_lowercase()
        })
    }

    /// The site of the application that a request was sent to.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let site = request.app_data::<web::Data<Self>>();
        site.map(|site| Self::clone(site)).unwrap_or_default()
    }
}

/// The origin goes into a command that people paste into a shell: nothing else than a host and a port may.
fn is_authority(host: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(plain)
}

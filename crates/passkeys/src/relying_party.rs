use url::{Host, Url};

/// The service as `WebAuthn` knows it: a domain, which every passkey is bound to, and the one origin whose pages may ask for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    pub(crate) id: String,
    pub(crate) origin: Url,
    /// The origin as text, without a slash at its end.
    pub(crate) origin_text: String,
}

/// Why passkeys cannot work at an address (`WebAuthn` level 3, section 5: secure contexts, and domains alone).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRelyingParty {
    /// It is an IP address of this machine.
    #[error(
        "Passkeys need a name, and {asked} has digits instead: set SENDOOK_PUBLIC_URL to {instead}, and open the service there."
    )]
    LoopbackAddress {
        /// The address that was given.
        asked: String,
        /// The same service by the name of this machine.
        instead: String,
    },
    /// It is an IP address.
    #[error(
        "Passkeys need a name, and {0} has digits instead: give the service a domain with TLS, and set SENDOOK_PUBLIC_URL to it."
    )]
    Address(String),
    /// It has no TLS.
    #[error("Passkeys need TLS, and {0} has none: only http://localhost does without.")]
    NoTls(String),
    /// It is no `http` or `https` URL.
    #[error("{0} is no address at which passkeys could work.")]
    NoUrl(String),
}

impl RelyingParty {
    /// The relying party of the service at this address. A path in it does not matter: `WebAuthn` knows origins alone.
    ///
    /// # Errors
    /// [`NoRelyingParty`] says what would help.
    pub fn at(public_url: &str) -> Result<Self, NoRelyingParty> {
        let no_url = || NoRelyingParty::NoUrl(public_url.to_owned());
        let url = Url::parse(public_url).map_err(|_| no_url())?;
        let is_http = matches!(url.scheme(), "http" | "https");
        let origin_text = url.origin().ascii_serialization();
        let loopback = match url.host().filter(|_| is_http).ok_or_else(no_url)? {
            Host::Domain(domain) => return Self::of(&url, domain, origin_text),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Err(if loopback {
            NoRelyingParty::LoopbackAddress {
                asked: public_url.to_owned(),
                instead: by_name(&url),
            }
        } else {
            NoRelyingParty::Address(public_url.to_owned())
        })
    }

    fn of(url: &Url, domain: &str, origin_text: String) -> Result<Self, NoRelyingParty> {
        let is_local = domain == "localhost" || domain.ends_with(".localhost");
        if url.scheme() != "https" && !is_local {
            return Err(NoRelyingParty::NoTls(origin_text));
        }
        let origin = Url::parse(&origin_text);
        Ok(Self {
            id: domain.to_owned(),
            origin: origin.map_err(|_| NoRelyingParty::NoUrl(origin_text.clone()))?,
            origin_text,
        })
    }
}

/// The same address with the name of this machine, without a slash at its end.
fn by_name(url: &Url) -> String {
    let mut named = url.clone();
    // Neither fails: the URL has a host, and the name is one.
    let _ = named.set_host(Some("localhost"));
    named.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_with_tls_and_localhost_are_relying_parties() {
        for (url, id, origin) in [
            (
                "https://auth.example.com",
                "auth.example.com",
                "https://auth.example.com",
            ),
            (
                "https://example.com:8443/auth",
                "example.com",
                "https://example.com:8443",
            ),
            (
                "https://example.com:443/",
                "example.com",
                "https://example.com",
            ),
            (
                "http://localhost:8006",
                "localhost",
                "http://localhost:8006",
            ),
            (
                "http://auth.localhost",
                "auth.localhost",
                "http://auth.localhost",
            ),
            (
                "https://bücher.example",
                "xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
            ),
        ] {
            let party = RelyingParty::at(url).unwrap();
            assert_eq!(
                (party.id.as_str(), party.origin_text.as_str()),
                (id, origin),
                "{url}"
            );
        }
    }

    #[test]
    fn where_passkeys_cannot_work_a_sentence_says_what_would_help() {
        for (url, helps) in [
            (
                "http://127.0.0.1:8006",
                "set SENDOOK_PUBLIC_URL to http://localhost:8006, and",
            ),
            (
                "http://[::1]:8006/auth/",
                "set SENDOOK_PUBLIC_URL to http://localhost:8006/auth, and",
            ),
            (
                "https://127.0.0.1",
                "set SENDOOK_PUBLIC_URL to https://localhost, and",
            ),
            ("https://192.0.2.7", "give the service a domain"),
            ("https://[2001:db8::7]", "give the service a domain"),
            (
                "http://auth.example.com",
                "only http://localhost does without",
            ),
            (
                "http://localhost.example.com",
                "only http://localhost does without",
            ),
            ("ftp://example.com", "no address"),
            ("example.com", "no address"),
            ("", "no address"),
        ] {
            let sentence = RelyingParty::at(url).unwrap_err().to_string();
            assert!(sentence.contains(helps), "{url}: {sentence}");
        }
    }
}

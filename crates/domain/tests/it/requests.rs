//! What tests ask with.

use std::net::{IpAddr, Ipv4Addr};

use sendook_domain::api_keys::KeyRequest;
use sendook_domain::entities::ClientInfo;
use sendook_domain::values::{EmailAddress, KeyName};

pub(crate) fn key_request(name: &str) -> KeyRequest {
    KeyRequest::new(KeyName::parse(name).unwrap())
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn origin() -> ClientInfo {
    ClientInfo {
        ip: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
        user_agent: Some("curl/8.9".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

/// A request like the others, from this address.
pub(crate) fn origin_at(ip: &str) -> ClientInfo {
    ClientInfo {
        ip: Some(ip.parse().unwrap()),
        ..origin()
    }
}

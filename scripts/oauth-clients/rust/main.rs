//! The crate oauth2: introspection by HTTP Basic (its default) and by the form, revocation, and a wrong secret.

use std::env;
use std::io::{self, Read, Write};
use std::net::TcpStream;

use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicRequestTokenError};
use oauth2::{
    AccessToken, AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, IntrospectionUrl, RequestTokenError, RevocationUrl,
    StandardRevocableToken, TokenIntrospectionResponse, http,
};

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

/// Sends a request to the service itself, without the TLS in front of it.
fn send(request: HttpRequest) -> io::Result<HttpResponse> {
    let address = setting("ADDRESS");
    let mut stream = TcpStream::connect(&address)?;
    let (path, body) = (request.uri().path(), request.body());
    let mut head = format!("{} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n", request.method());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().map_err(io::Error::other)?);
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("no body"))?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    let answer = http::Response::builder().status(status).header("content-type", "application/json");
    answer.body(body.as_bytes().to_vec()).map_err(io::Error::other)
}

fn introspect(secret: &str, kind: AuthType, token: &str) -> Result<(bool, bool), BasicRequestTokenError<io::Error>> {
    let issuer = setting("ISSUER");
    let client = BasicClient::new(ClientId::new(setting("CLIENT_ID")))
        .set_client_secret(ClientSecret::new(secret.to_owned()))
        .set_auth_type(kind)
        .set_introspection_url(IntrospectionUrl::new(format!("{issuer}/oauth/introspect")).unwrap());
    let token = AccessToken::new(token.to_owned());
    let answer = client.introspect(&token).request(&send)?;
    let scopes = answer.scopes();
    let may_read = scopes.is_some_and(|scopes| scopes.iter().any(|scope| **scope == "inboxes:read"));
    Ok((answer.active(), may_read))
}

fn main() {
    let (secret, token, ended) = (setting("CLIENT_SECRET"), setting("TOKEN"), setting("ENDED"));
    for kind in [AuthType::BasicAuth, AuthType::RequestBody] {
        assert_eq!(introspect(&secret, kind.clone(), &token).unwrap(), (true, true));
        match introspect("junk", kind, &token) {
            Err(RequestTokenError::ServerResponse(answer)) => {
                assert_eq!(answer.error(), &BasicErrorResponseType::InvalidClient);
                assert!(answer.error_description().is_some());
            }
            other => panic!("a wrong secret was answered with {other:?}"),
        }
    }
    let client = BasicClient::new(ClientId::new(setting("CLIENT_ID")))
        .set_client_secret(ClientSecret::new(secret.clone()))
        .set_revocation_url(RevocationUrl::new(format!("{}/oauth/revoke", setting("ISSUER"))).unwrap());
    let revoked: StandardRevocableToken = AccessToken::new(ended.clone()).into();
    client.revoke_token(revoked).unwrap().request(&send).unwrap();
    assert_eq!(introspect(&secret, AuthType::BasicAuth, &ended).unwrap(), (false, false));
}

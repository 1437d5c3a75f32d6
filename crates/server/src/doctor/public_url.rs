use std::io::ErrorKind;
use std::process::Command;

use serde_json::Value;

use super::finding::Finding;
use crate::settings::Settings;

const PUBLIC_URL: &str = "public URL";

/// Whether clients reach the service at `SENDOOK_PUBLIC_URL`, over TLS that they trust. It is asked as a client would: by
/// curl, with the certificate authorities of this machine.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let Some(url) = settings.public_url.site.known_address() else {
        return vec![Finding::ok(
            PUBLIC_URL,
            "None is set: browsers use plain HTTP.",
        )];
    };
    let mut findings = Vec::new();
    if is_plain_elsewhere(&url) {
        let message = format!("{url} is plain HTTP: passwords and keys can be read on their way.");
        let advice =
            "Put a proxy with TLS in front, and set SENDOOK_PUBLIC_URL to its https:// address.";
        findings.push(Finding::failure(PUBLIC_URL, message).advising(advice));
    }
    findings.push(ask(&format!("{url}/health")));
    findings
}

/// Whether passwords would cross a network without TLS: loopback is none.
fn is_plain_elsewhere(url: &str) -> bool {
    let host = url.strip_prefix("http://");
    host.is_some_and(|host| {
        !["localhost", "127.", "[::1]"]
            .iter()
            .any(|here| host.starts_with(here))
    })
}

fn ask(url: &str) -> Finding {
    let asked = Command::new("curl")
        .args([
            // Before all others: curl is not to read ~/.curlrc, which may say "insecure".
            "-q",
            "--silent",
            "--show-error",
            "--fail",
            "--max-time",
            "10",
            url,
        ])
        .output();
    match asked {
        Err(error) if error.kind() == ErrorKind::NotFound => Finding::warning(
            PUBLIC_URL,
            format!("{url} was not asked, as there is no curl."),
        )
        .advising("Install curl, and run this again."),
        Err(error) => Finding::warning(PUBLIC_URL, format!("curl could not be run: {error}.")),
        Ok(answer) if !answer.status.success() => {
            let said = String::from_utf8_lossy(&answer.stderr);
            Finding::failure(PUBLIC_URL, format!("{url} does not answer: {}", said.trim())).advising(
                "See that the service runs, that the proxy leads to it, and that its certificate is valid.",
            )
        }
        Ok(answer) if is_ours(&answer.stdout) => Finding::ok(PUBLIC_URL, format!("{url} answers.")),
        Ok(_) => Finding::failure(PUBLIC_URL, format!("Something else answers at {url}."))
            .advising("Let the proxy pass all paths below the public URL on to the service."),
    }
}

fn is_ours(body: &[u8]) -> bool {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    body.is_some_and(|body| body["healthy"] == true && body["version"].is_string())
}

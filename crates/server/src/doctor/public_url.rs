use std::io::ErrorKind;
use std::process::Command;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use sendook_crypto::SystemClock;
use sendook_domain::ports::Clock as _;
use serde_json::Value;

use super::finding::Finding;
use crate::settings::Settings;

const PUBLIC_URL: &str = "public URL";

/// A certificate that ends within this time should have been renewed: ACME clients do it 30 days before the end.
const SOON: TimeDelta = TimeDelta::days(14);

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
    findings.extend(ask(&format!("{url}/health")));
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

fn ask(url: &str) -> Vec<Finding> {
    let asked = Command::new("curl")
        .args([
            // Before all others: curl is not to read ~/.curlrc, which may say "insecure".
            "-q",
            "--silent",
            "--show-error",
            "--fail",
            "--max-time",
            "10",
            // On the lines after the answer, which is one; curl before 7.88 gives none.
            "--write-out",
            "\n%{certs}",
            url,
        ])
        .output();
    let answered = match &asked {
        Ok(answer) => String::from_utf8_lossy(&answer.stdout),
        Err(_) => "".into(),
    };
    let (body, certificates) = answered.split_once('\n').unwrap_or_default();
    let reached = match &asked {
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
        Ok(_) if is_ours(body) => Finding::ok(PUBLIC_URL, format!("{url} answers.")),
        Ok(_) => Finding::failure(PUBLIC_URL, format!("Something else answers at {url}."))
            .advising("Let the proxy pass all paths below the public URL on to the service."),
    };
    let mut findings = vec![reached];
    findings.extend(certificate(url, certificates, SystemClock.now()));
    findings
}

/// What is to be said of the service's certificate, the first of those that curl writes out.
fn certificate(url: &str, written: &str, now: DateTime<Utc>) -> Option<Finding> {
    let mut lines = written.lines();
    let end = lines.find_map(|line| line.strip_prefix("Expire date:"))?;
    // As OpenSSL writes it, and as curl does with other libraries.
    let forms = ["%b %e %H:%M:%S %Y GMT", "%Y-%m-%d %H:%M:%S GMT"];
    let mut read = forms
        .iter()
        .filter_map(|form| NaiveDateTime::parse_from_str(end, form).ok());
    let ends_at = read.next()?.and_utc();
    if ends_at > now + SOON {
        return None;
    }
    let message = format!("The certificate of {url} ends on {ends_at}.");
    let advice = "Renew it, and see to it that this happens by itself.";
    Some(Finding::warning(PUBLIC_URL, message).advising(advice))
}

fn is_ours(body: &str) -> bool {
    let body: Option<Value> = serde_json::from_str(body).ok();
    body.is_some_and(|body| body["healthy"] == true && body["version"].is_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_ends_within_14_days_is_told_of() {
        let ends = |at: &str| {
            let written = format!(
                "Subject:CN = a\nExpire date:{at}\nSubject:CN = ca\nExpire date:Jan  1 00:00:00 2000 GMT\n"
            );
            let now = DateTime::UNIX_EPOCH;
            certificate("https://a", &written, now).map(|finding| finding.message)
        };
        for soon in ["Jan  9 10:11:12 1970 GMT", "1970-01-09 10:11:12 GMT"] {
            let told = "The certificate of https://a ends on 1970-01-09 10:11:12 UTC.";
            assert_eq!(ends(soon).as_deref(), Some(told));
        }
        assert!(ends("Jan 15 00:00:00 1970 GMT").is_some());
        assert_eq!(ends("Jan 15 00:00:01 1970 GMT"), None);
        assert_eq!(ends("never"), None);
        assert_eq!(certificate("https://a", "", DateTime::UNIX_EPOCH), None);
    }
}

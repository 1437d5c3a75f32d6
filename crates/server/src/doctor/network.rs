use super::finding::Finding;
use crate::settings::Settings;

const PROXIES: &str = "trusted proxies";

/// Whose word is taken for a client's address, and who can reach the metrics.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![proxies(settings)];
    findings.extend(metrics(settings));
    findings
}

fn proxies(settings: &Settings) -> Finding {
    let trusted = &settings.trusted_proxies;
    if let Some(all) = trusted.iter().find(|range| range.prefix_len() == 0) {
        let message = format!("{all} is everybody: any client can claim to have any address.");
        let advice = "Name in SENDOOK_TRUSTED_PROXIES only the addresses of your proxies.";
        return Finding::failure(PROXIES, message).advising(advice);
    }
    let public = settings.public_url.site.known_address();
    if trusted.is_empty() && public.is_some_and(|url| url.starts_with("https://")) {
        let message = "There are none, but SENDOOK_PUBLIC_URL is https, so that a proxy must be in front: all clients seem to have its \
                       address, and share its limits.";
        let advice = "Name the address of the proxy in SENDOOK_TRUSTED_PROXIES.";
        return Finding::failure(PROXIES, message).advising(advice);
    }
    let message = match trusted.len() {
        0 => "None: a client's address is the one that its connection comes from.".to_owned(),
        all => format!("{all}: only they are believed about a client's address."),
    };
    Finding::ok(PROXIES, message)
}

fn metrics(settings: &Settings) -> Option<Finding> {
    const METRICS: &str = "metrics";
    let address = settings.metrics_bind?;
    if address.ip().is_unspecified() {
        let message = format!("{address} is every address of this machine, and needs no password.");
        let advice = "Set SENDOOK_METRICS_BIND to an address that only Prometheus reaches.";
        return Some(Finding::warning(METRICS, message).advising(advice));
    }
    Some(Finding::ok(
        METRICS,
        format!("They are served on {address}."),
    ))
}

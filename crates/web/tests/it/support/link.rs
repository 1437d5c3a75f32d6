/// Where a `Link` to a further page leads, for a client that asked for this path: its target is a query alone.
#[track_caller]
pub(crate) fn followed(asked: &str, link: &str) -> String {
    let target = link
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    let target = target.unwrap_or_else(|| panic!("{link}"));
    assert!(target.starts_with('?'), "{link}");
    let path = asked.split('?').next().unwrap();
    format!("{path}{target}")
}

/// What a `User-Agent` says, in a few plain words: to distinguish one's own devices.
pub(crate) fn device(user_agent: Option<&str>) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        // Browsers that also name others come first.
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let Some(text) = user_agent else {
        return "Unknown device".to_owned();
    };
    let find = |names: [(&str, &'static str); 6]| {
        let known = names.into_iter().find(|(sign, _)| text.contains(sign));
        known.map(|(_, name)| name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => text.chars().take(40).collect(),
    }
}

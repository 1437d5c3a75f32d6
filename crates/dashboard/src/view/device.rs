use sendook_domain::entities::known_program;

/// What a `User-Agent` says, in a few plain words: to distinguish one's own devices.
pub(crate) fn device(user_agent: Option<&str>) -> String {
    let Some(text) = user_agent else {
        return "Unknown device".to_owned();
    };
    known_program(text).unwrap_or_else(|| text.chars().take(40).collect())
}

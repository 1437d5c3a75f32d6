/// A value without the passwords that it may hold as a URL, also as one whose scheme was forgotten.
pub(crate) fn without_passwords(value: &str) -> String {
    const MASK: &str = "***";
    let start = value.find("://").map_or(0, |at| at + "://".len());
    let (scheme, rest) = value.split_at(start);
    // The last @ counts, also where a password has one that is not escaped: better too little is shown than too much.
    let (user, rest) = match rest.rsplit_once('@') {
        None => (String::new(), rest),
        Some((user, rest)) => match user.split_once([':', '/', '?']) {
            None => (format!("{user}@"), rest),
            Some((name, _)) => (format!("{name}:{MASK}@"), rest),
        },
    };
    let Some((place, settings)) = rest.split_once('?') else {
        return format!("{scheme}{user}{rest}");
    };
    let settings = settings
        .split('&')
        .map(|setting| match setting.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
            _ => setting.to_owned(),
        });
    let settings: Vec<_> = settings.collect();
    format!("{scheme}{user}{place}?{}", settings.join("&"))
}

/// `password` and `sslpassword`, however they are escaped.
fn is_secret(name: &str) -> bool {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    name.to_ascii_lowercase().contains("password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_of_a_url_is_shown() {
        for (value, shown) in [
            ("127.0.0.1:8006", "127.0.0.1:8006"),
            (
                "sqlite:///var/lib/sendook/sendook.db",
                "sqlite:///var/lib/sendook/sendook.db",
            ),
            ("postgres://ada@db/sendook", "postgres://ada@db/sendook"),
            (
                "postgres://ada:hunter2@db:5432/sendook?sslmode=require",
                "postgres://ada:***@db:5432/sendook?sslmode=require",
            ),
            ("postgres://ada:hun:t@er?2@db/x", "postgres://ada:***@db/x"),
            (
                "postgres://db/x?user=ada&password=hunter2&port=1",
                "postgres://db/x?user=ada&password=***&port=1",
            ),
            (
                "postgres://db/x?%70assword=hunter2",
                "postgres://db/x?%70assword=***",
            ),
            (
                "postgres://db/x?sslpassword=hunter2",
                "postgres://db/x?sslpassword=***",
            ),
            ("postgres://db/x?password=hunter@2", "postgres://db:***@2"),
            ("https://u:topsecret@h/x", "https://u:***@h/x"),
            ("u:topsecret@h/x", "u:***@h/x"),
            ("https:/u:topsecret@h/x", "https:***@h/x"),
            ("https://a,https://u:topsecret@h", "https://a,https:***@h"),
        ] {
            assert_eq!(without_passwords(value), shown);
        }
    }
}

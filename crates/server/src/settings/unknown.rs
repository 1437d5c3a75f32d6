use std::ffi::OsString;

/// A warning for every variable that starts like a setting but is none: it was probably mistyped.
pub(crate) fn warnings(names: impl Iterator<Item = OsString>, known: &[&str]) -> Vec<String> {
    names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with("SENDOOK_") && !known.contains(&name.as_str()))
        .map(|name| match nearest(&name, known) {
            Some(near) => format!("There is no setting {name}; did you mean {near}?"),
            None => format!("There is no setting {name}; `sendook --help` lists them all."),
        })
        .collect()
}

fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |known: &&str| strsim::damerau_levenshtein(name, known);
    known
        .iter()
        .copied()
        .min_by_key(distance)
        .filter(|near| distance(near) <= near.len() / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_names_are_told_with_the_nearest_one() {
        let known = ["SENDOOK_BIND", "SENDOOK_WORKERS", "RUST_LOG"];
        let set = [
            "SENDOOK_WORKER",
            "SENDOOK_BIND",
            "RUST_LOGS",
            "SENDOOK_COLOUR_OF_THE_SKY",
        ];
        assert_eq!(
            warnings(set.into_iter().map(OsString::from), &known),
            [
                "There is no setting SENDOOK_WORKER; did you mean SENDOOK_WORKERS?",
                "There is no setting SENDOOK_COLOUR_OF_THE_SKY; `sendook --help` lists them all.",
            ]
        );
    }
}

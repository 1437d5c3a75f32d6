use std::collections::HashSet;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};

use super::field_names::camel_case;

/// Whether a JSON object has a name twice, in whichever spelling. A JSON value would hold the last of them alone.
///
/// What is no JSON object has none: the caller says what is wrong with it.
pub(super) fn repeats_a_name(json: &[u8]) -> bool {
    let read = serde_json::Deserializer::from_slice(json).deserialize_map(Repeats);
    read.unwrap_or(false)
}

struct Repeats;

impl<'de> Visitor<'de> for Repeats {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let (mut names, mut repeated) = (HashSet::new(), false);
        while let Some((name, IgnoredAny)) = map.next_entry::<String, _>()? {
            repeated |= !names.insert(camel_case(&name));
        }
        Ok(repeated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_in_either_spelling_and_only_at_the_top() {
        for (json, repeated) in [
            (r#"{"a": 1, "b": {"a": 1}, "c": [{"a": 1}]}"#, false),
            (r#"{"a": 1, "a": 1}"#, true),
            (r#"{"inbox_ids": [], "inboxIds": []}"#, true),
            ("[]", false),
            (r#"{"a": 1, "a": }"#, false),
            ("", false),
        ] {
            assert_eq!(repeats_a_name(json.as_bytes()), repeated, "{json}");
        }
    }
}

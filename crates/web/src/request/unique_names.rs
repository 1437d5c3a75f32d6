use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Reads a JSON text, and tells the first name that stands in one of its objects twice, if one does.
///
/// What such an object means is left open (RFC 8259, section 4): the value holds the last of the two, while whoever looked at the
/// request on its way, such as a gateway with rules, may have judged the first.
pub(super) fn read(json: &[u8]) -> serde_json::Result<(Value, Option<String>)> {
    let mut repeated = None;
    let mut json = serde_json::Deserializer::from_slice(json);
    let value = Reader(&mut repeated).deserialize(&mut json)?;
    json.end()?;
    Ok((value, repeated))
}

/// Reads one value, and notes a repeated name.
struct Reader<'r>(&'r mut Option<String>);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Reader(&mut *self.0))? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if object.contains_key(&name) {
                self.0.get_or_insert_with(|| name.clone());
            }
            let value = map.next_value_seed(Reader(&mut *self.0))?;
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_serde_json_makes_of_it() {
        for json in [
            r#"{"a": [1, -1, 1.5, 1e3, 18446744073709551615, true, null, "\u00e4\n"], "b": {"a": {}}}"#,
            "1",
            "1e999",
            r#""text""#,
            r#"{"a": 1,}"#,
            "{}{}",
            "[1",
            "",
            &"[".repeat(200),
        ] {
            let wanted = serde_json::from_str::<Value>(json).map_err(|error| error.to_string());
            let read = read(json.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(read, wanted.map(|value| (value, None)), "{json}");
        }
    }

    #[test]
    fn the_first_name_that_comes_twice_is_told_wherever_it_is() {
        for (json, name) in [
            (r#"{"a": 1, "a": 1}"#, "a"),
            (r#"{"a": 1, "b": 1, "b": 2, "a": 2}"#, "b"),
            (r#"{"a": 1, "\u0061": 2}"#, "a"),
            (r#"{"a": {"c": 1, "c": 2}}"#, "c"),
            (r#"[{"": [{"d": {}, "d": {}}]}]"#, "d"),
        ] {
            let (_, repeated) = read(json.as_bytes()).unwrap();
            assert_eq!(repeated.as_deref(), Some(name), "{json}");
        }
        assert!(read(br#"{"a": 1, "a": }"#).is_err());
    }
}

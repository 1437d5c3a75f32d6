use std::io::{self, Write};

use sendook_domain::values::is_deceptive;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes a document as JSON on a line of its own. What would steer a terminal or hide is escaped (RFC 8259, section 7).
pub(super) fn write_line(out: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut *out, Escaping))?;
    writeln!(out)
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, deceptive) in fragment.match_indices(is_deceptive) {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            for unit in deceptive.encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + deceptive.len();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_deceives_is_escaped_and_means_the_same() {
        let document = json!({"agent": "a\u{202e}b\u{1b}[2J\n\u{9b}\u{e0041}ä\"", "\u{ad}": 1});
        let mut line = Vec::new();
        write_line(&mut line, &document).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(
            line,
            "{\"agent\":\"a\\u202eb\\u001b[2J\\n\\u009b\\udb40\\udc41ä\\\"\",\"\\u00ad\":1}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), document);
    }
}

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is escaped in the value of a parameter: all that is not unreserved (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path with those of these parameters that have a value.
pub(crate) fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut link = path.to_owned();
    let mut separator = "?";
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        link.extend([separator, name, "="]);
        link.extend(utf8_percent_encode(value, ESCAPED));
        separator = "&";
    }
    link
}

//! Checks of what authenticators send that the library leaves out: that nothing follows the parts that the flags announce, and that the
//! attestation statement of format `none` is empty.

use sendook_domain::ports::PasskeyError;
use serde::Deserialize as _;
use serde_cbor_2::{Deserializer, Value};

/// The digest of the relying party's id, the flags and the counter (`WebAuthn` level 3, section 6.1).
const HEAD: usize = 32 + 1 + 4;
const FLAGS: usize = 32;
const BACKUP_ELIGIBLE: u8 = 0x08;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;
/// Of the model, before the length of the credential id (section 6.5.1).
const AAGUID: usize = 16;

/// Checks the form of what an authenticator says of a new passkey (section 6.5.4).
pub(crate) fn check_attestation_object(bytes: &[u8]) -> Result<(), PasskeyError> {
    let object = serde_cbor_2::from_slice(bytes).map_err(|_| PasskeyError::Malformed)?;
    let Value::Map(object) = object else {
        return Err(PasskeyError::Malformed);
    };
    let member = |name: &str| object.get(&Value::Text(name.to_owned()));
    let (Some(Value::Text(format)), Some(statement), Some(Value::Bytes(data))) =
        (member("fmt"), member("attStmt"), member("authData"))
    else {
        return Err(PasskeyError::Malformed);
    };
    // Section 8.7.
    let is_empty = matches!(statement, Value::Map(members) if members.is_empty());
    if format == "none" && !is_empty {
        return Err(PasskeyError::Malformed);
    }
    check(data)
}

/// Checks that authenticator data is what its flags say, and ends there (section 6.1).
pub(crate) fn check(data: &[u8]) -> Result<(), PasskeyError> {
    let is_whole = after_last_part(data).is_some_and(<[u8]>::is_empty);
    is_whole.then_some(()).ok_or(PasskeyError::Malformed)
}

/// Whether authenticator data says that the passkey may be copied to other devices.
pub(crate) fn is_backup_eligible(data: &[u8]) -> bool {
    data.get(FLAGS)
        .is_some_and(|flags| flags & BACKUP_ELIGIBLE != 0)
}

fn after_last_part(data: &[u8]) -> Option<&[u8]> {
    let flags = data.get(FLAGS)?;
    let mut rest = data.get(HEAD..)?;
    if flags & HAS_CREDENTIAL != 0 {
        let (length, id) = rest.get(AAGUID..)?.split_first_chunk()?;
        rest = after_map(id.get(usize::from(u16::from_be_bytes(*length))..)?)?;
    }
    if flags & HAS_EXTENSIONS != 0 {
        rest = after_map(rest)?;
    }
    Some(rest)
}

/// What stands after a map of CBOR.
fn after_map(bytes: &[u8]) -> Option<&[u8]> {
    let mut parts = Deserializer::from_slice(bytes);
    let value = Value::deserialize(&mut parts).ok()?;
    let is_map = matches!(value, Value::Map(_));
    bytes.get(parts.byte_offset()..).filter(|_| is_map)
}

use chrono::TimeDelta;
use clap::Args;
use sendook_domain::api_keys::{IssuedKey, RotationError};
use sendook_domain::entities::ClientInfo;
use sendook_domain::policies::RotationRequest;
use sendook_web::answers::IssuedKeyDto;

use super::change::{gone, grant};
use super::create::refusal;
use super::one_key::{OneKey, find};
use crate::commands::arguments::shown_or;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;
use crate::printable::one_line;
use crate::settings::seconds;

/// Which key gets a new secret, and what becomes of its old one.
#[derive(Args)]
pub(crate) struct KeyRotation {
    #[command(flatten)]
    key: OneKey,
    /// How long the old secret goes on, up to 7d: seconds, or a number with s, m, h or d; 0 ends it at once [default: 24h]
    #[arg(long, value_name = "DURATION", value_parser = grace)]
    grace: Option<TimeDelta>,
    /// Ends the older of two secrets that are in use
    #[arg(long)]
    end_oldest: bool,
}

/// Reads for clap how long an old secret goes on.
fn grace(text: &str) -> Result<TimeDelta, &'static str> {
    seconds(text)
        .and_then(|seconds| i64::try_from(seconds).ok())
        .and_then(TimeDelta::try_seconds)
        .filter(|grace| *grace <= RotationRequest::MAX_GRACE)
        .ok_or("must be 0 seconds to 7 days, in seconds or as 45s, 15m, 24h, 7d")
}

pub(super) fn rotate(console: &Console, rotation: &KeyRotation) -> Result<(), CommandError> {
    let key = find(console, &rotation.key)?;
    let request = RotationRequest::new(rotation.grace, rotation.end_oldest);
    let request = request.map_err(|error| CommandError::Usage(error.to_string()))?;
    let (keys, grant) = (&console.services.keys, grant(console, &key)?);
    let rotated = keys.rotate(&grant, &key.id, request, &ClientInfo::default(), None);
    let rotated = rotated.map_err(|error| match error {
        RotationError::Request(error) => refusal(error),
        RotationError::InProgress(error) => CommandError::refused(format_args!(
            "{error} With --end-oldest, the older one ends."
        )),
    })?;
    show(console, &rotated.ok_or_else(gone)?)
}

/// The secret alone goes to standard output.
fn show(console: &Console, rotated: &IssuedKey) -> Result<(), CommandError> {
    let (id, name) = (&rotated.key.id, one_line(rotated.key.name.as_str()));
    let old = match &rotated.key.previous {
        Some(old) => format!("goes on until {}", shown_or(old.ends_at, "it is ended")),
        None => "is refused from now on".to_owned(),
    };
    eprint(format_args!(
        "Rotated the API key {id} ({name}). Its new secret is shown this once; the old one {old}."
    ));
    let shown = console
        .output
        .show(&IssuedKeyDto::from(rotated), rotated.secret.expose());
    shown.map_err(|error| {
        CommandError::refused(format_args!(
            "The API key {id} is rotated, but its new secret was not shown. {error} Rotate it again, which replaces that secret."
        ))
    })
}

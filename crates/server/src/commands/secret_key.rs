use clap::Subcommand;
use sendook_domain::factors::{ResealError, Resealed};
use serde_json::json;

use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::secret_key::KeyFile;

#[derive(Subcommand)]
pub(crate) enum SecretKeyCommand {
    /// Encrypts every secret under the first key
    ///
    /// Of a key in a file beside the database, a new one is made first; servers need not be restarted. With `SENDOOK_SECRET_KEY`, first
    /// put a new key in front of the old one on every server, separated by a comma, and restart them; run this with the same
    /// setting, and remove the old key afterwards. If it is interrupted, run it again: it goes on.
    Rotate,
}

pub(super) fn run(console: &Console, command: &SecretKeyCommand) -> Result<(), CommandError> {
    match command {
        SecretKeyCommand::Rotate => rotate(console),
    }
}

fn rotate(console: &Console) -> Result<(), CommandError> {
    let (resealing, operator) = (&console.services.resealing, &console.operator);
    if let Some(file) = &console.key_file
        && !file.keys()?.is_empty()
        && resealing.is_done(operator).map_err(broken_off)?
    {
        // Otherwise another rotation was broken off, which goes on.
        file.add_key()?;
    }
    let done = match resealing.reseal(operator) {
        // There is no key, as there is no secret yet.
        Err(ResealError::Seal(_)) if console.has_no_key() => {
            return Err(CommandError::refused(
                "There is no secret key: SENDOOK_SECRET_KEY is not set.",
            ));
        }
        done => done.map_err(broken_off)?,
    };
    let Resealed {
        renewed,
        current,
        unopened,
    } = &done;
    let document = json!({"renewed": renewed, "current": current, "unopened": unopened.len()});
    let text = format!(
        "{} encrypted anew, {} before.",
        secrets(*renewed),
        secrets(*current)
    );
    console.output.show(&document, text)?;
    if let Some((id, error)) = unopened.first() {
        let count = secrets(unopened.len());
        return Err(CommandError::refused(format_args!(
            "{count} cannot be decrypted, and stay as they are, such as that of {id}: {error}."
        )));
    }
    console
        .key_file
        .as_ref()
        .map_or(Ok(()), KeyFile::forget_old_keys)?;
    Ok(())
}

fn secrets(count: usize) -> String {
    match count {
        1 => "1 secret".to_owned(),
        count => format!("{count} secrets"),
    }
}

fn broken_off(error: ResealError) -> CommandError {
    match error {
        ResealError::Store(error) => error.into(),
        ResealError::Seal(error) => {
            let cause = sendook_web::with_causes(&error);
            CommandError::refused(format_args!("No secret can be encrypted: {cause}."))
        }
    }
}

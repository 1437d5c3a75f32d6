use clap::Subcommand;
use sendook_domain::factors::{ResealError, Resealed};
use serde_json::json;

use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::secret_key::{KeyFile, KeyFileTurn};

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
    // To the end: another rotation meanwhile would take keys away that this one still needs.
    let turn = console.key_file.as_ref().map(KeyFile::turn).transpose()?;
    let new_key = new_key(console, turn.as_ref())?;
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
    let document = json!({
        "newKey": new_key == NewKey::Made,
        "renewed": renewed,
        "current": current,
        "unopened": unopened.len(),
    });
    let text = format!(
        "{} {} encrypted anew, {} before.",
        new_key.sentence(),
        secrets(*renewed),
        secrets(*current)
    );
    console.output.show(&document, text)?;
    // What could not be opened was sealed under none of the keys.
    turn.as_ref().map_or(Ok(()), KeyFileTurn::forget_old_keys)?;
    if let Some((id, error)) = unopened.first() {
        let count = secrets(unopened.len());
        return Err(CommandError::refused(format_args!(
            "{count} cannot be decrypted, and stay as they are, such as that of {id}: {error}."
        )));
    }
    Ok(())
}

/// Whether a rotation made a new key, or why not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NewKey {
    Made,
    /// There was none before.
    NothingToReplace,
    /// An earlier rotation is not done.
    Earlier,
    /// Keys are set, not made.
    Set,
}

impl NewKey {
    fn sentence(self) -> &'static str {
        match self {
            Self::Made => "A new key was made.",
            Self::NothingToReplace => "No new key was made, as there is none to replace.",
            Self::Earlier => {
                "No new key was made: an earlier rotation was broken off, and this one goes on with it."
            }
            Self::Set => "No new key was made: the first of SENDOOK_SECRET_KEY counts.",
        }
    }
}

fn new_key(console: &Console, turn: Option<&KeyFileTurn<'_>>) -> Result<NewKey, CommandError> {
    let Some(turn) = turn else {
        return Ok(NewKey::Set);
    };
    if turn.keys()?.is_empty() {
        return Ok(NewKey::NothingToReplace);
    }
    let is_done = console.services.resealing.is_done(&console.operator);
    if !is_done.map_err(broken_off)? {
        return Ok(NewKey::Earlier);
    }
    turn.add_key()?;
    Ok(NewKey::Made)
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
            let cause = sendook_domain::with_causes(&error);
            CommandError::refused(format_args!("No secret can be encrypted: {cause}."))
        }
    }
}

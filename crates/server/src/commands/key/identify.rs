use std::fmt;
use std::io::{self, IsTerminal, Read};

use sendook_domain::api_keys::{IdentifiedKey, IdentifyError};
use sendook_domain::entities::KeyState;
use sendook_domain::tokens::{FoundToken, PlainToken, TokenKind};
use sendook_domain::values::Secret;
use sendook_web::answers::ApiKeyDto;
use serde::Serialize;

use super::show::KeyText;
use crate::commands::arguments::shown_or;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;

/// A key as the HTTP API shows it, and the secret that was given.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentifiedDocument<'a> {
    #[serde(flatten)]
    key: ApiKeyDto<'a>,
    /// As `POST …/api_keys/identify` says it.
    state: &'static str,
    /// Which of the secrets of the key it is.
    secret: &'static str,
}

struct IdentifiedText<'a>(&'a IdentifiedKey);

/// Reads a text from standard input, and says which keys the secrets in it are of.
pub(super) fn identify(console: &Console) -> Result<(), CommandError> {
    let text = secret_input()?;
    let directory = &console.services.directory;
    let found = directory.identify(&console.operator, text.expose());
    let found = found.map_err(|error| match error {
        IdentifyError::Store(error) => error.into(),
        IdentifyError::Text(error) => CommandError::refused(error),
    })?;
    let (secrets, known) = (found.len(), found.iter().flatten().count());
    if known == 0 {
        return Err(CommandError::refused(unknown(text.expose(), secrets)));
    }
    for key in found.iter().flatten() {
        let document = IdentifiedDocument {
            key: (&key.key).into(),
            state: state(key.state),
            secret: if key.is_old { "old" } else { "current" },
        };
        console.output.show(&document, IdentifiedText(key))?;
    }
    if known < secrets {
        let others = secrets - known;
        eprint(format_args!(
            "{others} more are secrets of no API key that is known here."
        ));
    }
    Ok(())
}

/// What is typed or piped in, up to the longest text that is searched.
fn secret_input() -> Result<Secret, CommandError> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        eprint("Paste the secret, press Enter, then Ctrl-D.");
    }
    // One byte more than is searched, so that a longer text is refused and not cut.
    let most = u64::try_from(FoundToken::MAX_TEXT).unwrap_or(u64::MAX);
    let mut text = String::new();
    stdin.by_ref().take(most + 1).read_to_string(&mut text)?;
    Ok(Secret::new(text))
}

/// Why no key was found. The text is not quoted, as it may hold a secret.
fn unknown(text: &str, secrets: usize) -> String {
    if secrets > 0 {
        return "No API key has this secret: it was deleted, or another service made it."
            .to_owned();
    }
    match PlainToken::parse(text.trim()).map(|token| token.kind()) {
        Err(malformed) => format!("This is no API key. {malformed}"),
        Ok(TokenKind::AccessToken) => {
            "This is an access token of a person, not an API key.".to_owned()
        }
        Ok(TokenKind::LinkToken) => {
            "This is the token of a link that sets a password, not an API key.".to_owned()
        }
        Ok(_) => "This is a refresh token of a person, not an API key.".to_owned(),
    }
}

fn state(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Disabled => "disabled",
        KeyState::Expired { .. } => "expired",
    }
}

impl fmt::Display for IdentifiedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IdentifiedKey {
            key,
            state,
            secret,
            is_old,
        } = self.0;
        let text = KeyText { key, state: *state };
        writeln!(f, "{text}")?;
        if *is_old {
            let until = shown_or(secret.ends_at, "it is ended");
            write!(
                f,
                "This secret:   the old one of a rotation, good until {until}"
            )
        } else {
            write!(f, "This secret:   the current one")
        }
    }
}

use std::collections::HashSet;
use std::fmt;
use std::io::{self, IsTerminal as _};

use sendook_domain::api_keys::{IdentifiedKey, IdentifyError};
use sendook_domain::entities::KeyState;
use sendook_domain::tokens::{PlainToken, TokenKind};
use sendook_web::answers::ApiKeyDto;
use serde::Serialize;

use super::show::KeyText;
use super::windows::each_window;
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

/// Reads a text from standard input, and says which keys the secrets in it are of, each once.
pub(super) fn identify(console: &Console) -> Result<(), CommandError> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        eprint("Paste the secret, press Enter, then Ctrl-D.");
    }
    let mut shown = HashSet::new();
    let mut has_others = false;
    let mut mistakes = Vec::new();
    each_window(stdin, |text| {
        let found = found_in(console, text)?;
        if found.is_empty() && shown.is_empty() && mistakes.len() < 2 {
            mistakes.push(mistake(text));
        }
        has_others |= found.iter().any(Option::is_none);
        for key in found.into_iter().flatten() {
            if shown.insert((key.key.id.clone(), key.is_old)) {
                show(console, &key)?;
            }
        }
        Ok(())
    })?;
    match (shown.is_empty(), has_others) {
        (false, false) => Ok(()),
        (false, true) => {
            eprint("There are also secrets of no API key that is known here.");
            Ok(())
        }
        (true, true) => Err(CommandError::refused(
            "No API key has this secret: it was deleted, or another service made it.",
        )),
        (true, false) => Err(CommandError::refused(match mistakes.as_slice() {
            [only] => only,
            _ => "There is no API key in this text.",
        })),
    }
}

fn found_in(console: &Console, text: &str) -> Result<Vec<Option<IdentifiedKey>>, CommandError> {
    let directory = &console.services.directory;
    let found = directory.identify(&console.operator, text);
    found.map_err(|error| match error {
        IdentifyError::Store(error) => error.into(),
        IdentifyError::Text(error) => CommandError::refused(error),
    })
}

fn show(console: &Console, key: &IdentifiedKey) -> Result<(), CommandError> {
    let document = IdentifiedDocument {
        key: (&key.key).into(),
        state: state(key.state),
        secret: if key.is_old { "old" } else { "current" },
    };
    console.output.show(&document, IdentifiedText(key))
}

/// Why a short text holds no API key. It is not quoted, as it may be a secret.
fn mistake(text: &str) -> String {
    match PlainToken::parse(text.trim()).map(|token| token.kind()) {
        Err(malformed) => format!("This is no API key. {malformed}"),
        Ok(TokenKind::AccessToken) => {
            "This is an access token of a person, not an API key.".to_owned()
        }
        Ok(TokenKind::LinkToken) => {
            "This is the token of a link that sets a password, not an API key.".to_owned()
        }
        Ok(TokenKind::InvitationToken) => {
            "This is the token of an invitation, not an API key.".to_owned()
        }
        Ok(TokenKind::SecondFactorToken) => {
            "This is the token of a login that waits for a second factor, not an API key."
                .to_owned()
        }
        Ok(TokenKind::RunToken) => {
            "This is a run token, which an API key made, not an API key.".to_owned()
        }
        Ok(TokenKind::Legacy) => {
            "This has the form of a key or token of Sendook's mail platform, but no API key here has this secret.".to_owned()
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

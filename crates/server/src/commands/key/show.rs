use std::fmt;

use sendook_domain::entities::{ApiKey, InboxScope, KeyMaker, KeySecret, KeyState};
use sendook_web::answers::ApiKeyDto;

use crate::commands::arguments::{shown, shown_or};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::printable::one_line;

/// A key and its state, to be read by people.
pub(super) struct KeyText<'a> {
    pub(super) key: &'a ApiKey,
    pub(super) state: KeyState,
}

pub(super) fn show(console: &Console, key: &ApiKey) -> Result<(), CommandError> {
    let state = key.state_at(console.clock.now());
    let text = KeyText { key, state };
    console.output.show(&ApiKeyDto::from(key), text)
}

/// The name of a state.
pub(super) fn state(key: &ApiKey, state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Disabled if key.disabled_reason.is_some() => "disabled (leaked)",
        KeyState::Disabled => "disabled",
        KeyState::Expired { .. } => "expired",
    }
}

/// The hint of a secret, and whether it should be rotated because it came from Sendook's mail platform.
pub(super) fn shown_hint(secret: &KeySecret) -> String {
    let hint = one_line(&secret.hint);
    if secret.is_legacy() {
        format!("{hint} (legacy)")
    } else {
        hint
    }
}

impl fmt::Display for KeyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key;
        // An operator leaves no id: the audit trail has the line.
        let maker = key.created_by.as_ref().map_or("unknown", KeyMaker::as_str);
        writeln!(f, "Id:            {}", key.id)?;
        writeln!(f, "Name:          {}", one_line(key.name.as_str()))?;
        writeln!(f, "State:         {}", state(key, self.state))?;
        writeln!(f, "Hint:          {}", shown_hint(&key.secret))?;
        if let Some(previous) = &key.previous {
            let until = shown_or(previous.ends_at, "it is ended");
            writeln!(f, "Old secret:    {}, until {until}", shown_hint(previous))?;
        }
        writeln!(f, "Organization:  {}", key.organization_id)?;
        writeln!(f, "Environment:   {}", key.environment.as_str())?;
        writeln!(f, "Scopes:        {}", key.scopes.to_text())?;
        if let InboxScope::Only(inboxes) = &key.inboxes {
            let ids: Vec<_> = inboxes.iter().map(ToString::to_string).collect();
            writeln!(f, "Inboxes:       {}", ids.join(" "))?;
        }
        if let Some(rate) = key.limits.rate {
            writeln!(f, "Rate limit:    {rate}, on each server")?;
        }
        if let Some(allowed) = &key.limits.allowed_ips {
            writeln!(f, "Accepted from: {}", allowed.to_text())?;
        }
        writeln!(f, "Expires:       {}", shown_or(key.expires_at, "never"))?;
        writeln!(f, "Last used:     {}", shown_or(key.last_used_at, "never"))?;
        writeln!(f, "Requests:      {}", key.request_count)?;
        writeln!(f, "Made by:       {maker}")?;
        write!(f, "Created:       {}", shown(key.created_at))
    }
}

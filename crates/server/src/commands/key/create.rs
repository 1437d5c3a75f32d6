use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use sendook_domain::api_keys::{IssuedKey, KeyRequest, KeyRequestError};
use sendook_domain::authorization::Grant;
use sendook_domain::entities::{ClientInfo, Inbox, InboxScope, Organization, RequestLimits, Scope};
use sendook_domain::values::{
    AddressRange, AllowedIps, Environment, Id, KeyName, RateLimit, in_range,
};
use sendook_web::answers::IssuedKeyDto;

use crate::commands::arguments::instant;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;
use crate::settings::seconds;

/// What the new key is to be.
#[derive(Args)]
pub(crate) struct NewKey {
    /// The organization that it is for
    #[arg(long, value_name = "ID", value_parser = Id::<Organization>::parse)]
    org: Id<Organization>,
    /// What people call it
    #[arg(long, value_parser = KeyName::parse)]
    name: KeyName,
    /// Where it is to be used: production, staging or development
    #[arg(long, default_value = "production", value_parser = Environment::parse)]
    environment: Environment,
    /// What it may do; may be given more than once
    #[arg(long = "scope", value_name = "SCOPE", default_value = "full_access", value_parser = Scope::parse)]
    scopes: Vec<Scope>,
    /// Restricts it to this inbox; may be given more than once
    #[arg(long = "inbox", value_name = "ID", value_parser = Id::<Inbox>::parse)]
    inboxes: Vec<Id<Inbox>>,
    /// How many requests it may make, as in 100/60s or 10000/1d: seconds, or a number with s, m, h or d [default: any number]
    #[arg(long, value_name = "LIMIT/TIME", value_parser = rate_limit)]
    rate_limit: Option<RateLimit>,
    /// Accepts it from this address or range alone, as in 203.0.113.0/24; may be given more than once
    #[arg(long = "allow-ip", value_name = "RANGE", value_parser = AddressRange::parse)]
    allowed_ips: Vec<AddressRange>,
    /// When it ends by itself, as in 2027-03-01T00:00:00Z [default: never]
    #[arg(long, value_name = "TIME", value_parser = instant, conflicts_with = "expires_in")]
    expires_at: Option<DateTime<Utc>>,
    /// The same, from now: seconds, or a number with s, m, h or d
    #[arg(long, value_name = "DURATION", value_parser = lifetime)]
    expires_in: Option<TimeDelta>,
}

/// Reads for clap how long a key lives, a hundred years at most.
fn lifetime(text: &str) -> Result<TimeDelta, &'static str> {
    seconds(text)
        .and_then(|seconds| i64::try_from(seconds).ok())
        .and_then(TimeDelta::try_seconds)
        .filter(|time| (TimeDelta::seconds(1)..=TimeDelta::days(36_500)).contains(time))
        .ok_or("must be 1 second to 36500 days, in seconds or as 45s, 15m, 24h, 90d")
}

/// Reads for clap how many requests a key may make in which time.
fn rate_limit(text: &str) -> Result<RateLimit, &'static str> {
    text.split_once('/')
        .and_then(|(limit, window)| Some((limit.parse().ok()?, seconds(window)?.try_into().ok()?)))
        .and_then(|(limit, window)| RateLimit::new(limit, window).ok())
        .ok_or("must be 1 to 1000000 requests in 1 second to a day, as in 100/60s")
}

pub(super) fn create(console: &Console, new: NewKey) -> Result<(), CommandError> {
    let grant = Grant::for_operator(&console.operator, &console.organization(&new.org)?);
    let after = new.expires_in.map(|time| console.clock.now() + time);
    let expires_at = new.expires_at.or(after).map(in_range).transpose();
    let allowed_ips = (!new.allowed_ips.is_empty()).then(|| AllowedIps::new(new.allowed_ips));
    let allowed_ips = allowed_ips.transpose();
    let request = KeyRequest {
        name: new.name,
        environment: new.environment,
        scopes: new.scopes.into_iter().collect(),
        inboxes: if new.inboxes.is_empty() {
            InboxScope::All
        } else {
            InboxScope::only(new.inboxes)
        },
        limits: RequestLimits {
            rate: new.rate_limit,
            allowed_ips: allowed_ips.map_err(CommandError::refused)?,
        },
        expires_at: expires_at.map_err(CommandError::refused)?,
    };
    let keys = &console.services.keys;
    let issued = keys.create(&grant, request, &ClientInfo::default(), None);
    show(console, &issued.map_err(refusal)?)
}

/// The secret alone goes to standard output.
fn show(console: &Console, issued: &IssuedKey) -> Result<(), CommandError> {
    let (id, name) = (&issued.key.id, issued.key.name.as_str());
    eprint(format_args!(
        "Made the API key {id} ({name}). Its secret is shown this once."
    ));
    let document = IssuedKeyDto::from(issued);
    let shown = console.output.show(&document, issued.secret.expose());
    shown.map_err(|error| {
        CommandError::refused(format_args!(
            "The API key {id} is made, but its secret was not shown. {error} Delete it, and make another: \
             sendook key delete {id}"
        ))
    })
}

/// Why a key is not made or changed.
pub(super) fn refusal(error: KeyRequestError) -> CommandError {
    match error {
        KeyRequestError::Store(error) => error.into(),
        other => CommandError::refused(other),
    }
}

use chrono::{DateTime, Utc};
use clap::Args;
use sendook_domain::authorization::Grant;
use sendook_domain::entities::{ApiKey, Organization, User};
use sendook_domain::ports::KeyFilter;
use sendook_domain::values::{Environment, Id};
use sendook_web::answers::ApiKeyDto;

use super::show::{shown_hint, state};
use crate::commands::arguments::{Limit, instant, shown, shown_or};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;

/// Which keys are listed.
#[derive(Args)]
pub(crate) struct KeyList {
    /// Only those of this organization [default: of all]
    #[arg(long, value_name = "ID", value_parser = Id::<Organization>::parse)]
    org: Option<Id<Organization>>,
    /// Only those whose name contains this, regardless of letter case
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Only enabled ones, whether they have expired or not
    #[arg(long, conflicts_with = "disabled")]
    enabled: bool,
    /// Only disabled ones
    #[arg(long)]
    disabled: bool,
    /// Only expired ones
    #[arg(long, conflicts_with = "expires_before")]
    expired: bool,
    /// Only those that expire before this moment, expired ones included
    #[arg(long, value_name = "TIME", value_parser = instant)]
    expires_before: Option<DateTime<Utc>>,
    /// Only those that were never used since this moment, new ones included
    #[arg(long, value_name = "TIME", value_parser = instant)]
    unused_since: Option<DateTime<Utc>>,
    /// Only of this environment: production, staging or development
    #[arg(long, value_parser = Environment::parse)]
    environment: Option<Environment>,
    /// Only those that the person or the key with this id made
    #[arg(long, value_name = "ID", value_parser = Id::<User>::parse)]
    created_by: Option<Id<User>>,
    #[command(flatten)]
    limit: Limit,
}

pub(super) fn list(console: &Console, list: KeyList) -> Result<(), CommandError> {
    let now = console.clock.now();
    let filter = KeyFilter {
        active: (list.enabled || list.disabled).then_some(list.enabled),
        environment: list.environment,
        unused_since: list.unused_since,
        expires_before: if list.expired {
            Some(now)
        } else {
            list.expires_before
        },
        name_contains: list.query,
        created_by: list.created_by.map(|id| id.to_string()),
    };
    let (services, operator) = (&console.services, &console.operator);
    let show = |keys: &[ApiKey]| {
        let columns = [
            "ID",
            "HINT",
            "NAME",
            "STATE",
            "CREATED",
            "LAST USED",
            "ORGANIZATION",
        ];
        let row = |key: &ApiKey| row(key, now);
        console.output.list(keys, ApiKeyDto::from, columns, row)
    };
    match &list.org {
        None => {
            let read = |page: &_| services.directory.keys(operator, &filter, page);
            each_page(&list.limit, read, show)
        }
        Some(id) => {
            let grant = Grant::for_operator(operator, &console.organization(id)?);
            let read = |page: &_| services.keys.list(&grant, &filter, page);
            each_page(&list.limit, read, show)
        }
    }
}

fn row(key: &ApiKey, now: DateTime<Utc>) -> [String; 7] {
    [
        key.id.to_string(),
        shown_hint(&key.secret),
        key.name.as_str().to_owned(),
        state(key, key.state_at(now)).to_owned(),
        shown(key.created_at),
        shown_or(key.last_used_at, "never"),
        key.organization_id.to_string(),
    ]
}

use std::io::{self, IsTerminal as _};

use chrono::{DateTime, Utc};
use clap::Subcommand;
use indicatif::ProgressBar;
use sendook_domain::authorization::Grant;
use sendook_domain::entities::{AuditAction, AuditEvent, Organization};
use sendook_domain::ports::AuditFilter;
use sendook_domain::values::Id;
use sendook_web::answers::AuditEventDto;

use crate::commands::arguments::{Limit, instant};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;
use crate::progress;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Writes lines of the audit trail as NDJSON: one JSON object a line, newest first, named as in the HTTP API
    ///
    /// It reads page by page, so that memory does not grow with the trail. Ctrl-C ends it at any time: it changes nothing.
    Export {
        /// Only what happened in this organization, and to the accounts of its members [default: all of the trail]
        #[arg(long, value_name = "ID", value_parser = Id::<Organization>::parse)]
        org: Option<Id<Organization>>,
        /// Only this action, as in `user.logged_in`
        #[arg(long, value_parser = AuditAction::parse)]
        action: Option<AuditAction>,
        /// Only from this moment on, as in 2026-03-01T00:00:00Z
        #[arg(long, value_name = "TIME", value_parser = instant)]
        since: Option<DateTime<Utc>>,
        /// Only from before this moment
        #[arg(long, value_name = "TIME", value_parser = instant)]
        until: Option<DateTime<Utc>>,
        /// Only what the person, key, inbox or session with this id did, or what was done to it
        #[arg(long, value_name = "ID", value_parser = Id::<AuditEvent>::parse)]
        about: Option<Id<AuditEvent>>,
        #[command(flatten)]
        limit: Limit,
    },
}

pub(super) fn run(console: &Console, command: AuditCommand) -> Result<(), CommandError> {
    let AuditCommand::Export {
        org,
        action,
        since,
        until,
        about,
        limit,
    } = command;
    let filter = AuditFilter {
        action,
        since,
        until,
        about: about.map(|id| id.to_string()),
    };
    export(console, org.as_ref(), &filter, &limit)
}

fn export(
    console: &Console,
    organization: Option<&Id<Organization>>,
    filter: &AuditFilter,
    limit: &Limit,
) -> Result<(), CommandError> {
    // The lines themselves show how far it is.
    let progress = if io::stdout().is_terminal() {
        ProgressBar::hidden()
    } else {
        progress::count("lines")
    };
    let show = |events: &[AuditEvent]| {
        console
            .output
            .json_lines(events.iter().map(AuditEventDto::from))?;
        progress.inc(events.len().try_into().unwrap_or_default());
        Ok(())
    };
    let (services, operator) = (&console.services, &console.operator);
    let exported = match organization {
        None => {
            let read = |page: &_| services.directory.audit_events(operator, filter, page);
            each_page(limit, read, show)
        }
        Some(id) => {
            let grant = Grant::for_operator(operator, &console.organization(id)?);
            each_page(
                limit,
                |page| services.audit.list(&grant, filter, page),
                show,
            )
        }
    };
    progress.abandon();
    exported
}

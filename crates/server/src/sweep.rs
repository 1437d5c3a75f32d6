use std::sync::Arc;

use sendook_domain::policies::SweepDecision;
use sendook_domain::upkeep::{Housekeeping, Swept};

use crate::console::print;
use crate::error::ServerError;
use crate::settings::Settings;
use crate::wiring;

/// Deletes all that has expired by the clock of this machine, if the clock is trusted. `now`: trust it, as the operator says
/// that it is right.
pub(crate) async fn sweep(settings: &Settings, now: bool) -> Result<(), ServerError> {
    let store = Arc::new(wiring::open_existing(settings).await?);
    let ports = wiring::ports(settings, store)?;
    let (lifetimes, retention) = (settings.lifetimes(), settings.audit_retention);
    let housekeeping = Housekeeping::new(&ports, lifetimes, retention);
    if now {
        housekeeping.trust_clock().map_err(ServerError::Store)?;
    }
    let (decision, swept) = until_done(&housekeeping)?;
    match decision {
        SweepDecision::Sweep => {}
        SweepDecision::Wait(until) => return Err(ServerError::SweepWaits(until)),
        SweepDecision::Doubt(doubt) => return Err(ServerError::SweepDoubts(doubt)),
    }
    print(format_args!(
        "Deleted: {} sessions, {} lines of the audit trail, {} counts of failed logins, {} links, {} invitations, {} run tokens, {} remembered answers, {} counts of use, {} devices.",
        swept.sessions,
        swept.audit_events,
        swept.failures,
        swept.resets + swept.mail_links,
        swept.invitations,
        swept.run_tokens,
        swept.answers,
        swept.usage,
        swept.devices
    ))?;
    Ok(())
}

/// Sweeps until nothing is left: the last decision, and the totals of all batches.
fn until_done(housekeeping: &Housekeeping) -> Result<(SweepDecision, Swept), ServerError> {
    let mut total = Swept::default();
    loop {
        let (decision, batch) = housekeeping.sweep().map_err(ServerError::Store)?;
        total.sessions += batch.sessions;
        total.audit_events += batch.audit_events;
        total.failures += batch.failures;
        total.resets += batch.resets;
        total.factors += batch.factors;
        total.factor_logins += batch.factor_logins;
        total.passkey_challenges += batch.passkey_challenges;
        total.mail_links += batch.mail_links;
        total.invitations += batch.invitations;
        total.run_tokens += batch.run_tokens;
        total.answers += batch.answers;
        total.usage += batch.usage;
        total.devices += batch.devices;
        if decision != SweepDecision::Sweep || !batch.more {
            return Ok((decision, total));
        }
    }
}

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
    print(told(&swept))?;
    Ok(())
}

/// What was deleted, in words.
fn told(swept: &Swept) -> String {
    // Named one by one, so that nothing new is left out.
    let Swept {
        sessions,
        devices,
        resets,
        factors,
        factor_logins,
        passkey_challenges,
        mail_links,
        invitations,
        run_tokens,
        answers,
        failures,
        audit_events,
        usage,
        more: _,
    } = swept;
    let links = resets + mail_links;
    format!(
        "Deleted: {sessions} sessions, {audit_events} lines of the audit trail, {failures} counts of failed logins, {links} links, {invitations} invitations, {run_tokens} run tokens, {answers} remembered answers, {usage} counts of use, {devices} devices, {factors} second factors that nobody confirmed, {factor_logins} logins that waited for one, {passkey_challenges} challenges of passkeys."
    )
}

/// Sweeps until nothing is left: the last decision, and the totals of all batches.
fn until_done(housekeeping: &Housekeeping) -> Result<(SweepDecision, Swept), ServerError> {
    let mut total = Swept::default();
    loop {
        let (decision, batch) = housekeeping.sweep().map_err(ServerError::Store)?;
        total += batch;
        if decision != SweepDecision::Sweep || !total.more {
            return Ok((decision, total));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_was_deleted_is_told() {
        let swept = Swept {
            sessions: 101,
            devices: 102,
            resets: 3,
            factors: 104,
            factor_logins: 105,
            passkey_challenges: 106,
            mail_links: 4,
            invitations: 107,
            run_tokens: 108,
            answers: 109,
            failures: 110,
            audit_events: 111,
            usage: 112,
            more: false,
        };
        let told = told(&swept);
        for count in (101..=112).filter(|count| *count != 103) {
            assert!(told.contains(&format!(" {count} ")), "{count}: {told}");
        }
        assert!(told.contains(" 7 links"), "{told}");
    }
}

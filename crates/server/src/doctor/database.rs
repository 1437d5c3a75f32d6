use sendook_crypto::SystemClock;
use sendook_domain::ports::StoreError;
use sendook_domain::with_causes;
use sendook_persistence::{Inspection, OpenError};

use super::finding::Finding;
use crate::settings::Settings;
use crate::upkeep::clock_warning;
use crate::wiring::store_options;

const DATABASE: &str = "database";
const SCHEMA: &str = "schema";
const CLOCK: &str = "clock";

/// Whether the database can be reached, is whole and current, keeps what it acknowledged, and has the same time.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let url = settings.database_url.expose();
    let mut database = match Inspection::open(url, &store_options(settings)) {
        Ok(database) => database,
        Err(error) => return vec![failed(DATABASE, &error)],
    };
    let location = database.location();
    let reached = Finding::ok(DATABASE, format!("The {location} can be read."));
    let mut findings = vec![reached, schema(&mut database)];
    findings.extend(damage(&mut database));
    findings.extend(durability(&mut database));
    findings.push(clock(&mut database));
    findings
}

fn failed(check: &'static str, error: &OpenError) -> Finding {
    let finding = Finding::failure(check, with_causes(error));
    if error.may_pass() {
        return finding.advising("See that it runs, and that this machine may connect to it.");
    }
    finding
}

fn unreadable(check: &'static str, error: &StoreError) -> Finding {
    Finding::failure(check, format!("It cannot be read: {}.", with_causes(error)))
}

fn schema(database: &mut Inspection) -> Finding {
    match database.check_schema() {
        Ok(()) => Finding::ok(SCHEMA, "It is the one of this version."),
        Err(error) => failed(SCHEMA, &error),
    }
}

fn damage(database: &mut Inspection) -> Option<Finding> {
    match database.damage() {
        Ok(None) => None,
        Ok(Some(damage)) => Some(
            Finding::failure(DATABASE, format!("The file is damaged: {damage}."))
                .advising("Stop the service, keep the file, and restore a backup."),
        ),
        Err(error) => Some(unreadable(DATABASE, &error)),
    }
}

fn durability(database: &mut Inspection) -> Option<Finding> {
    match database.is_durable() {
        Ok(true) => None,
        Ok(false) => Some(
            Finding::warning(DATABASE, "A loss of power can undo what was acknowledged.")
                .advising("Set fsync = on in postgresql.conf."),
        ),
        Err(error) => Some(unreadable(DATABASE, &error)),
    }
}

fn clock(database: &mut Inspection) -> Finding {
    let lead = match database.clock_lead(&SystemClock) {
        Ok(lead) => lead,
        Err(error) => return unreadable(CLOCK, &error),
    };
    match clock_warning(lead) {
        Some(sentence) => Finding::failure(CLOCK, sentence)
            .advising("Have both set by NTP: lifetimes are wrong by as much."),
        None => Finding::ok(CLOCK, "This machine and the database have the same time."),
    }
}

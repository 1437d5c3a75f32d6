//! One page of the trail, gathered from several places, each of which is read by an index of its own: one
//! query over all of them would have to sort millions of lines.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use sendook_domain::entities::{AuditAction, AuditEvent, Organization};
use sendook_domain::ports::{AuditFilter, Pagination};
use sendook_domain::values::Id;

use super::super::sql_store::AFTER_ALL_IDS;
use super::place_and_action::{AuditKey, Lines};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{AuditRow, CorruptRow, micros};
use crate::schema::{audit_events, memberships};

/// The id of a line holds the time at which it was made, at most this far from the time of the event. So a time
/// restricts the search by id.
const ID_SLACK: TimeDelta = TimeDelta::minutes(1);

/// Where the id of a person, a key, a run token, an inbox or a session stands in a line: [`AuditEvent::is_about`].
const PARTIES: [&str; 5] = ["actor_id", "run_token_id", "user_id", "target", "key_id"];

/// The newest lines that were found so far.
pub(in crate::store) struct AuditList<'a> {
    filter: &'a AuditFilter,
    /// How many lines are needed at most.
    most: u16,
    /// Only lines with smaller ids.
    before: String,
    /// Only lines with greater ids.
    after: String,
    rows: Vec<AuditRow>,
}

impl<'a> AuditList<'a> {
    pub(in crate::store) fn new(filter: &'a AuditFilter, page: &Pagination<AuditEvent>) -> Self {
        let cursor = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
        let until = filter.until.and_then(|at| at.checked_add_signed(ID_SLACK));
        let since = filter.since.and_then(|at| at.checked_sub_signed(ID_SLACK));
        let until = until.and_then(first_id);
        Self {
            filter,
            most: page.rows_to_read(),
            before: until.map_or_else(|| cursor.to_owned(), |until| until.min(cursor.to_owned())),
            after: since.and_then(first_id).unwrap_or_default(),
            rows: Vec::new(),
        }
    }

    /// Adds what happened in an organization.
    pub(in crate::store) fn add_organization(
        &mut self,
        connection: &mut SqlConnection,
        organization: &Id<Organization>,
    ) -> SqlResult<()> {
        let lines = audit_events::table.into_boxed();
        self.add(
            connection,
            lines.filter(audit_events::organization_id.is_not_null()),
            ("organization_id", organization.as_str()),
            self.filter.action,
        )
    }

    /// Adds what happened to an account in no organization.
    pub(in crate::store) fn add_account(
        &mut self,
        connection: &mut SqlConnection,
        user: &str,
    ) -> SqlResult<()> {
        let lines = audit_events::table.into_boxed();
        let lines = lines.filter(audit_events::user_id.is_not_null());
        self.add(
            connection,
            lines.filter(audit_events::organization_id.is_null()),
            ("user_id", user),
            self.filter.action,
        )
    }

    fn add(
        &mut self,
        connection: &mut SqlConnection,
        lines: Lines<'_>,
        (column, value): (&'static str, &str),
        action: Option<AuditAction>,
    ) -> SqlResult<()> {
        let key = AuditKey {
            column,
            value,
            action,
            after: &self.after,
            before: &self.before,
        };
        let lines = key.find(connection, lines);
        let found = load(connection, lines, self.filter, self.most)?;
        self.merge(found);
        Ok(())
    }

    /// Adds what the person, key, run token, inbox or session with this id did, and what was done to it: of that, what the organization may
    /// see, if one is given.
    pub(in crate::store) fn add_about(
        &mut self,
        connection: &mut SqlConnection,
        id: &str,
        organization: Option<&Id<Organization>>,
    ) -> SqlResult<()> {
        for column in PARTIES {
            let mut lines = audit_events::table
                .into_boxed()
                .filter(sql::<Bool>(&format!("{column} IS NOT NULL")));
            if let Some(organization) = organization {
                lines = seen_by(lines, organization);
            }
            if let Some(action) = self.filter.action {
                lines = lines.filter(audit_events::action.eq(action.as_str()));
            }
            self.add(connection, lines, (column, id), None)?;
        }
        Ok(())
    }

    /// Adds what happened anywhere.
    pub(in crate::store) fn add_all(&mut self, connection: &mut SqlConnection) -> SqlResult<()> {
        let mut lines = audit_events::table
            .into_boxed()
            .filter(audit_events::id.gt(self.after.clone()))
            .filter(audit_events::id.lt(self.before.clone()))
            .order(audit_events::id.desc());
        if let Some(action) = self.filter.action {
            lines = lines.filter(audit_events::action.eq(action.as_str()));
        }
        let found = load(connection, lines, self.filter, self.most)?;
        self.merge(found);
        Ok(())
    }

    fn merge(&mut self, found: Vec<AuditRow>) {
        if found.is_empty() {
            return;
        }
        self.rows.extend(found);
        self.rows.sort_by(|one, other| other.id.cmp(&one.id));
        // A person who does something to their own account is named twice.
        self.rows.dedup_by(|one, other| one.id == other.id);
        self.rows.truncate(self.most.into());
        if self.rows.len() == usize::from(self.most)
            && let Some(last) = self.rows.last()
        {
            // The next place has to give only what is newer than the last line of a full page.
            self.after.clone_from(&last.id);
        }
    }

    /// The lines, newest first.
    pub(in crate::store) fn into_events(self) -> Result<Vec<AuditEvent>, CorruptRow> {
        self.rows.into_iter().map(TryInto::try_into).collect()
    }
}

/// Those of these lines that happened in an organization, or to the account of one of its members.
fn seen_by<'l>(lines: Lines<'l>, organization: &Id<Organization>) -> Lines<'l> {
    let organization = organization.as_str().to_owned();
    let members = memberships::table
        .filter(memberships::organization_id.eq(organization.clone()))
        .select(memberships::user_id.nullable());
    // Not the column itself, whose index SQLite would take instead of that of the party, and sort.
    let in_it = sql::<Bool>("coalesce(organization_id, '') = ").bind::<Text, _>(organization);
    let to_member = audit_events::organization_id
        .is_null()
        .and(audit_events::user_id.eq_any(members).assume_not_null());
    lines.filter(in_it.or(to_member))
}

/// The first of these lines that lie within the time of the filter.
fn load(
    connection: &mut SqlConnection,
    mut lines: Lines<'_>,
    filter: &AuditFilter,
    most: u16,
) -> SqlResult<Vec<AuditRow>> {
    if let Some(since) = &filter.since {
        lines = lines.filter(audit_events::at.ge(micros(since)));
    }
    if let Some(until) = &filter.until {
        lines = lines.filter(audit_events::at.lt(micros(until)));
    }
    Ok(lines
        .filter(on_primary())
        .limit(most.into())
        .load(connection)?)
}

/// The least id that a line of this moment may have. `None`: the moment is beyond the 48 bits of
/// milliseconds that an id has for it (RFC 9562, section 5.7).
fn first_id(at: DateTime<Utc>) -> Option<String> {
    let fits = at.timestamp_millis() < 1 << 48;
    fits.then(|| Id::<AuditEvent>::new(at, [0; 8]).to_string())
}

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    AuditEvent, Invitation, Organization, RememberedAnswer, StoredInvitation, User,
};
use sendook_domain::ports::{
    Acceptance, InvitationCreation, Invitations, JoiningAccount, JudgeInvitation, MailClaim,
    NewInvitation, Page, Pagination, StoreError,
};
use sendook_domain::values::{Digest, Id};

use super::delete_before::delete_before;
use super::password_hash::lock_enabled;
use super::remembered_answers::remember;
use super::sql_store::{AFTER_ALL_IDS, SqlStore};
use super::{accounts, audit, members, organizations, outbox, sessions, users};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{InvitationRow, StoredInvitationRow};
use crate::schema::{
    invitation_tokens, invitations, memberships, organizations as all_organizations,
    users as all_users,
};

/// Each step locks the user whom it concerns first, then the organization: so that no two wait for each other, and what the
/// maker of an invitation is stays so until it is used.
impl Invitations for SqlStore {
    fn invite(
        &self,
        new: &NewInvitation,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<InvitationCreation, StoreError> {
        self.write(|connection| {
            let invitation = &new.invitation;
            if organizations::hold(connection, &invitation.organization_id)?.is_none() {
                return Ok(InvitationCreation::OrganizationGone);
            }
            if is_for_member(connection, invitation)? {
                return Ok(InvitationCreation::AlreadyMember);
            }
            remember(connection, answer)?;
            let earlier = invitations::table
                .filter(invitations::organization_id.eq(invitation.organization_id.as_str()))
                .filter(invitations::email_key.eq(invitation.email.key()));
            diesel::delete(earlier).execute(connection)?;
            diesel::insert_into(invitations::table)
                .values(InvitationRow::from(invitation))
                .execute(connection)?;
            insert_token(connection, &invitation.id, &new.digest)?;
            outbox::queue(connection, &new.mails)?;
            audit::record(connection, audit)?;
            Ok(InvitationCreation::Kept)
        })
    }

    fn invitations(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<Invitation>,
    ) -> Result<Page<StoredInvitation, Invitation>, StoreError> {
        self.read_page(page, |connection| {
            let found = load(connection, &Which::Of(organization, page))?;
            Ok(page.listing(found, |stored| stored.invitation.id.clone()))
        })
    }

    fn invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
    ) -> Result<Option<StoredInvitation>, StoreError> {
        self.read(|connection| find(connection, organization, id))
    }

    fn invitation_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredInvitation>, StoreError> {
        self.read(|connection| Ok(load(connection, &Which::Digest(digest))?.pop()))
    }

    fn end_invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
        audit: &AuditEvent,
    ) -> Result<Option<Invitation>, StoreError> {
        self.write(|connection| {
            organizations::hold(connection, organization)?;
            let Some(stored) = find(connection, organization, id)? else {
                return Ok(None);
            };
            remove(connection, id)?;
            audit::record(connection, audit)?;
            Ok(Some(stored.invitation))
        })
    }

    fn accept_invitation(
        &self,
        digest: &Digest,
        user: &Id<User>,
        judge: &JudgeInvitation<'_>,
        audit: &AuditEvent,
    ) -> Result<Acceptance, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, user)? {
                return Ok(Acceptance::Refused);
            }
            let account = users::find(connection, user)?;
            let Some((stored, account)) = hold(connection, digest)?.zip(account) else {
                return Ok(Acceptance::Refused);
            };
            if !judge(&stored, &account.email) {
                return Ok(Acceptance::Refused);
            }
            if is_for_member(connection, &stored.invitation)? {
                return Ok(Acceptance::AlreadyMember);
            }
            use_up(connection, &stored.invitation, user, &audit.at)?;
            audit::record(connection, audit)?;
            Ok(Acceptance::Joined)
        })
    }

    fn join(
        &self,
        account: &JoiningAccount,
        digest: &Digest,
        judge: &JudgeInvitation<'_>,
        audit: &[AuditEvent],
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let JoiningAccount {
                user,
                password_hash,
                session,
                mails,
            } = account;
            let stored = hold(connection, digest)?;
            let Some(stored) = stored.filter(|stored| judge(stored, &user.email)) else {
                return Ok(false);
            };
            accounts::insert_user(connection, user, password_hash)?;
            use_up(connection, &stored.invitation, &user.id, &user.created_at)?;
            sessions::insert(connection, session)?;
            outbox::queue(connection, mails)?;
            for line in audit {
                audit::record(connection, line)?;
            }
            Ok(true)
        })
    }

    fn add_invitation_token(
        &self,
        id: &Id<Invitation>,
        digest: &Digest,
        claim: &MailClaim,
        is_open: &dyn Fn(&StoredInvitation) -> bool,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let Some(stored) = load(connection, &Which::Id(id))?.pop() else {
                return Ok(false);
            };
            organizations::hold(connection, &stored.organization.id)?;
            let is_open = load(connection, &Which::Id(id))?
                .pop()
                .is_some_and(|stored| is_open(&stored));
            let kept = is_open && outbox::is_claimed(connection, claim)?;
            if kept {
                insert_token(connection, id, digest)?;
            }
            Ok(kept)
        })
    }

    fn sweep_invitations(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("invitations", "id");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }
}

/// Which invitations are looked for.
enum Which<'a> {
    Of(&'a Id<Organization>, &'a Pagination<Invitation>),
    Id(&'a Id<Invitation>),
    Digest(&'a Digest),
}

/// Reads invitations, newest first.
fn load(connection: &mut SqlConnection, which: &Which<'_>) -> SqlResult<Vec<StoredInvitation>> {
    let maker = memberships::organization_id
        .eq(invitations::organization_id)
        .and(memberships::user_id.eq(invitations::created_by));
    let all = invitations::table
        .inner_join(all_organizations::table)
        .inner_join(all_users::table)
        .left_join(memberships::table.on(maker))
        .filter(on_primary())
        .order(invitations::id.desc())
        .select((
            invitations::all_columns,
            all_organizations::all_columns,
            all_users::disabled_at,
            members::has_second_factor(),
            memberships::role.nullable(),
        ))
        .into_boxed();
    let wanted = match which {
        Which::Of(organization, page) => {
            let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
            all.filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::id.lt(after))
                .limit(page.rows_to_read().into())
        }
        Which::Id(id) => all.filter(invitations::id.eq(id.as_str())),
        Which::Digest(digest) => {
            let tokens = invitation_tokens::table
                .filter(invitation_tokens::digest.eq(digest.as_bytes().as_slice()))
                .select(invitation_tokens::invitation_id);
            all.filter(invitations::id.eq_any(tokens))
        }
    };
    let rows = wanted.load::<StoredInvitationRow>(connection)?;
    let found = rows.into_iter().map(TryInto::try_into);
    Ok(found.collect::<Result<_, _>>()?)
}

fn find(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<Invitation>,
) -> SqlResult<Option<StoredInvitation>> {
    let found = load(connection, &Which::Id(id))?.pop();
    Ok(found.filter(|stored| stored.organization.id == *organization))
}

/// The invitation with this token, which nothing else changes until the end of the transaction, as little as who is a member.
fn hold(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<Option<StoredInvitation>> {
    let Some(stored) = load(connection, &Which::Digest(digest))?.pop() else {
        return Ok(None);
    };
    organizations::hold(connection, &stored.organization.id)?;
    Ok(load(connection, &Which::Digest(digest))?.pop())
}

/// Whether the account that an invitation is for is a member already.
fn is_for_member(connection: &mut SqlConnection, invitation: &Invitation) -> SqlResult<bool> {
    let member = memberships::table
        .inner_join(all_users::table)
        .filter(memberships::organization_id.eq(invitation.organization_id.as_str()))
        .filter(all_users::email_key.eq(invitation.email.key()))
        .filter(on_primary())
        .select(memberships::user_id)
        .get_result::<String>(connection)
        .optional()?;
    Ok(member.is_some())
}

fn use_up(
    connection: &mut SqlConnection,
    invitation: &Invitation,
    user: &Id<User>,
    now: &DateTime<Utc>,
) -> SqlResult<()> {
    remove(connection, &invitation.id)?;
    let (organization, role) = (&invitation.organization_id, invitation.role);
    members::insert(connection, organization, user, role, now)
}

/// Deletes an invitation with its tokens.
fn remove(connection: &mut SqlConnection, id: &Id<Invitation>) -> SqlResult<()> {
    diesel::delete(invitations::table.find(id.as_str())).execute(connection)?;
    Ok(())
}

/// Deletes a token of an invitation, which stays.
pub(super) fn remove_token(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<()> {
    let token = invitation_tokens::table.find(digest.as_bytes().as_slice());
    diesel::delete(token).execute(connection)?;
    Ok(())
}

fn insert_token(
    connection: &mut SqlConnection,
    id: &Id<Invitation>,
    digest: &Digest,
) -> SqlResult<()> {
    diesel::insert_into(invitation_tokens::table)
        .values((
            invitation_tokens::digest.eq(digest.as_bytes().as_slice()),
            invitation_tokens::invitation_id.eq(id.as_str()),
        ))
        .execute(connection)?;
    Ok(())
}

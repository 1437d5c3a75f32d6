use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    AuditEvent, Invitation, Organization, RememberedAnswer, StoredInvitation, User,
};
use sendook_domain::ports::{
    Acceptance, InvitationCreation, Invitations, JoiningAccount, JudgeInvitation, MailClaim,
    NewInvitation, Page, Pagination, StoreError, Unique,
};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

/// An invitation with the digests of its tokens.
pub(super) struct OpenInvitation {
    pub(super) invitation: Invitation,
    digests: Vec<Digest>,
}

impl Invitations for MemoryStore {
    fn invite(
        &self,
        new: &NewInvitation,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<InvitationCreation, StoreError> {
        let mut state = self.begin()?;
        let invitation = &new.invitation;
        let organization = &invitation.organization_id;
        if !state.organizations.contains_key(organization) {
            return Ok(InvitationCreation::OrganizationGone);
        }
        if state.is_for_member(invitation) {
            return Ok(InvitationCreation::AlreadyMember);
        }
        state.check_answer(answer)?;
        state.remember(answer);
        state.invitations.retain(|_, open| {
            let earlier = &open.invitation;
            earlier.organization_id != *organization
                || earlier.email.key() != invitation.email.key()
        });
        let open = OpenInvitation {
            invitation: invitation.clone(),
            digests: vec![new.digest],
        };
        state.invitations.insert(invitation.id.clone(), open);
        state.queue_mails(&new.mails);
        state.audit.push(audit.clone());
        Ok(InvitationCreation::Kept)
    }

    fn invitations(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<Invitation>,
    ) -> Result<Page<StoredInvitation, Invitation>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.invitations.values().rev();
        let own = newest_first.filter(|open| open.invitation.organization_id == *organization);
        let own = own.filter_map(|open| state.stored_invitation(open));
        Ok(page.of_all(own.collect(), |stored| &stored.invitation.id))
    }

    fn invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
    ) -> Result<Option<StoredInvitation>, StoreError> {
        let state = self.begin()?;
        let found = state.invitations.get(id);
        let found = found.filter(|open| open.invitation.organization_id == *organization);
        Ok(found.and_then(|open| state.stored_invitation(open)))
    }

    fn invitation_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredInvitation>, StoreError> {
        Ok(self.begin()?.invitation_by_digest(digest))
    }

    fn end_invitation(
        &self,
        organization: &Id<Organization>,
        id: &Id<Invitation>,
        audit: &AuditEvent,
    ) -> Result<Option<Invitation>, StoreError> {
        let mut state = self.begin()?;
        let found = state.invitations.get(id);
        if found.is_none_or(|open| open.invitation.organization_id != *organization) {
            return Ok(None);
        }
        state.audit.push(audit.clone());
        Ok(state.invitations.remove(id).map(|open| open.invitation))
    }

    fn accept_invitation(
        &self,
        digest: &Digest,
        user: &Id<User>,
        judge: &JudgeInvitation<'_>,
        audit: &AuditEvent,
    ) -> Result<Acceptance, StoreError> {
        let mut state = self.begin()?;
        let account = state.users.get(user).map(|(user, _)| user.clone());
        let account = account.filter(|user| !user.is_disabled());
        let Some((stored, account)) = state.invitation_by_digest(digest).zip(account) else {
            return Ok(Acceptance::Refused);
        };
        if !judge(&stored, &account.email) {
            return Ok(Acceptance::Refused);
        }
        if state.is_for_member(&stored.invitation) {
            return Ok(Acceptance::AlreadyMember);
        }
        state.use_invitation_up(&stored.invitation, user, audit.at);
        state.audit.push(audit.clone());
        Ok(Acceptance::Joined)
    }

    fn join(
        &self,
        account: &JoiningAccount,
        digest: &Digest,
        judge: &JudgeInvitation<'_>,
        audit: &[AuditEvent],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let JoiningAccount {
            user,
            password_hash,
            session,
            mails,
        } = account;
        let stored = state.invitation_by_digest(digest);
        let Some(stored) = stored.filter(|stored| judge(stored, &user.email)) else {
            return Ok(false);
        };
        if state.user_by_email(user.email.key()).is_some() {
            return Err(StoreError::Taken(Unique::UserEmail));
        }
        let row = (user.clone(), password_hash.clone());
        state.users.insert(user.id.clone(), row);
        state.use_invitation_up(&stored.invitation, &user.id, user.created_at);
        state.begin_session(session);
        state.queue_mails(mails);
        state.audit.extend_from_slice(audit);
        Ok(true)
    }

    fn add_invitation_token(
        &self,
        id: &Id<Invitation>,
        digest: &Digest,
        claim: &MailClaim,
        is_open: &dyn Fn(&StoredInvitation) -> bool,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let claimed = state.claimed(claim).is_some();
        let found = state.invitations.get(id);
        let stored = found.and_then(|open| state.stored_invitation(open));
        if !claimed || !stored.is_some_and(|stored| is_open(&stored)) {
            return Ok(false);
        }
        let found = state.invitations.get_mut(id);
        Ok(found.map(|open| open.digests.push(*digest)).is_some())
    }

    fn sweep_invitations(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = |_: &_, open: &mut OpenInvitation| open.invitation.expires_at < expired;
        let swept = state.invitations.extract_if(.., over);
        Ok(swept.take(batch(limit)).count())
    }
}

impl State {
    fn invitation_by_digest(&self, digest: &Digest) -> Option<StoredInvitation> {
        let mut open = self.invitations.values();
        let found = open.find(|open| open.digests.contains(digest))?;
        self.stored_invitation(found)
    }

    pub(super) fn remove_invitation_token(&mut self, digest: &Digest) {
        for open in self.invitations.values_mut() {
            open.digests.retain(|kept| kept != digest);
        }
    }

    fn stored_invitation(&self, open: &OpenInvitation) -> Option<StoredInvitation> {
        let invitation = open.invitation.clone();
        let (maker, organization) = (&invitation.created_by, &invitation.organization_id);
        let role = self.role_of(maker, organization);
        Some(StoredInvitation {
            maker_role: role.filter(|_| self.is_enabled(maker)),
            maker_has_factor: self.has_factor(maker),
            organization: self.organizations.get(organization)?.clone(),
            invitation,
        })
    }

    fn is_for_member(&self, invitation: &Invitation) -> bool {
        let account = self.user_by_email(invitation.email.key());
        let role = |(user, _): &(User, _)| self.role_of(&user.id, &invitation.organization_id);
        account.and_then(role).is_some()
    }

    fn use_invitation_up(&mut self, invitation: &Invitation, user: &Id<User>, now: DateTime<Utc>) {
        self.invitations.remove(&invitation.id);
        let organization = &invitation.organization_id;
        self.insert_member(user, organization, invitation.role, now);
    }
}

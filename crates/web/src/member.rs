//! Members of an organization as the principals of requests.

use actix_web::HttpRequest;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::{Denial, Grant, Membership, Permission};
use sendook_domain::values::Id;

use crate::api::Api;
use crate::authn::{Auth, Permit, Principal};
use crate::error::Problem;

impl Principal for Membership {
    async fn permit<A: Permission>(request: &HttpRequest) -> Result<Permit<Self, A>, Problem> {
        let Auth(session) = Auth::<UserPrincipal>::of(request).await?;
        let api = Api::of(request)?;
        // A malformed id gets the same answer as an unknown one, so as not to be an oracle.
        let id = request.match_info().get("organization_id");
        let id = Id::parse(id.unwrap_or_default()).map_err(|_| Denial::NotAMember)?;
        let lookups = api.settings.lookups;
        let enter = move || api.services.organizations.enter(&session, &id);
        let member = lookups.run(enter).await??;
        Ok(Permit {
            grant: Grant::for_member(&member)?,
            principal: member,
        })
    }

    fn session(&self) -> Option<&UserPrincipal> {
        Some(self.session())
    }
}

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authorization::{Action, Denial, Grant};
use sendook_domain::entities::CredentialHolder;
use sendook_domain::entities::{KeyHolder, Membership, UserSession};
use sendook_domain::values::Id;

use super::Auth;
use crate::api::Api;
use crate::error::Problem;

/// An [`Action`] as a type, so that a handler states in its signature what it needs.
pub trait Permission: 'static {
    /// What is to be done.
    const ACTION: Action;
}

/// The permissions, one a type.
pub mod permission {
    use super::{Action, Permission};

    macro_rules! permissions {
        ($($name:ident),* $(,)?) => {
            $(
                #[doc = concat!("[`Action::", stringify!($name), "`].")]
                #[derive(Debug)]
                pub struct $name;

                impl Permission for $name {
                    const ACTION: Action = Action::$name;
                }
            )*
        };
    }

    permissions!(
        ReadOrganization,
        RenameOrganization,
        ReadKeys,
        ManageKeys,
        ReadInboxes,
        CreateInboxes,
        DeleteInboxes,
        ReadAudit,
        IntrospectTokens,
    );
}

/// A permission to do `A` in one organization, given to a `P`. As a handler's parameter it is the only way
/// to the organization: a handler that forgot to ask has nothing to work on.
///
/// For a [`UserSession`] the organization is the one in the path (`{organization_id}`); for a [`KeyHolder`]
/// it is the key's.
#[derive(Debug)]
pub struct Permit<P: Principal, A> {
    /// What use cases take.
    pub grant: Grant,
    /// Besides: the membership of a person; nothing for a key.
    pub standing: P::Standing,
    action: PhantomData<fn() -> A>,
}

/// Somebody who can be given a [`Permit`].
pub trait Principal: CredentialHolder + Clone + Send + Sized + 'static {
    /// What is known of them in the organization.
    type Standing;

    /// Asks whether they may.
    fn ask(
        self,
        request: HttpRequest,
        action: Action,
    ) -> impl Future<Output = Result<(Grant, Self::Standing), Problem>>;
}

impl Principal for KeyHolder {
    type Standing = ();

    async fn ask(self, _: HttpRequest, action: Action) -> Result<(Grant, ()), Problem> {
        Ok((Grant::for_key(&self, action)?, ()))
    }
}

impl Principal for UserSession {
    type Standing = Membership;

    async fn ask(
        self,
        request: HttpRequest,
        action: Action,
    ) -> Result<(Grant, Membership), Problem> {
        let api = Api::of(&request)?;
        // An id that cannot be one is answered as one that is nobody's: no oracle.
        let id = request
            .match_info()
            .get("organization_id")
            .unwrap_or_default();
        let id = Id::parse(id).map_err(|_| Denial::NotAMember)?;
        let lookups = api.settings.lookups;
        Ok(lookups
            .run(move || api.organizations.enter(&self, &id, action))
            .await???)
    }
}

impl<P: Principal, A: Permission> FromRequest for Permit<P, A> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let auth = Auth::<P>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let Auth(principal) = auth.await?;
            let (grant, standing) = principal.ask(request, A::ACTION).await?;
            Ok(Self {
                grant,
                standing,
                action: PhantomData,
            })
        })
    }
}

impl Api {
    /// The service that a request was sent to.
    pub(crate) fn of(request: &HttpRequest) -> Result<web::Data<Self>, Problem> {
        let missing = || Problem::internal("no Api is registered as application data");
        request
            .app_data::<web::Data<Self>>()
            .cloned()
            .ok_or_else(missing)
    }
}

//! Registering by an invitation.

use actix_web::web;
use sendook_domain::entities::ClientInfo;
use sendook_domain::invitations::JoinedAccount;
use sendook_domain::values::Secret;

use super::password_proof::place;
use super::passwords::read_registration;
use crate::api::Api;
use crate::error::Problem;
use crate::request::Fields;
use crate::threads::run;

/// The token of the invitation that somebody registers with, if it is by one.
pub(super) fn invitation_token(fields: &Fields) -> Option<Secret> {
    fields.text("invitation_token").map(Secret::new)
}

/// Creates an account from the details that a person registers with, into the organization of an invitation.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports: first of all that registration is closed.
pub async fn register_invited(
    api: web::Data<Api>,
    fields: Fields,
    token: Secret,
    origin: ClientInfo,
) -> Result<JoinedAccount, Problem> {
    api.services.joining.check_open()?;
    let network = origin.network();
    let _turn = api.turns.registration(network).await?;
    let request = read_registration(&api, fields, network).await?;
    let begin = move |api: &Api| api.services.joining.begin(request, token.expose(), origin);
    let invited = run(api.clone(), begin).await?;
    let (invited, hash) = place(&api, network)
        .await?
        .run(move |hasher| invited.hash(hasher).map(|hash| (invited, hash)))
        .await??;
    run(api, move |api| api.services.joining.join(&invited, &hash)).await
}

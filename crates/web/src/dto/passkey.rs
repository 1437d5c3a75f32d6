//! What browsers are asked. Answers hold the options as they are; only their schemas are used.

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;
use utoipa::openapi::Object;

/// The options of `navigator.credentials.create`, as `PublicKeyCredential.parseCreationOptionsFromJSON` reads them (`WebAuthn` level 3),
/// and the id of the factor.
#[derive(ToSchema)]
#[schema(as = OfferedPasskey, rename_all = "camelCase")]
pub(crate) struct OfferedPasskeyDto {
    /// The same as `id`, as every resource has it.
    #[schema(rename = "_id", example = "factor_example")]
    sendook_id: String,
    /// Identifies the factor, which counts once it is finished.
    #[schema(example = "factor_example")]
    id: String,
    /// What is to be signed.
    #[schema(example = "ZXhhbXBsZQ")]
    challenge: String,
    /// The service.
    #[schema(value_type = Object)]
    rp: Object,
    /// Whose passkey it is to be.
    #[schema(value_type = Object)]
    user: Object,
    /// The algorithms that are accepted, in the order of preference.
    #[schema(value_type = Vec<Object>)]
    pub_key_cred_params: Vec<Object>,
    /// For how long a browser asks, in milliseconds.
    timeout: u32,
    /// The passkeys that the person has already.
    #[schema(value_type = Vec<Object>)]
    exclude_credentials: Vec<Object>,
    /// What kind of passkey is wanted.
    #[schema(value_type = Object)]
    authenticator_selection: Object,
    /// `none`: nobody has to attest.
    #[schema(example = "none")]
    attestation: String,
}

/// The options of `navigator.credentials.get`, as `PublicKeyCredential.parseRequestOptionsFromJSON` reads them (`WebAuthn` level 3).
#[derive(ToSchema)]
#[schema(as = PasskeyQuestion, rename_all = "camelCase")]
pub(crate) struct PasskeyQuestionDto {
    /// What is to be signed.
    #[schema(example = "ZXhhbXBsZQ")]
    challenge: String,
    /// For how long a browser asks, in milliseconds.
    timeout: u32,
    /// The domain that passkeys of the service are bound to.
    #[schema(example = "auth.example.com")]
    rp_id: String,
    /// One of these is asked for; any, if there are none.
    #[schema(value_type = Vec<Object>)]
    allow_credentials: Vec<Object>,
    /// Whether the authenticator has to verify who uses it.
    #[schema(example = "required")]
    user_verification: String,
}

//! What browsers are asked. Answers hold the options as they are; only their schemas are used.

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;

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
    rp: RelyingPartyDto,
    /// Whose passkey it is to be.
    user: PasskeyHolderDto,
    /// The algorithms that are accepted, in the order of preference.
    pub_key_cred_params: Vec<PasskeyAlgorithmDto>,
    /// For how long a browser asks, in milliseconds.
    timeout: u32,
    /// The passkeys that the person has already.
    exclude_credentials: Vec<KnownPasskeyDto>,
    /// What kind of passkey is wanted.
    authenticator_selection: PasskeySelectionDto,
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
    allow_credentials: Vec<KnownPasskeyDto>,
    /// Whether the authenticator has to verify who uses it.
    #[schema(example = "required")]
    user_verification: String,
}

/// The service, as browsers show it and bind passkeys to it.
#[derive(ToSchema)]
#[schema(as = RelyingParty)]
struct RelyingPartyDto {
    /// The domain.
    #[schema(example = "auth.example.com")]
    id: String,
    /// Its name.
    #[schema(example = "Sendook")]
    name: String,
}

/// Whose passkey it is to be.
#[derive(ToSchema)]
#[schema(as = PasskeyHolder, rename_all = "camelCase")]
struct PasskeyHolderDto {
    /// The id of the person, in base64url.
    #[schema(example = "dXNlcl9leGFtcGxl")]
    id: String,
    /// The e-mail address of the account.
    #[schema(example = "ada@example.com")]
    name: String,
    /// The first name of the person.
    #[schema(example = "Ada")]
    display_name: String,
}

/// An algorithm of signatures.
#[derive(ToSchema)]
#[schema(as = PasskeyAlgorithm)]
struct PasskeyAlgorithmDto {
    /// `public-key`
    #[schema(rename = "type", example = "public-key")]
    kind: String,
    /// Its number at IANA (COSE algorithms).
    #[schema(example = -7)]
    alg: i32,
}

/// A passkey that the service knows.
#[derive(ToSchema)]
#[schema(as = KnownPasskey)]
struct KnownPasskeyDto {
    /// `public-key`
    #[schema(rename = "type", example = "public-key")]
    kind: String,
    /// Its credential id, in base64url.
    #[schema(example = "ZXhhbXBsZQ")]
    id: String,
}

/// What kind of passkey is wanted.
#[derive(ToSchema)]
#[schema(as = PasskeySelection, rename_all = "camelCase")]
struct PasskeySelectionDto {
    /// Whether it is to keep the account by itself, so that no e-mail address has to be typed.
    #[schema(example = "preferred")]
    resident_key: String,
    /// The same, for browsers of level 1.
    #[schema(example = false)]
    require_resident_key: bool,
    /// Whether the authenticator is to verify who uses it.
    #[schema(example = "preferred")]
    user_verification: String,
}

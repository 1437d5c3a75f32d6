use sendook_domain::entities::Factor;
use sendook_domain::factors::{AddedFactor, FactorList, OfferedTotp, RecoveryCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::FactorKindName;
use crate::json::Timestamp;

/// A second factor of a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Factor)]
pub struct FactorDto<'a> {
    /// The same as `id`, as every resource has it.
    #[serde(rename = "_id")]
    #[schema(example = "factor_example")]
    sendook_id: &'a str,
    /// Identifies the factor.
    #[schema(example = "factor_example")]
    id: &'a str,
    /// What it is.
    #[serde(rename = "type")]
    #[schema(value_type = FactorKindName)]
    kind: &'static str,
    /// What the person calls it.
    #[schema(example = "Authenticator app")]
    name: &'a str,
    /// When it was set up.
    created_at: Timestamp,
    /// When it was last accepted, in a login or as a proof; `null`: never since it was set up.
    #[schema(required)]
    last_used_at: Option<Timestamp>,
}

impl<'a> From<&'a Factor> for FactorDto<'a> {
    fn from(factor: &'a Factor) -> Self {
        Self {
            sendook_id: factor.id.as_str(),
            id: factor.id.as_str(),
            kind: factor.kind.as_str(),
            name: factor.name.as_str(),
            created_at: Timestamp(factor.created_at),
            last_used_at: factor.last_used_at.map(Timestamp),
        }
    }
}

/// The second factors of a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Factors)]
pub(crate) struct FactorsDto<'a> {
    /// Those that count, newest first.
    factors: Vec<FactorDto<'a>>,
    /// How many recovery codes were not used.
    recovery_codes_left: usize,
}

impl<'a> From<&'a FactorList> for FactorsDto<'a> {
    fn from(list: &'a FactorList) -> Self {
        Self {
            factors: list.factors.iter().map(Into::into).collect(),
            recovery_codes_left: list.recovery_codes_left,
        }
    }
}

/// An authenticator app in the one answer that shows its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = OfferedTotp)]
pub(crate) struct OfferedTotpDto<'a> {
    /// The same as `id`, as every resource has it.
    #[serde(rename = "_id")]
    #[schema(example = "factor_example")]
    sendook_id: &'a str,
    /// Identifies the factor, which counts once it is confirmed.
    #[schema(example = "factor_example")]
    id: &'a str,
    /// What people type into the app: base 32 without padding.
    #[schema(example = "EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM")]
    secret: &'a str,
    /// What the app reads, from a QR code, say.
    #[schema(
        example = "otpauth://totp/Sendook:ada@example.com?secret=EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM&issuer=Sendook"
    )]
    uri: &'a str,
}

impl<'a> From<&'a OfferedTotp> for OfferedTotpDto<'a> {
    fn from(offered: &'a OfferedTotp) -> Self {
        Self {
            sendook_id: offered.id.as_str(),
            id: offered.id.as_str(),
            secret: offered.secret.expose(),
            uri: offered.uri.expose(),
        }
    }
}

/// A factor that counts from now on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddedFactor)]
pub(crate) struct AddedFactorDto<'a> {
    /// The factor.
    factor: FactorDto<'a>,
    /// With the first factor: ten codes that stand in for it if it is lost, each once. They are not shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!(["0000-0000-0000-0000"]))]
    recovery_codes: Option<Vec<String>>,
}

impl<'a> From<&'a AddedFactor> for AddedFactorDto<'a> {
    fn from(added: &'a AddedFactor) -> Self {
        Self {
            factor: (&added.factor).into(),
            recovery_codes: added.recovery_codes.as_deref().map(shown),
        }
    }
}

/// New recovery codes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RecoveryCodes)]
pub(crate) struct RecoveryCodesDto {
    /// Ten codes that stand in for a lost factor, each once. They are not shown again.
    #[schema(example = json!(["0000-0000-0000-0000"]))]
    recovery_codes: Vec<String>,
}

impl From<&[RecoveryCode]> for RecoveryCodesDto {
    fn from(codes: &[RecoveryCode]) -> Self {
        Self {
            recovery_codes: shown(codes),
        }
    }
}

fn shown(codes: &[RecoveryCode]) -> Vec<String> {
    let shown = codes.iter().map(RecoveryCode::shown);
    shown.map(|code| code.expose().to_owned()).collect()
}

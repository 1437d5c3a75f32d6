use utoipa::openapi::HttpMethod::{Delete, Get, Patch, Post};

use super::Group;
use crate::dto::{
    AddedFactorDto, FactorDto, FactorsDto, OfferedPasskeyDto, OfferedTotpDto, RecoveryCodesDto,
};
use crate::openapi::caller::Caller::Person;
use crate::openapi::people_bodies::{
    FactorChange, NewPasskey, NewTotp, PasskeyAnswer, TotpConfirmation,
};
use crate::openapi::route::Route;

pub(super) fn factors() -> Group {
    Group {
        name: "Second factors",
        description: "What people prove who they are by beside their password. Changes take a recent proof of who asks: a login, or `POST /auth/reauthenticate`, within the last 15 minutes.",
        routes: vec![
            Route::new(Get, "/auth/factors", "listFactors", "List the second factors of the person", Person)
                .details("")
                .gives::<FactorsDto<'_>>(200, "The factors."),
            Route::new(Post, "/auth/factors/totp", "offerTotp", "Set up an authenticator app", Person)
                .details("Makes the secret that the app computes its codes from: RFC 6238 with SHA-1, six digits and 30 seconds. It counts once it is confirmed, which has to be done within an hour; a further one takes its place until then.")
                .optional_body::<NewTotp>()
                .gives::<OfferedTotpDto<'_>>(201, "The secret. It is not shown again.")
                .fails(&["reauthentication_required", "too_many_factors", "secret_key_not_configured"]),
            Route::new(Post, "/auth/factors/{id}/confirm", "confirmTotp", "Confirm an authenticator app", Person)
                .details("From now on a login takes a code besides the password. With the first factor come ten recovery codes.")
                .body::<TotpConfirmation>()
                .gives::<AddedFactorDto<'_>>(200, "The factor, which counts from now on.")
                .fails(&["reauthentication_required", "too_many_factors"]),
            Route::new(Post, "/auth/factors/passkey", "offerPasskey", "Add a passkey", Person)
                .details("The options that a browser makes a passkey by. It counts once it is finished, which has to be done within five minutes, in the same session; a further one takes its place until then.")
                .optional_body::<NewPasskey>()
                .gives::<OfferedPasskeyDto>(201, "The options, with the id of the factor.")
                .fails(&["reauthentication_required", "too_many_factors", "passkeys_unavailable"]),
            Route::new(Post, "/auth/factors/passkey/{id}/finish", "finishPasskey", "Finish a passkey", Person)
                .details("From now on it is a second factor, and if it verifies who uses it, it logs the person in without a password. With the first factor come ten recovery codes.")
                .body::<PasskeyAnswer>()
                .gives::<AddedFactorDto<'_>>(200, "The factor, which counts from now on.")
                .fails(&["reauthentication_required", "too_many_factors", "factor_taken", "passkeys_unavailable"]),
            Route::new(Patch, "/auth/factors/{id}", "renameFactor", "Rename a second factor", Person)
                .details("")
                .body::<FactorChange>()
                .gives::<FactorDto<'_>>(200, "The factor, with its new name.")
                .fails(&["reauthentication_required"]),
            Route::new(Delete, "/auth/factors/{id}", "removeFactor", "Remove a second factor", Person)
                .details("With the last one go the recovery codes: from then on the password alone logs the person in.")
                .gives::<FactorDto<'_>>(200, "The factor, as it was.")
                .fails(&["reauthentication_required"]),
            Route::new(Post, "/auth/recovery-codes", "renewRecoveryCodes", "Make new recovery codes", Person)
                .details("Those before do not work any more.")
                .gives::<RecoveryCodesDto>(200, "Ten recovery codes.")
                .fails(&["reauthentication_required", "no_factor"]),
        ],
    }
}

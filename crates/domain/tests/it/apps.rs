//! Authenticator apps of people.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::Factor;
use sendook_domain::factors::{AddedFactor, FactorError, OfferedTotp, RecoveryCode, TypedCode};
use sendook_domain::ports::Clock as _;
use sendook_domain::values::{Id, TotpCode};
use sendook_testkit::{app_code, app_secret};

use crate::house::House;
use crate::requests::origin;

/// An authenticator app that counts.
pub(crate) struct App {
    pub(crate) id: Id<Factor>,
    pub(crate) recovery_codes: Vec<RecoveryCode>,
    secret: Vec<u8>,
}

pub(crate) fn add_app(house: &House, session: &UserPrincipal) -> App {
    let proof = house.step_up.require(session).unwrap();
    let offered = house.factors.offer_totp(session, &proof, None).unwrap();
    house.world.clock.advance(TimeDelta::seconds(1));
    let added = confirm_app(house, session, &offered).unwrap();
    App {
        recovery_codes: added.recovery_codes.unwrap_or_default(),
        ..App::of(&offered)
    }
}

/// Confirms an app that was offered, by the code that it shows.
pub(crate) fn confirm_app(
    house: &House,
    session: &UserPrincipal,
    offered: &OfferedTotp,
) -> Result<AddedFactor, FactorError> {
    let proof = house.step_up.require(session).unwrap();
    let code = App::of(offered).code_at(house, house.world.clock.now());
    house
        .factors
        .confirm_totp(session, &proof, &offered.id, code, &origin())
}

impl App {
    fn of(offered: &OfferedTotp) -> Self {
        Self {
            id: offered.id.clone(),
            recovery_codes: Vec::new(),
            secret: app_secret(offered.secret.expose()),
        }
    }

    /// The code that it shows next: one that was not used.
    pub(crate) fn next_code(&self, house: &House) -> TypedCode {
        house.world.clock.advance(TimeDelta::seconds(30));
        TypedCode::Totp(self.code_at(house, house.world.clock.now()))
    }

    /// A code that it does not show around this moment.
    pub(crate) fn wrong_code(&self, house: &House) -> TypedCode {
        let now = house.world.clock.now();
        let shown = [-60, -30, 0, 30, 60]
            .map(|seconds| self.code_at(house, now + TimeDelta::seconds(seconds)));
        let mut others = (0..9).map(|number| TotpCode::parse(&format!("{number:06}")).unwrap());
        TypedCode::Totp(others.find(|code| !shown.contains(code)).unwrap())
    }

    fn code_at(&self, house: &House, at: DateTime<Utc>) -> TotpCode {
        app_code(&*house.world.ports.hmac, &self.secret, at)
    }
}

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::ports::Clock as _;
use sendook_testkit::{FakeHmac, app_code, app_secret};
use serde_json::{Value, json};

use super::{Account, Ask, PASSWORD, World};

/// An authenticator app with the secret of one account.
pub(crate) struct App {
    pub(crate) factor_id: String,
    pub(crate) recovery_codes: Vec<String>,
    secret: Vec<u8>,
}

impl App {
    /// Takes over what the service offers.
    pub(crate) fn new(offered: &Value) -> Self {
        Self {
            factor_id: offered["id"].as_str().unwrap().to_owned(),
            recovery_codes: Vec::new(),
            secret: app_secret(offered["secret"].as_str().unwrap()),
        }
    }

    /// Sets one up for this person, and lets its first code be over.
    pub(crate) async fn of(world: &World, person: &Account) -> Self {
        let offered = person.token.post("/auth/factors/totp").await.json(201);
        let mut app = Self::new(&offered);
        let confirmed = app.confirm(world, person).await.json(200);
        let codes = confirmed["recoveryCodes"].as_array().into_iter().flatten();
        let codes = codes.map(|code| code.as_str().unwrap().to_owned());
        app.recovery_codes = codes.collect();
        world.clock.advance(TimeDelta::seconds(30));
        app
    }

    pub(crate) fn confirm(&self, world: &World, person: &Account) -> Ask {
        let path = format!("/auth/factors/{}/confirm", self.factor_id);
        let ask = person.token.post(&path);
        ask.json(&json!({"code": self.code(world.clock.now())}))
    }

    /// The code that it shows at this moment.
    pub(crate) fn code(&self, at: DateTime<Utc>) -> String {
        app_code(&FakeHmac, &self.secret, at).to_string()
    }

    /// A code that it does not show around this moment.
    pub(crate) fn wrong_code(&self, at: DateTime<Utc>) -> String {
        let shown = [-60, -30, 0, 30, 60].map(|off| self.code(at + TimeDelta::seconds(off)));
        let mut others = (0..9).map(|number| format!("{number:06}"));
        others.find(|code| !shown.contains(code)).unwrap()
    }
}

impl World {
    /// The token of a login of this person whose password was right.
    pub(crate) async fn first_step(&self, person: &Account) -> String {
        let body = json!({"email": person.email, "password": PASSWORD});
        let due = self.post("/auth/login").json(&body).await;
        let due = due.error(403, "second_factor_required");
        due["mfaToken"].as_str().unwrap().to_owned()
    }

    /// The second step of a login, with these fields.
    pub(crate) fn second_step(&self, fields: &Value) -> Ask {
        self.post("/auth/login/second-factor").json(fields)
    }
}

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::policies::{hotp_code, totp_step};
use sendook_domain::ports::{Clock as _, Hmac as _};
use sendook_testkit::FakeHmac;
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
            secret: base32(offered["secret"].as_str().unwrap()),
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
        let step = totp_step(at).to_be_bytes();
        hotp_code(FakeHmac.sha1(&self.secret, &step)).to_string()
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

fn base32(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = text.chars().map(|letter| LETTERS.find(letter).unwrap());
    let bits: Vec<_> = digits
        .flat_map(|digit| (0..5).rev().map(move |at| digit >> at & 1))
        .collect();
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    let bytes = bits.chunks_exact(8).map(byte);
    bytes.map(|byte| u8::try_from(byte).unwrap()).collect()
}

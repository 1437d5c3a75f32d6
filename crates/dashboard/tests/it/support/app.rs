use sendook_domain::entities::{AuditAction, FactorKind};
use sendook_domain::factors::{RecoveryCode, TotpSecret};
use sendook_domain::ports::{Clock as _, Confirmation, Factors as _, SecretOwner};
use sendook_domain::values::Id;
use sendook_testkit::builders::{a_factor, an_audit_event};
use sendook_testkit::{app_code, app_secret};

use super::{Answer, Browser, World};

/// The page of second factors.
pub(crate) const FACTORS: &str = "/settings/second-factor";

/// An authenticator app.
pub(crate) struct App {
    secret: Vec<u8>,
    /// The recovery codes that came with it.
    pub(crate) recovery_codes: Vec<String>,
}

impl App {
    /// Gives one to this person, with one recovery code, past the service.
    pub(crate) async fn of(world: &World, person: &Browser) -> Self {
        let user = Id::parse(&person.user_id().await).unwrap();
        let ports = &world.ports;
        let secret = TotpSecret::generate(&*ports.secrets).unwrap();
        let recovery_code = RecoveryCode::generate(&*ports.secrets).unwrap();
        let mut stored = a_factor(&user);
        assert_eq!(stored.factor.kind, FactorKind::Totp);
        let owner = SecretOwner::of(&stored.factor);
        let sealer = &ports.secret_sealer;
        stored.secret = sealer.seal(&owner, secret.as_bytes()).unwrap();
        world.store.offer_factor(&stored).unwrap();
        stored.factor.confirmed_at = Some(world.clock.now());
        let code = recovery_code.digest(&user, &*ports.digester);
        let event = an_audit_event(AuditAction::FactorAdded);
        let kept = world.store.confirm_factor(&stored, &[code], &event, &[]);
        assert_eq!(kept.unwrap(), Confirmation::Confirmed { codes_kept: true });
        Self {
            secret: secret.as_bytes().to_vec(),
            recovery_codes: vec![recovery_code.shown().expose().to_owned()],
        }
    }

    /// Reads the secret of the page that offers one.
    #[track_caller]
    pub(crate) fn reading(page: &Answer) -> Self {
        let start = "id=\"app-secret\" class=\"secret groups\" data-secret>";
        let groups = page.between(start, "</code>").split("<span>");
        let secret: String = groups
            .map(|group| group.trim_end_matches("</span>"))
            .collect();
        assert!(page.offered_uri().contains(&format!("?secret={secret}&")));
        Self {
            secret: app_secret(&secret),
            recovery_codes: Vec::new(),
        }
    }

    /// Sets one up for this person, by the pages.
    pub(crate) async fn set_up(world: &World, person: &Browser) -> Self {
        let offered = person
            .submit(FACTORS, "/settings/second-factor/app", &[])
            .await;
        let app = Self::reading(&offered);
        let done = person.confirm(&offered, &app.code(world)).await;
        Self {
            recovery_codes: done.recovery_codes(),
            ..app
        }
    }

    /// What it shows now.
    pub(crate) fn code(&self, world: &World) -> String {
        let (hmac, now) = (&*world.ports.hmac, world.clock.now());
        app_code(hmac, &self.secret, now).to_string()
    }
}

impl Browser {
    /// Sends a code from the page that offers a secret.
    pub(crate) async fn confirm(&self, offered: &Answer, code: &str) -> Answer {
        let start = "action=\"/settings/second-factor/app/";
        let path = format!("{FACTORS}/app/{}", offered.between(start, "\""));
        let (uri, next) = (offered.offered_uri(), offered.next());
        let fields = [("code", code), ("uri", &uri), ("next", next)];
        self.submit_from(offered, &path, &fields).await
    }
}

impl Answer {
    /// The URI in the form that confirms an app.
    #[track_caller]
    pub(crate) fn offered_uri(&self) -> String {
        let written = self.between("name=\"uri\" value=\"", "\"");
        written.replace("&#38;", "&")
    }

    /// Where its form leads on.
    #[track_caller]
    pub(crate) fn next(&self) -> &str {
        self.between("name=\"next\" value=\"", "\"")
    }

    /// The recovery codes that it shows.
    #[track_caller]
    pub(crate) fn recovery_codes(&self) -> Vec<String> {
        let start = "<pre id=\"recovery-codes\" class=\"secret\" data-secret>";
        let codes: Vec<_> = self.between(start, "</pre>").lines().collect();
        assert_eq!(codes.len(), RecoveryCode::COUNT, "{codes:?}");
        codes.into_iter().map(str::to_owned).collect()
    }
}

use std::cell::RefCell;
use std::sync::{Arc, RwLock};

use sendook_domain::authentication::{
    AcceptedCredential, ApiKeyPrincipal, ApiKeyStrategy, AuthenticationError, Authenticator, Chain,
    Chained, CredentialError, ForeignStrategy, Presented,
};
use sendook_domain::tokens::MalformedToken;
use sendook_testkit::{FixedClock, at_once};

use super::house::{House, judged};
use super::requests::origin;

const REFUSED: CredentialError = CredentialError::Foreign {
    message: "This badge is not good.",
};

/// What a strategy was shown.
type Shown = Arc<RwLock<Vec<String>>>;

/// Knows texts that begin with its name, and lets in those that end with `good`.
struct Badge(&'static str, Shown);

impl ForeignStrategy for Badge {
    type Principal = &'static str;

    fn judge(
        &self,
        presented: &Presented<'_>,
    ) -> Option<Result<&'static str, AuthenticationError>> {
        assert_eq!(presented.client(), origin().ip);
        assert_eq!(presented.now(), FixedClock::START);
        self.1.write().unwrap().push(presented.text().to_owned());
        let rest = presented.text().strip_prefix(self.0)?;
        Some(match rest {
            "good" => Ok(self.0),
            _ => Err(REFUSED.into()),
        })
    }
}

type Badges = Vec<Box<dyn ForeignStrategy<Principal = &'static str>>>;
type Visitor = Chained<ApiKeyPrincipal, &'static str>;

/// Keys, and after them two kinds of badge.
fn authenticator(house: &House) -> (Authenticator<Visitor>, Shown) {
    let shown = Shown::default();
    let badges: Badges = vec![
        Box::new(Badge("badge-", shown.clone())),
        Box::new(Badge("badge-of-guest-", shown.clone())),
    ];
    let chain: Chain<ApiKeyStrategy, Badges> = Chain::new(house.key_strategy.clone(), badges);
    (house.authenticator(chain), shown)
}

fn ask(
    house: &House,
    authenticator: &Authenticator<Visitor>,
    credential: Option<&str>,
) -> Result<Visitor, CredentialError> {
    let asked = authenticator.authenticate(credential, origin().ip, &*house.credentials);
    judged(at_once(asked)).unwrap()
}

#[test]
fn the_first_strategy_to_know_a_credential_decides() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let (authenticator, _) = authenticator(&house);
    let ask = |credential| ask(&house, &authenticator, credential);
    let Ok(Chained::Own(holder)) = ask(Some(account.api_key.secret.expose())) else {
        panic!("the key is good");
    };
    assert_eq!(holder.key_id(), &account.api_key.key.id);
    assert_eq!(ask(Some("badge-good")), Ok(Chained::Foreign("badge-")));
    // The second would let it in, and is not asked.
    assert_eq!(ask(Some("badge-of-guest-good")), Err(REFUSED));
    let unknown = CredentialError::Malformed(MalformedToken::UnknownPrefix);
    assert_eq!(ask(Some("another")), Err(unknown));
    let wanted = AcceptedCredential::ApiKey;
    assert_eq!(ask(None), Err(CredentialError::Missing { wanted }));
}

#[test]
fn a_foreign_strategy_is_not_shown_what_begins_as_a_credential_of_the_service() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let (authenticator, shown) = authenticator(&house);
    let key = account.api_key.secret.expose();
    let never_issued = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    for credential in [
        key,
        &key[..key.len() - 1],
        &format!("\"{key}\""),
        account.session.token.expose(),
        never_issued,
    ] {
        let judged = ask(&house, &authenticator, Some(credential));
        assert_eq!(judged.is_ok(), credential == key);
    }
    assert!(shown.read().unwrap().is_empty());
    assert!(ask(&house, &authenticator, Some("badge-good")).is_ok());
    assert_eq!(*shown.read().unwrap(), ["badge-good"]);
}

#[test]
fn a_route_that_asks_for_more_refuses_foreign_credentials_too() {
    let house = House::new();
    let (authenticator, _) = authenticator(&house);
    let seen = RefCell::new(Vec::new());
    let admits = |visitor: &Visitor| {
        seen.borrow_mut().push(visitor.clone());
        Err(REFUSED)
    };
    let credential = Some("badge-good");
    let asked = authenticator.authenticate_if(credential, origin().ip, &*house.credentials, admits);
    assert_eq!(judged(at_once(asked)).unwrap(), Err(REFUSED));
    assert_eq!(seen.into_inner(), [Chained::Foreign("badge-")]);
}

#[test]
fn what_was_presented_does_not_print() {
    let presented = Presented::new("badge-good", origin().ip, FixedClock::START);
    assert!(!format!("{presented:?}").contains("good"));
}

//! Reports of texts that hold credentials, rather than of a credential alone.

use sendook_domain::authentication::CredentialError;
use sendook_domain::entities::AuditAction;
use sendook_domain::leaks::LeakReportError;
use sendook_domain::tokens::{IssuedToken, TokenKind, UnsearchableText};

use crate::house::House;
use crate::requests::origin;

#[test]
fn every_credential_in_the_text_ends() {
    let house = House::new();
    let (ada, grace) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let text = format!(
        "SENDOOK_API_KEY=\"{}\"\nAuthorization: Bearer {}\nhttps://example.com/?t={}",
        ada.api_key.secret.expose(),
        ada.session.token.expose(),
        grace.api_key.secret.expose(),
    );
    house.leaks.report(&text, Some("a log"), &origin()).unwrap();
    for key in [&ada.api_key.secret, &grace.api_key.secret] {
        assert_eq!(house.key(key), Err(CredentialError::KeyLeaked));
    }
    assert!(house.user(&ada.session.token).is_err());
    assert!(house.user(&grace.session.token).is_ok());
    assert_eq!(house.told(AuditAction::KeyLeaked), 2);
    assert_eq!(house.told(AuditAction::SessionLeaked), 1);
    let before = house.world.store.audit_events();
    house.leaks.report(&text, Some("a log"), &origin()).unwrap();
    assert_eq!(house.world.store.audit_events(), before, "told once");
}

#[test]
fn what_is_too_much_is_refused_whole() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let own = account.api_key.secret.expose();
    let others = (0..100).map(|_| {
        let secrets = &*house.world.ports.secrets;
        let stray = IssuedToken::generate(TokenKind::AccessToken, secrets).unwrap();
        stray.secret().expose().to_owned()
    });
    let many = format!("{own}\n{}", others.collect::<Vec<_>>().join("\n"));
    let long = format!("{own}{}", " ".repeat(64 * 1024));
    for (text, fault) in [
        (many, UnsearchableText::TooManyCredentials),
        (long, UnsearchableText::TooLong),
    ] {
        let refused = house.leaks.report(&text, None, &origin());
        assert!(
            matches!(&refused, Err(LeakReportError::Text(found)) if *found == fault),
            "{refused:?}"
        );
        assert!(house.key(&account.api_key.secret).is_ok());
    }
}

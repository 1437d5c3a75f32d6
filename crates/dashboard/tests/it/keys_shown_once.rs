//! A key appears in exactly one answer.

use crate::support::{PAGES, World};

#[actix_web::test]
async fn no_page_shows_a_key_again() {
    let ada = World::new().await.browser();
    let first = ada.sign_up("ada@example.com").await.key();
    let (id, second) = ada.generate("Second").await;
    let path = format!("/api-keys/{id}/rotate");
    let rotated = ada.submit(&path, &path, &[("grace_seconds", "3600")]).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    let third = rotated.key();
    assert_eq!(rotated.header("cache-control"), Some("no-store"));
    for path in PAGES {
        let page = ada.get(&ada.path(path).await).await;
        for key in [&first, &second, &third] {
            page.hides(key.as_str());
        }
    }
    ada.get("/audit").await.shows("Rotated a key");
}

#[actix_web::test]
async fn no_page_shows_a_token_of_the_session() {
    let ada = World::new().await.browser();
    let welcome = ada.sign_up("ada@example.com").await;
    let mut pages = vec![welcome];
    for path in PAGES {
        pages.push(ada.get(&ada.path(path).await).await);
    }
    for page in pages {
        for value in ada.cookies.borrow().values() {
            page.hides(value.as_str());
        }
    }
}

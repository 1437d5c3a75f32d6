//! What pages link to is there.

use std::collections::BTreeSet;

use crate::support::{PAGES, World};

#[actix_web::test]
async fn every_link_of_every_page_leads_somewhere() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Worker").await;
    let path = format!("/api-keys/{id}/rotate");
    ada.submit(&path, &path, &[("grace_seconds", "3600")]).await;
    let mut links = BTreeSet::new();
    for path in PAGES {
        let page = ada.get(&ada.path(path).await).await;
        let found = page.text.split("href=\"/").skip(1);
        links.extend(found.map(|rest| {
            let link = rest.split(['"', '#']).next().unwrap();
            format!("/{}", link.replace("&#38;", "&"))
        }));
    }
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        let page = ada.get(&link).await;
        assert!([200, 303].contains(&page.status), "{link} {}", page.status);
    }
}

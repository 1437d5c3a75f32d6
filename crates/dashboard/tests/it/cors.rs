//! Origins that may call the API may not read pages: those answer to a cookie.

use actix_web::http::Method;
use sendook_dashboard::Site;
use sendook_web::CorsOrigins;

use crate::support::{Answer, Browser, PAGES, World};

const LISTED: &str = "https://app.example.com";

async fn worlds() -> [World; 2] {
    let listed = CorsOrigins::Listed(vec![LISTED.to_owned()]);
    [
        World::with(Site::anywhere(), |settings| settings.cors = listed).await,
        World::with(Site::anywhere(), |settings| {
            settings.cors = CorsOrigins::Any;
        })
        .await,
    ]
}

async fn from_elsewhere(browser: &Browser, method: Method, path: &str) -> Answer {
    let request = browser.request(method, path);
    let request = request.insert_header(("access-control-request-method", "POST"));
    browser
        .send(request.insert_header(("origin", LISTED)))
        .await
}

#[actix_web::test]
async fn no_page_is_open_to_another_origin() {
    for world in worlds().await {
        let ada = world.signed_up("ada@example.com").await;
        for path in PAGES
            .iter()
            .chain(&["/", "/login", "/signup", "/logout", "/nowhere"])
        {
            let path = ada.path(path).await;
            for method in [Method::GET, Method::OPTIONS] {
                let page = from_elsewhere(&ada, method, &path).await;
                assert_eq!(page.header("access-control-allow-origin"), None, "{path}");
            }
        }
        let answer = from_elsewhere(&ada, Method::GET, "/v1/whoami").await;
        assert!(answer.header("access-control-allow-origin").is_some());
    }
}

//! Style, script and icon come from the binary, and may be kept.

use crate::support::World;

#[actix_web::test]
async fn a_page_loads_three_files_that_may_be_kept_for_ever() {
    let browser = World::new().await.browser();
    let page = browser.get("/login").await;
    let files = [
        (page.between("rel=\"icon\" href=\"", "\""), "image/svg+xml"),
        (
            page.between("rel=\"stylesheet\" href=\"", "\""),
            "text/css; charset=utf-8",
        ),
        (
            page.between("script src=\"", "\""),
            "text/javascript; charset=utf-8",
        ),
    ];
    for (address, content_type) in files {
        let file = browser.get(address).await;
        assert_eq!(file.status, 200, "{address}");
        assert_eq!(file.header("content-type"), Some(content_type));
        assert_eq!(
            file.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        assert!(!file.text.is_empty() && file.cookies().is_empty());
        let (bare, _) = address.split_once("?v=").unwrap();
        for other in [bare.to_owned(), format!("{bare}?v=another")] {
            let file = browser.get(&other).await;
            assert_eq!(file.header("cache-control"), Some("no-cache"), "{other}");
        }
    }
}

#[actix_web::test]
async fn style_and_script_load_nothing_else() {
    for text in [
        include_str!("../../../assets/dashboard.css"),
        include_str!("../../../assets/dashboard.js"),
    ] {
        for sign in [
            "url(",
            "@import",
            "http:",
            "https:",
            "eval(",
            "innerHTML",
            ".style",
        ] {
            assert!(!text.contains(sign), "{sign}");
        }
    }
}

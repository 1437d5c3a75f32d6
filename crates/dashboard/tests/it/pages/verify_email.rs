//! The page that a mailed link about an e-mail address leads to.

use crate::support::World;

#[actix_web::test]
async fn a_link_that_is_not_valid_is_told_beside_the_field() {
    let (world, _) = World::with_ada().await;
    let stranger = world.browser();
    let page = stranger.get("/verify-email").await;
    page.shows("Confirm the address");
    let fields = [("token", "sndm_none")];
    let refused = stranger
        .submit("/verify-email", "/verify-email", &fields)
        .await;
    assert_eq!(refused.status, 403);
    refused.shows("This link is not valid");
}

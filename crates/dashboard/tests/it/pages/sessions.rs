use chrono::Duration;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn sessions_are_listed_and_ended_one_by_one() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(Duration::minutes(1));
    let phone = world.logged_in("ada@example.com").await;
    let list = ada.get("/sessions").await;
    assert_eq!(list.text.matches("scope=\"row\"").count(), 2);
    assert_eq!(list.text.matches("this one").count(), 1);
    // The newest is the phone's.
    let path = ada.path("/sessions/{session}/end").await;
    let ended = ada.submit("/sessions", &path, &[]).await;
    assert_eq!(ended.location(), "/sessions?notice=session-ended");
    assert_eq!(phone.get("/sessions").await.status, 303);
    assert_eq!(
        ada.get("/sessions")
            .await
            .text
            .matches("scope=\"row\"")
            .count(),
        1
    );
    assert_eq!(ada.submit("/sessions", &path, &[]).await.status, 404);
}

#[actix_web::test]
async fn ending_ones_own_is_logging_out() {
    let (_, ada) = World::with_ada().await;
    let path = ada.path("/sessions/{session}/end").await;
    assert_eq!(
        ada.submit("/sessions", &path, &[]).await.location(),
        "/login?notice=logged-out"
    );
    assert!(!ada.cookies.borrow().contains_key("sendook_session_80"));
    assert!(!ada.cookies.borrow().contains_key("sendook_refresh_80"));
    assert_eq!(ada.get("/sessions").await.status, 303);
}

#[actix_web::test]
async fn all_others_end_together() {
    let (world, ada) = World::with_ada().await;
    ada.get("/sessions").await.hides("End all others");
    let others = [world.browser(), world.browser()];
    for other in &others {
        other
            .log_in("ada@example.com", PASSWORD, "")
            .await
            .location();
    }
    let ended = ada.submit("/sessions", "/sessions/end-others", &[]).await;
    assert_eq!(ended.location(), "/sessions?notice=sessions-ended");
    for other in &others {
        assert_eq!(other.get("/sessions").await.status, 303);
    }
    assert_eq!(ada.get("/sessions").await.status, 200);
}

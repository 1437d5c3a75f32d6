use crate::program::Program;
use crate::world::World;

/// Begins as a key does, and is none: the checksum is wrong.
const JUNK: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18";

fn assert_guarded(program: &Program, world: &World, path: &str) {
    let (status, body) = program.get(path, Some(world.full.expose()));
    assert_eq!(status, 200, "{body}");
    assert!(body.ends_with(&world.organization), "{body}");
    for refused in [None, Some(JUNK), Some("junk")] {
        let (status, challenge, body) = program.get_with_headers(path, refused);
        assert_eq!(status, 401, "{refused:?}: {body}");
        assert!(challenge.unwrap().starts_with("Bearer"));
        assert!(!body.contains(&world.organization));
    }
}

#[test]
fn a_guard_lets_keys_in_and_writes_down_their_use_at_its_end() {
    let world = World::new();
    let program = Program::start("guard", world.folder());
    assert_guarded(&program, &world, "/reports");
    program.stop();
    assert_eq!(world.uses(), 1);
}

#[test]
fn a_scope_of_ones_own_is_denied_to_keys_without_it() {
    let world = World::new();
    let program = Program::start("own_scope", world.folder());
    assert_guarded(&program, &world, "/reports");
    let reader = world.key_with("reports:read");
    assert_eq!(program.get("/reports", Some(reader.expose())).0, 200);
    for (scopes, missing) in [
        ("reports:write", "reports:read"),
        ("keys:write inboxes:read", "reports:read"),
    ] {
        let (status, body) = program.get("/reports", Some(world.key_with(scopes).expose()));
        assert_eq!(status, 403, "{body}");
        assert!(body.contains(missing), "{body}");
    }
    let (status, body) = program.post("/reports", reader.expose());
    assert_eq!(status, 403, "{body}");
    let writer = world.key_with("reports:write");
    assert_eq!(program.post("/reports", writer.expose()).0, 200);
}

#[test]
fn a_strategy_of_ones_own_comes_after_that_of_the_service() {
    let world = World::new();
    let program = Program::start("own_strategy", world.folder());
    assert_guarded(&program, &world, "/status");
    let probe = program.get("/status", Some("probe-of-the-example"));
    assert_eq!(probe, (200, "all is well".to_owned()));
    let (status, body) = program.get("/status", Some("probe-of-somebody"));
    assert_eq!(status, 401);
    assert!(body.contains("look it up again"), "{body}");
}

#[test]
fn the_dashboard_lies_under_a_path_of_an_application() {
    let world = World::new();
    let program = Program::start("dashboard", world.folder());
    assert_guarded(&program, &world, "/reports");
    assert_eq!(program.get("/", None).0, 200);
    let (status, body) = program.get("/account/login", None);
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(r#"href="/account/assets/"#), "{body}");
    let style = body
        .split(r#"href=""#)
        .find(|rest| rest.starts_with("/account/assets/"));
    let style = style.and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(program.get(style, None).0, 200, "{style}");
    for (page, leads_to) in [
        ("/account", "/account/"),
        ("/account/overview", "/account/login"),
    ] {
        let (status, location, _) = program.get_with_headers(page, None);
        assert_eq!(status, 303, "{page}");
        assert!(location.unwrap().starts_with(leads_to), "{page}");
    }
    assert_eq!(program.get("/login", None).0, 404);
}

#[test]
fn a_guard_for_axum_lets_keys_in() {
    let world = World::new();
    let program = Program::start("axum_guard", world.folder());
    assert_guarded(&program, &world, "/reports");
}

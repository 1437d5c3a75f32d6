use super::schema::Schema;

#[test]
fn a_database_with_another_time_is_found() {
    let schema = Schema::new();
    let world = schema.world();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    let (code, told, _) = world.outcome(&["doctor"]);
    assert_eq!(code, Some(0), "{told}");
    // The schema's own clock comes before that of the server.
    let url = schema.url();
    let (_, name) = url.split_once("search_path%3D").unwrap();
    let (name, _) = name.split_once('&').unwrap();
    schema.execute(&format!(
        "CREATE FUNCTION {name}.clock_timestamp() RETURNS timestamptz LANGUAGE sql \
         AS $$ SELECT pg_catalog.clock_timestamp() - interval '1 hour' $$"
    ));
    let url = url.replace(&format!("%3D{name}"), &format!("%3D{name},pg_catalog"));
    let output = world.run(&["doctor"], &[("DATABASE_URL", &url)]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let clock = told
        .lines()
        .find(|line| line.starts_with("FAILURE  clock: "));
    assert!(
        clock.unwrap().contains(" s ahead of the database's"),
        "{told}"
    );
}

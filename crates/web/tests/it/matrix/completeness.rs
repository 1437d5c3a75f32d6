use std::collections::BTreeMap;

use crate::support::{EVERY_METHOD, ROUTES, World};

/// Where the service lists its routes.
const SOURCE: &str = include_str!("../../../src/routes/mod.rs");

/// The methods of each path in the table, as `Allow` would list them.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for route in ROUTES {
        let methods = paths.entry(route.path).or_default();
        methods.push(route.method);
        if route.method == "GET" {
            methods.push("HEAD");
        }
    }
    paths
}

#[test]
fn the_table_has_every_path_of_the_service() {
    let (once, under_both_prefixes) = SOURCE.split_once("fn resources").unwrap();
    let count = |source: &str| source.matches("Endpoint::at(").count();
    assert_eq!(table().len(), count(once) + 2 * count(under_both_prefixes));
}

#[actix_web::test]
async fn the_table_has_every_method_of_each_path() {
    let world = World::new().await;
    let with_methods = table()
        .into_iter()
        .filter(|(path, _)| *path != EVERY_METHOD);
    for (path, methods) in with_methods {
        let path = path.replace(['{', '}'], "");
        let answer = world.ask("PURGE", &path).await;
        answer.error(405, "method_not_allowed");
        let mut allowed: Vec<_> = answer.header("allow").unwrap().split(", ").collect();
        let mut expected = methods;
        allowed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(allowed, expected, "{path}");
    }
}

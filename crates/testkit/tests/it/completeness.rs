use std::fs;
use std::path::Path;

/// A behaviour that the macro does not list would never run, for any store.
#[test]
fn the_macro_lists_every_behaviour() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/contract");
    let list = fs::read_to_string(folder.join("tests_macro.rs")).unwrap();
    let listed: Vec<&str> = list.split_whitespace().collect();
    let mut found = 0;
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("pub fn ") else {
                continue;
            };
            let name = rest.split('(').next().unwrap();
            assert!(listed.contains(&name), "{name} is not in the macro");
            found += 1;
        }
    }
    assert!(found > 50, "only {found} behaviours were found");
}

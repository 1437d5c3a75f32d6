use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use super::Site;
use crate::support::client::text;

pub(super) fn walk(site: &Site) {
    let other = site.clients()[0].register("grace@example.com");
    the_trail_is_exported(site, text(&other, "/organization/id"));
    a_reader_may_stop_early(site);
}

fn the_trail_is_exported(site: &Site, other: &str) {
    let (org, token) = (site.text("/organization/id"), site.text("/token"));
    let wrong = json!({"email": "nobody@example.com", "password": "mistyped walrus 48 quay"});
    assert_eq!(
        site.clients()[0].try_post("/auth/login", &wrong).unwrap().0,
        401
    );
    let (_, as_http) = site.clients()[1].get(&format!("/organizations/{org}/audit"), token);
    let own = site.lines(&["audit", "export", "--org", org]);
    assert_eq!(&own, as_http.as_array().unwrap());

    let all = site.lines(&["audit", "export"]);
    let ids: Vec<_> = all.iter().map(|line| text(line, "/id")).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older));
    assert!(own.iter().all(|line| all.contains(line)));
    assert!(all.iter().any(|line| line["organizationId"] == other));
    // A failed login of nobody belongs to no organization.
    assert_eq!(all[0]["action"], "user.login_failed");
    let actions = |filter: &[&str]| -> Vec<Value> {
        let lines = site.lines(&[&["audit", "export"], filter].concat());
        lines
            .into_iter()
            .map(|line| line["action"].clone())
            .collect()
    };
    assert_eq!(
        actions(&["--action", "user.registered"]),
        ["user.registered"; 2]
    );
    assert_eq!(actions(&["--limit", "1"]), ["user.login_failed"]);
    assert_eq!(
        actions(&["--about", site.text("/user/id")]),
        ["user.registered"]
    );
    assert!(actions(&["--about", "key_of_nobody"]).is_empty());
    let at = text(&all[0], "/createdAt");
    assert_eq!(actions(&["--since", at])[0], "user.login_failed");
    assert!(actions(&["--since", "2100-01-01T00:00:00Z"]).is_empty());
    assert!(!actions(&["--until", at]).contains(&json!("user.login_failed")));
    site.refuses(2, &["audit", "export", "--since", "yesterday"]);
    site.refuses(2, &["audit", "export", "--action", "user.flew"]);
    site.refuses(1, &["audit", "export", "--org", "org_1"]);
}

fn a_reader_may_stop_early(site: &Site) {
    for _ in 0..300 {
        site.clients()[0].log_in("ada@example.com");
    }
    let mut command = site.world.command();
    let command = command.args(["audit", "export"]).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut first).unwrap();
    drop(output);
    assert_eq!(
        serde_json::from_str::<Value>(&first).unwrap()["action"],
        "user.logged_in"
    );
    let ended = child.wait_with_output().unwrap();
    let complaint = String::from_utf8(ended.stderr).unwrap();
    assert_eq!((ended.status.code(), complaint.as_str()), (Some(0), ""));
}

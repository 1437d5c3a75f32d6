use serde_json::json;

use super::Site;
use crate::support::client::text;

pub(super) fn walk(site: &Site) {
    let other = site.clients()[0].register("grace@example.com");
    users_are_listed_and_shown(site, text(&other, "/user/id"));
    organizations_are_listed_and_shown(site, text(&other, "/organization/id"));
    who_is_not_there_is_refused(site);
}

fn users_are_listed_and_shown(site: &Site, other: &str) {
    let id = site.text("/user/id");
    let listed = site.lines(&["user", "list", "--json"]);
    let ids: Vec<_> = listed.iter().map(|user| text(user, "/id")).collect();
    assert_eq!(ids, [other, id]);
    assert_eq!(
        site.lines(&["user", "list", "--limit", "1", "--json"]),
        listed[..1]
    );
    assert_eq!(
        site.lines(&["user", "list", "--json", "--query", "ADA@"]),
        listed[1..]
    );
    let table = site.does(&["user", "list", "--query", "ada@"]);
    let row: Vec<_> = table.lines().nth(1).unwrap().split_whitespace().collect();
    let ada = [id, "ada@example.com", "Ada", "active", "no"];
    assert_eq!(row[..5], ada, "{table}");
    for command in ["disable", "verify-email"] {
        site.does(&["user", command, other]);
    }
    let table = site.does(&["user", "list"]);
    let row: Vec<_> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(
        (row[0], row[3], row[4]),
        (other, "disabled", "yes"),
        "{table}"
    );
    let listed = site.lines(&["user", "list", "--json"]);
    let disabled: Vec<_> = listed.iter().map(|user| &user["disabled"]).collect();
    assert_eq!(disabled, [true, false]);
    site.does(&["user", "enable", other]);

    let shown = site.lines(&["user", "show", "ADA@example.com", "--json"]);
    let (_, mut as_http) = site.clients()[0].get("/auth/user", site.text("/token"));
    as_http["sessions"] = shown[0]["sessions"].clone();
    as_http["disabled"] = false.into();
    as_http["lockouts"] = json!([]);
    as_http["factors"] = json!([]);
    as_http["recoveryCodesLeft"] = 0.into();
    assert_eq!(shown, [as_http]);
    assert_eq!(shown[0]["sessions"][0]["ip"], "127.0.0.1");
    assert_eq!(site.lines(&["user", "show", id, "--json"]), shown);
    let told = site.does(&["user", "show", id]);
    for part in [
        "ada@example.com",
        "Default Organization (owner)",
        "from 127.0.0.1",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

fn organizations_are_listed_and_shown(site: &Site, other: &str) {
    let id = site.text("/organization/id");
    let listed = site.lines(&["org", "list", "--json"]);
    let ids: Vec<_> = listed.iter().map(|one| text(one, "/id")).collect();
    assert_eq!(ids, [other, id]);
    assert_eq!(
        site.lines(&["org", "list", "--query", "nowhere", "--json"])
            .len(),
        0
    );
    let shown = site.lines(&["org", "show", id, "--json"]);
    assert_eq!(text(&shown[0], "/name"), "Default Organization");
    let members = shown[0]["members"].as_array().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(text(&members[0], "/email"), "ada@example.com");
    assert_eq!(text(&members[0], "/role"), "owner");
    let told = site.does(&["org", "show", id]);
    assert!(told.contains("ada@example.com (owner)"), "{told}");
}

fn who_is_not_there_is_refused(site: &Site) {
    for (command, sentence) in [
        (
            ["user", "show", "nobody@example.com"],
            "No account has the e-mail address",
        ),
        (["user", "show", "user_1"], "No account has the id user_1."),
        (
            ["org", "show", "org_1"],
            "\"sendook org list\" shows those that there are.",
        ),
    ] {
        let told = site.refuses(1, &command);
        assert!(told.contains(sentence), "{told}");
    }
    for command in [["user", "show", "not an id"], ["org", "show", "a/b"]] {
        site.refuses(2, &command);
    }
}

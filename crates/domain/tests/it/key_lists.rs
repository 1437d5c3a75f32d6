//! Pages of keys as people see them: both ways, and with the use that is not written yet.

use chrono::TimeDelta;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ReadKeys;
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::{Clock as _, KeyFilter, Pagination};
use sendook_domain::values::Id;

use crate::house::House;
use crate::requests::key_request;

fn part(after: Option<&Id<ApiKey>>) -> Pagination<ApiKey> {
    Pagination {
        limit: 2,
        after: after.cloned(),
    }
}

#[test]
fn every_page_knows_where_the_one_before_starts() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let mut ids = Vec::new();
    for _ in 0..5 {
        house.world.clock.advance(TimeDelta::milliseconds(1));
        ids.insert(0, house.make_key(&account, key_request("Batch")).key.id);
    }
    let grant: Grant<ReadKeys> = house.grant(&account);
    let filter = KeyFilter {
        name_contains: Some("batch".to_owned()),
        ..KeyFilter::default()
    };
    let before = |after| {
        let page = part(after);
        house
            .keys
            .start_of_page_before(&grant, &filter, &page)
            .unwrap()
    };
    // Pages begin after these: at the newest, after the second, after the fourth.
    assert_eq!(before(None), None);
    assert_eq!(before(Some(&ids[1])), None);
    assert_eq!(before(Some(&ids[3])).as_ref(), Some(&ids[1]));
}

#[test]
fn a_key_that_was_just_used_is_not_among_the_unused() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let used = house.make_key(&account, key_request("Used"));
    house.world.clock.advance(TimeDelta::hours(1));
    house.key(&used.secret).unwrap();
    let unused = KeyFilter {
        unused_since: Some(house.world.clock.now()),
        ..KeyFilter::default()
    };
    let grant = house.grant(&account);
    for flushed in [false, true] {
        if flushed {
            house.flush();
        }
        let listing = house
            .keys
            .list_with_usage(&grant, &unused, &Pagination::first());
        let names = listing.unwrap().items.into_iter().map(|key| key.name);
        let first = account.api_key.key.name.clone();
        assert_eq!(names.collect::<Vec<_>>(), vec![first], "{flushed}");
    }
}

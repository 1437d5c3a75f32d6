//! Requests that are sent again with their idempotency key.

use std::cell::Cell;

use chrono::TimeDelta;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::CreateInboxes;
use sendook_domain::entities::{AuditAction, Inbox};
use sendook_domain::idempotency::{Answer, Remember, ReplayError};
use sendook_domain::inboxes::{InboxRequest, InboxRequestError};
use sendook_domain::policies::ANSWERS_REMEMBERED;
use sendook_domain::ports::{KeyedRequest, StoreError, Unique};
use sendook_domain::values::{IdempotencyKey, Secret};

use crate::house::House;
use crate::requests::origin;

/// What these requests can fail with.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Replay(#[from] ReplayError),
    #[error(transparent)]
    Inbox(#[from] InboxRequestError),
}

/// An organization that makes inboxes of one name, under one idempotency key.
struct Maker {
    house: House,
    grant: Grant<CreateInboxes>,
    key: IdempotencyKey,
}

impl Maker {
    fn new() -> Self {
        let house = House::new();
        let account = house.register("ada@example.com");
        Self {
            grant: house.grant(&account),
            house,
            key: IdempotencyKey::parse("8e03978e-40d5-43dd-bc93-6894a57f9324").unwrap(),
        }
    }

    fn make(&self, remember: &Remember<'_, Inbox>) -> Result<Inbox, Failure> {
        let request = InboxRequest {
            name: None,
            address: None,
        };
        let inboxes = &self.house.inboxes;
        Ok(inboxes.create(&self.grant, request, &origin(), Some(remember))?)
    }

    /// Carries out the request with this body.
    fn once(
        &self,
        body: &str,
        make: impl FnOnce(&Remember<'_, Inbox>) -> Result<Inbox, Failure>,
    ) -> Result<Answer, Failure> {
        let request = KeyedRequest {
            key: &self.key,
            route: "POST /v1/inboxes",
            caller: "key_1",
        };
        let write = |inbox: &Inbox| Secret::new(inbox.id.to_string());
        let service = &self.house.idempotency;
        service.once(&request, body.as_bytes(), 201, write, make)
    }

    fn made(&self) -> usize {
        self.house.told(AuditAction::InboxCreated)
    }
}

fn again(answer: &Answer) -> (bool, u16, &str) {
    (answer.is_replay, answer.status, answer.body.expose())
}

#[test]
fn the_same_request_gets_the_same_answer_and_has_no_further_effect() {
    let maker = Maker::new();
    let first = maker.once("{}", |remember| maker.make(remember)).unwrap();
    assert!(!first.is_replay);
    let second = maker.once("{}", |_| unreachable!("it was carried out"));
    let second = second.unwrap();
    assert_eq!(again(&second), (true, 201, first.body.expose()));
    assert_eq!(maker.made(), 1);
}

#[test]
fn another_body_is_refused() {
    let maker = Maker::new();
    maker.once("{}", |remember| maker.make(remember)).unwrap();
    let other = maker.once("{ }", |remember| maker.make(remember));
    assert!(matches!(other, Err(Failure::Replay(ReplayError::Reused))));
    assert_eq!(maker.made(), 1);
}

#[test]
fn after_a_day_the_key_is_as_good_as_new() {
    let maker = Maker::new();
    let first = maker.once("{}", |remember| maker.make(remember)).unwrap();
    let moment = TimeDelta::microseconds(1);
    maker.house.world.clock.advance(ANSWERS_REMEMBERED - moment);
    let last = maker.once("{}", |remember| maker.make(remember)).unwrap();
    assert_eq!(again(&last), (true, 201, first.body.expose()));
    maker.house.world.clock.advance(moment);
    let anew = maker.once("other", |remember| maker.make(remember));
    assert!(!anew.unwrap().is_replay);
    assert_eq!(maker.made(), 2);
}

#[test]
fn a_failure_is_not_remembered() {
    let maker = Maker::new();
    let failed = maker.once("{}", |_| Err(InboxRequestError::Taken.into()));
    assert!(matches!(
        failed,
        Err(Failure::Inbox(InboxRequestError::Taken))
    ));
    let next = maker.once("other", |remember| maker.make(remember));
    assert!(!next.unwrap().is_replay);
}

/// A twin succeeds after this one has looked for it.
#[test]
fn of_two_at_once_the_second_gets_the_answer_of_the_first() {
    let maker = Maker::new();
    let first = Cell::new(None);
    let second = maker.once("{}", |remember| {
        first.set(maker.once("{}", |remember| maker.make(remember)).ok());
        let refused = maker.make(remember);
        assert!(matches!(
            refused,
            Err(Failure::Inbox(InboxRequestError::Store(StoreError::Taken(
                Unique::IdempotencyKey
            ))))
        ));
        refused
    });
    let (first, second) = (first.take().unwrap(), second.unwrap());
    assert_eq!(again(&second), (true, 201, first.body.expose()));
    assert_eq!(maker.made(), 1);
}

#[test]
fn a_change_whose_confirmation_was_lost_is_answered_all_the_same() {
    let maker = Maker::new();
    let answer = maker.once("{}", |remember| {
        maker.make(remember)?;
        Err(InboxRequestError::Store(StoreError::unavailable("cut off")).into())
    });
    assert!(answer.unwrap().is_replay);
    assert_eq!(maker.made(), 1);
}

#[test]
fn other_routes_callers_and_keys_are_other_requests() {
    let maker = Maker::new();
    maker.once("{}", |remember| maker.make(remember)).unwrap();
    let other_key = IdempotencyKey::parse("2").unwrap();
    for (key, route, caller) in [
        (&other_key, "POST /v1/inboxes", "key_1"),
        (&maker.key, "POST /v1/api_keys", "key_1"),
        (&maker.key, "POST /v1/inboxes", "key_2"),
    ] {
        let request = KeyedRequest { key, route, caller };
        let write = |inbox: &Inbox| Secret::new(inbox.id.to_string());
        let service = &maker.house.idempotency;
        let made = service.once(&request, b"{}", 201, write, |remember| maker.make(remember));
        assert!(!made.unwrap().is_replay);
    }
    assert_eq!(maker.made(), 4);
}

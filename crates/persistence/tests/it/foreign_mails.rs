//! Mails that another version of the service has left in the outbox.

use sendook_domain::policies::CLAIM_OF_MAIL;
use sendook_domain::ports::Outbox as _;
use sendook_testkit::builders::{a_late_moment, a_mail, a_user};

use crate::sqlite::SqliteWorld;

#[test]
fn a_mail_that_cannot_be_read_holds_up_no_other() {
    let world = SqliteWorld::new();
    let store = world.open();
    let (foreign, next) = (a_mail(&a_user().email), a_mail(&a_user().email));
    let now = a_late_moment();
    store.queue_mails(&[foreign.clone(), next.clone()]).unwrap();
    world.execute(&format!(
        "UPDATE outgoing_mails SET kind = 'of_tomorrow', content = '{{\"kind\":\"of_tomorrow\"}}', due_at = due_at - 1
             WHERE id = '{}'",
        foreign.id
    ));
    let claimed = store.claim_mail(now, now + CLAIM_OF_MAIL).unwrap();
    assert_eq!(claimed.unwrap().mail, next);
    assert_eq!(store.claim_mail(now, now + CLAIM_OF_MAIL).unwrap(), None);

    let given_up = store.give_up_mails(now, now + CLAIM_OF_MAIL, 9).unwrap();
    let kinds = given_up.iter().map(|mail| (&mail.id, mail.kind.as_str()));
    let mut kinds = kinds.collect::<Vec<_>>();
    kinds.sort();
    let mut expected = vec![
        (&foreign.id, "of_tomorrow"),
        (&next.id, next.content.kind().as_str()),
    ];
    expected.sort();
    assert_eq!(kinds, expected);
}

//! What mails and their links are found by.

use std::slice;

use sendook_domain::entities::LinkPurpose;
use sendook_domain::ports::{Outbox as _, PasswordResets as _};
use sendook_testkit::builders::{a_late_moment, a_mail, a_mail_link};

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

#[test]
fn mails_and_links_are_found_by_an_index() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let (mail, now) = (a_mail(&account.user.email), a_late_moment());
    store.queue_mails(slice::from_ref(&mail)).unwrap();
    forget_statements();

    check(&world, "is_mail_due", store.is_mail_due(now));
    let claimed = store.claim_mail(now, now).unwrap().unwrap();
    let claim = claimed.claim();
    let link = a_mail_link(&account.user, LinkPurpose::PasswordReset);
    check(
        &world,
        "keep_mail_link",
        store.keep_mail_link(&link, &claim, None),
    );
    let found = store.password_reset_by_digest(&link.digest);
    assert_eq!(check(&world, "password_reset_by_digest", found).len(), 2);
    let deferred = store.defer_mail(&claim, now, Some(&link.digest));
    assert_eq!(check(&world, "defer_mail", deferred).len(), 3);
    check(&world, "give_up_mails", store.give_up_mails(now, now, 9));
    check(&world, "remove_mail", store.remove_mail(&claim));
    check(&world, "sweep_mail_links", store.sweep_mail_links(now, 9));
}

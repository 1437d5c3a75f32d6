//! Run tokens are made, found, listed, ended and swept by indexes, however many there are.

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{EndRunTokens, RunTokenCreation, RunTokens as _};
use sendook_testkit::builders::{a_moment, a_run_token, an_audit_event};

use crate::query_plans::{check, forget_statements, plan, remember_statements, statements};
use crate::sqlite::SqliteWorld;

#[test]
fn run_tokens_live_their_lives_by_indexes() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::RunTokenCreated);
    let (organization, key) = (&account.organization.id, &account.api_key.key.id);
    let new = a_run_token(&account.api_key);
    forget_statements();

    let created = store.create_run_token(&new, 1, &audit(), None).unwrap();
    assert_eq!(created, RunTokenCreation::Kept);
    let sent = statements();
    let insert = sent
        .iter()
        .find(|sent| sent.starts_with("INSERT INTO run_tokens"));
    let plan = plan(&world, insert.unwrap());
    assert!(!plan.iter().any(|step| step.contains("SCAN")), "{plan:?}");
    forget_statements();

    let full = store.create_run_token(&a_run_token(&account.api_key), 1, &audit(), None);
    let plans = check(&world, "create_run_token, without room", full);
    // Those that there are, a thousand perhaps, are counted in the index.
    for step in plan.iter().chain(plans.iter().flatten()) {
        let reads_tokens = step.contains("run_tokens");
        let counts = step.contains("COVERING INDEX run_tokens_by_secret (secret_digest=?");
        assert!(counts || !reads_tokens, "{step}");
    }
    let found = store.run_token_by_digest(&new.digest);
    let plans = check(&world, "run_token_by_digest", found);
    assert!(plans[0][0].contains("PRIMARY KEY (digest=?)"), "{plans:?}");
    let listed = store.run_tokens(organization, key, a_moment());
    let plans = check(&world, "run_tokens", listed);
    let by_secret = "run_tokens_by_secret (secret_digest=? AND expires_at>?)";
    assert!(
        plans[0].iter().any(|step| step.contains(by_secret)),
        "{plans:?}"
    );
    for which in [EndRunTokens::Only(new.token.id), EndRunTokens::All] {
        let ended = store.end_run_tokens(organization, key, &which, a_moment(), &audit());
        check(&world, "end_run_tokens", ended);
    }
    let swept = store.sweep_run_tokens(a_moment(), 9);
    check(&world, "sweep_run_tokens", swept);
}

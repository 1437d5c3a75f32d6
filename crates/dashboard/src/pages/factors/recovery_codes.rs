//! Recovery codes, in the one page that shows them.

use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::factors::{FactorError, RecoveryCode};
use sendook_web::Problem;

use crate::answer::{Answer, page, see_other};
use crate::next_page::SECOND_FACTOR;
use crate::person::{OwnAccount, Person};
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Section, Shell};

#[derive(Template)]
#[template(path = "factors/recovery_codes.html")]
struct CodesPage<'a> {
    shell: Shell,
    /// What was done.
    done: &'static str,
    codes: Vec<String>,
    /// The page to go on to.
    next: &'a str,
}

#[derive(Template)]
#[template(path = "factors/renew_codes.html")]
struct RenewalPage {
    shell: Shell,
    left: usize,
}

/// The page that shows codes. Looks nothing up, so that no failure can hide them.
pub(super) fn reveal(
    person: &Person,
    done: &'static str,
    codes: &[RecoveryCode],
    next: &str,
) -> Answer {
    let codes = codes.iter().map(|code| code.shown().expose().to_owned());
    let template = CodesPage {
        shell: Shell {
            // Whoever has codes has a factor.
            barred: false,
            ..Shell::new(person, Section::SecondFactor)
        },
        done,
        codes: codes.collect(),
        next,
    };
    page(StatusCode::OK, &template)
}

/// `GET /settings/second-factor/recovery-codes`
pub(crate) async fn ask(OwnAccount(person): OwnAccount) -> Answer {
    let session = person.session.clone();
    let find = person.run(move |api| api.services.factors.list(&session));
    let found = find.await?;
    if found.factors.is_empty() {
        return Ok(see_other(SECOND_FACTOR));
    }
    let template = RenewalPage {
        shell: Shell::new(&person, Section::SecondFactor),
        left: found.recovery_codes_left,
    };
    page(StatusCode::OK, &template)
}

/// `POST /settings/second-factor/recovery-codes`
pub(crate) async fn renew(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission { person, origin, .. }) = sent;
    let session = person.session.clone();
    let renew = person.run(move |api| {
        let factors = &api.services.factors;
        // Nobody is asked for a proof where there is nothing to renew.
        if factors.list(&session)?.factors.is_empty() {
            return Err(FactorError::NoFactor.into());
        }
        let proof = api.services.step_up.require(&session)?;
        Ok::<_, Problem>(factors.renew_recovery_codes(&session, &proof, &origin)?)
    });
    match renew.await {
        Ok(codes) => {
            let done = "The codes that you had before have ended.";
            reveal(&person, done, &codes, SECOND_FACTOR)
        }
        // The last factor was removed in another tab.
        Err(error) if error.code == "no_factor" => Ok(see_other(SECOND_FACTOR)),
        Err(error) => Err(error.into()),
    }
}

use sendook_domain::entities::User;
use serde_json::json;

use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;
use crate::printable::one_line;

/// Takes every second factor and recovery code of an account away. Says if nobody mails that to the person.
pub(super) fn reset(console: &Console, user: &User) -> Result<(), CommandError> {
    let factors = &console.services.factors;
    let removed = factors.reset(&console.operator, user)?;
    let email = user.email.as_typed();
    let shown = one_line(email);
    let sends_no_mail = console.services.email_change.check_mail().is_err();
    if removed > 0 && sends_no_mail {
        eprint("No mail is set here, so the person is not told. Tell them yourself.");
    }
    let text = match removed {
        0 => format!("{shown} has no second factor."),
        1 => format!("The second factor of {shown} is gone. The password alone logs in."),
        _ => {
            format!("The {removed} second factors of {shown} are gone. The password alone logs in.")
        }
    };
    let document = json!({"email": email, "removed": removed});
    console.output.show(&document, text)
}

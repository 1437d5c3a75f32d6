use utoipa::openapi::HttpMethod::{Delete, Get, Post};

use super::Group;
use crate::dto::{
    IssuedSessionDto, PasskeyQuestionDto, SessionDto, Success, UserWithOrganizationsDto,
};
use crate::openapi::bodies::{
    EmailChange, EmailVerification, ForgottenPassword, Login, Logout, PasswordChange,
    PasswordReset, Refresh, Registration,
};
use crate::openapi::caller::Caller::{Anyone, Person};
use crate::openapi::people_bodies::{
    PasskeyAnswer, Reauthentication, SecondFactor, WaitingLoginToken,
};
use crate::openapi::route::Route;
use crate::routes::OpenedAccountDto;

pub(super) fn accounts() -> Group {
    Group {
        name: "Accounts",
        description: "People register, log in and change their password. Only failed logins count against a client.",
        routes: vec![
            Route::new(Post, "/auth/register", "register", "Register a person", Anyone)
                .details("Makes the account, an organization of its own, a first API key and a first inbox: all four, or none. This is the only answer that shows the key. With `invitation_token` the account begins in the organization of the invitation instead, and there is neither a key nor an inbox.")
                .body::<Registration>()
                .gives::<OpenedAccountDto<'_>>(201, "What was made.")
                .fails(&["registration_closed", "invalid_token", "invitation_for_another_address", "email_taken", "too_many_requests"]),
            Route::new(Post, "/auth/login", "logIn", "Log in", Anyone)
                .details("Begins a session. A wrong e-mail address and a wrong password are answered alike. Of a person with a second factor, the right password is answered with 403, `mfaToken` and `methods`: the session begins with `POST /auth/login/second-factor`.")
                .body::<Login>()
                .gives::<IssuedSessionDto<'_>>(200, "The session, with its tokens.")
                .fails(&["invalid_credentials", "second_factor_required", "too_many_requests"]),
            Route::new(Post, "/auth/login/second-factor", "showSecondFactor", "Show the second factor", Anyone)
                .details("The second step of a login. A token is good for five minutes and one session; a code that is wrong does not use it up, and counts as a failed login.")
                .body::<SecondFactor>()
                .gives::<IssuedSessionDto<'_>>(200, "The session, with its tokens.")
                .fails(&["invalid_token", "invalid_credentials", "too_many_requests"]),
            Route::new(Post, "/auth/login/second-factor/passkey", "askForSecondFactor", "Ask for a passkey as the second factor", Anyone)
                .details("The options that a browser asks for a passkey by. What it answers is good for this login, for five minutes, once.")
                .body::<WaitingLoginToken>()
                .gives::<PasskeyQuestionDto>(200, "The options.")
                .fails(&["invalid_token", "no_passkey", "passkeys_unavailable"]),
            Route::new(Post, "/auth/login/passkey", "askForPasskey", "Ask for a passkey to log in with", Anyone)
                .details("The options that a browser asks for any passkey of this service by. It verifies who uses it, so that neither a password nor a further factor is due. What it answers is good for five minutes, once.")
                .gives::<PasskeyQuestionDto>(200, "The options.")
                .fails(&["too_many_requests", "passkeys_unavailable"]),
            Route::new(Post, "/auth/login/passkey/finish", "logInWithPasskey", "Log in with a passkey", Anyone)
                .details("Begins a session. Whatever is wrong with the answer, it is refused in the same words, and counts as a failed login.")
                .body::<PasskeyAnswer>()
                .gives::<IssuedSessionDto<'_>>(200, "The session, with its tokens.")
                .fails(&["invalid_credentials", "too_many_requests", "passkeys_unavailable"]),
            Route::new(Get, "/auth/user", "getUser", "Show who is logged in", Person)
                .details("")
                .gives::<UserWithOrganizationsDto<'_>>(200, "The person, with their organizations."),
            Route::new(Post, "/auth/password", "changePassword", "Change the password", Person)
                .details("Every other session of the person ends. A wrong current password counts as a failed login.")
                .body::<PasswordChange>()
                .gives::<Success>(200, "It was changed.")
                .fails(&["forbidden", "too_many_requests"]),
            Route::new(Post, "/auth/reauthenticate", "reauthenticate", "Prove again who is logged in", Person)
                .details("For 15 minutes from now on, this session may make sensitive changes: set up and remove second factors, make recovery codes, delete an organization, and make somebody an owner; if the operator wants it so, make and rotate API keys too. A login counts as such a proof. A wrong password or code counts as a failed login.")
                .body::<Reauthentication>()
                .gives::<Success>(200, "It is proved.")
                .fails(&["forbidden", "too_many_requests"]),
            Route::new(Post, "/auth/reauthenticate/passkey", "askForProof", "Ask for a passkey as the proof of who is logged in", Person)
                .details("The options that a browser asks for a passkey by. What it answers is good for this session, for five minutes, once.")
                .gives::<PasskeyQuestionDto>(200, "The options.")
                .fails(&["no_passkey", "passkeys_unavailable"]),
            Route::new(Post, "/auth/password/reset", "resetPassword", "Set a password by a link", Anyone)
                .details("The token of a link works once, for 30 minutes. Every session of the person ends. A token that was used, has expired or was replaced is answered as one that never was; a refused password does not use it up.")
                .body::<PasswordReset>()
                .gives::<Success>(200, "It was set.")
                .fails(&["invalid_token", "too_many_requests"]),
            Route::new(Post, "/auth/password/forgot", "forgotPassword", "Ask for a link that sets a password", Anyone)
                .details("The answer is the same whether or not there is an account. At most three mails an hour go to one address.")
                .body::<ForgottenPassword>()
                .gives::<Success>(202, "If there is such an account, a mail is on its way.")
                .fails(&["mail_not_configured", "too_many_requests"]),
            Route::new(Post, "/auth/email/resend", "resendVerification", "Ask for another link that verifies the e-mail address", Person)
                .details("Nothing is mailed if the address is verified already.")
                .gives::<Success>(202, "A mail is on its way.")
                .fails(&["mail_not_configured", "too_many_requests"]),
            Route::new(Post, "/auth/email/verify", "verifyEmail", "Follow a mailed link about an e-mail address", Anyone)
                .details("The token of a link works once, for a day. It verifies the address that it was mailed to, or makes that the address of the account; the address before is told.")
                .body::<EmailVerification>()
                .gives::<Success>(200, "The address is verified.")
                .fails(&["invalid_token", "email_taken", "too_many_requests"]),
            Route::new(Post, "/auth/email", "changeEmail", "Change the e-mail address", Person)
                .details("A link is mailed to the new address. The address stays as it is until the link is followed. Besides the password this takes a recent proof of who asks. A wrong password counts as a failed login.")
                .body::<EmailChange>()
                .gives::<Success>(202, "A mail is on its way.")
                .fails(&["mail_not_configured", "reauthentication_required", "forbidden", "email_taken", "too_many_requests"]),
        ],
    }
}

pub(super) fn sessions() -> Group {
    Group {
        name: "Sessions",
        description: "A session has an access token, which ends soon, and a refresh token, which is traded for a new pair.",
        routes: vec![
            Route::new(Post, "/auth/refresh", "refreshSession", "Trade a refresh token for a new pair", Anyone)
                .details("A refresh token works once. The access token until now ends. Used again, it is accepted for 60 seconds while its successor is unused; later, it is taken for stolen, and the whole session ends.")
                .body::<Refresh>()
                .gives::<IssuedSessionDto<'_>>(200, "The session, with its new tokens.")
                .fails(&["invalid_token", "wrong_credential_type", "token_expired"]),
            Route::new(Get, "/auth/sessions", "listSessions", "List the sessions of the person", Person)
                .details("")
                .gives_page_of::<SessionDto<'_>>([]),
            Route::new(Delete, "/auth/sessions/{id}", "endSession", "End a session", Person)
                .details("Its tokens are refused from the next request on.")
                .gives::<SessionDto<'_>>(200, "The session that was ended."),
            Route::new(Post, "/auth/logout", "logOut", "Log out", Person)
                .details("Ends every session of the person, unless the body asks for less.")
                .optional_body::<Logout>()
                .gives::<Success>(200, "They were ended."),
        ],
    }
}

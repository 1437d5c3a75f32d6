//! The words of each mail. What strangers can choose, such as names, is not repeated in mails that anybody can have sent to
//! anybody: it would let them write in our name.

use std::net::IpAddr;

use sendook_domain::entities::{
    ApiKey, EndingKeyNote, FactorKind, FactorNotice, LinkPurpose, MailContent,
};
use sendook_domain::policies::DEVICES_REMEMBERED;
use sendook_domain::values::{Id, KeyName, OrganizationName};

use crate::letter::{Letter, LetterLink};

const ABOUT_YOUR_ACCOUNT: &str =
    "You get this mail because it concerns the safety of an account with this address.";

/// Where pages are, and the token of the link that this mail brings.
pub(crate) struct LinkParts<'a> {
    pub(crate) site: &'a str,
    pub(crate) token: Option<&'a str>,
}

pub(crate) fn letter(content: &MailContent, link: &LinkParts<'_>) -> Letter {
    match content {
        MailContent::PasswordReset { asked_from } => Letter {
            subject: "Set a new password".to_owned(),
            paragraphs: vec![format!(
                "Somebody{} asked for a link to set a new password for your account.",
                from(*asked_from)
            )],
            link: link.to("/reset-password", "Set a new password"),
            closing: vec![
                format!(
                    "The link works once, for {} minutes. Setting a password logs you out everywhere.",
                    LinkPurpose::PasswordReset.lifetime().num_minutes()
                ),
                "If it was not you, there is nothing to do: your password stays as it is."
                    .to_owned(),
            ],
            reason: ABOUT_YOUR_ACCOUNT,
            concerns_security: true,
        },
        MailContent::EmailVerification { .. } => Letter {
            subject: "Confirm your e-mail address".to_owned(),
            paragraphs: vec![
                "An account was opened with this address. Please confirm that it is yours.".to_owned(),
            ],
            link: link.to("/verify-email", "Confirm the address"),
            closing: vec![
                "The link works once, for a day.".to_owned(),
                "If you opened no account, there is nothing to do.".to_owned(),
            ],
            reason: ABOUT_YOUR_ACCOUNT,
            concerns_security: true,
        },
        MailContent::EmailChange { .. } => Letter {
            subject: "Confirm your new e-mail address".to_owned(),
            paragraphs: vec![
                "Somebody who is logged in to an account wants this to be its address from now on.".to_owned(),
            ],
            link: link.to("/verify-email", "Confirm the new address"),
            closing: vec![
                "The link works once, for a day. Until then the account keeps its address.".to_owned(),
                "If it was not you, there is nothing to do.".to_owned(),
            ],
            reason: ABOUT_YOUR_ACCOUNT,
            concerns_security: true,
        },
        MailContent::PasswordChanged { changed_from } => password_changed(*changed_from),
        MailContent::NewDevice {
            device,
            logged_in_from,
        } => new_device(device, *logged_in_from),
        MailContent::SecondFactorChanged {
            notice,
            changed_from,
        } => second_factor_changed(notice, *changed_from),
        MailContent::KeyLeaked {
            organization,
            key_name,
            key_id,
        } => key_leaked(organization, key_name, key_id),
        MailContent::KeysEnding {
            organization,
            keys,
            more,
        } => keys_ending(organization, keys, *more),
        MailContent::Invitation { .. } => Letter {
            subject: "You are invited to an organization".to_owned(),
            paragraphs: vec![
                "Somebody invites you to share their organization on this service. The link shows which one it is, before you \
                 accept or not."
                    .to_owned(),
            ],
            link: link.to("/invitation", "Look at the invitation"),
            closing: vec![
                "The link works once. It is for an account with this address, which you can open there if you have none.".to_owned(),
                "If you do not know who it may be, there is nothing to do.".to_owned(),
            ],
            reason: "You get this mail because somebody gave this address to invite you.",
            concerns_security: false,
        },
        MailContent::EmailChanged { new, changed_from } => Letter {
            subject: "Your e-mail address was changed".to_owned(),
            paragraphs: vec![format!(
                "The address of your account is {} from now on. It was changed{}.",
                new.as_typed(),
                from(*changed_from)
            )],
            link: None,
            closing: vec![
                "If it was not you, somebody knows your password: ask whoever runs the service for help.".to_owned(),
            ],
            reason: ABOUT_YOUR_ACCOUNT,
            concerns_security: true,
        },
    }
}

fn password_changed(changed_from: Option<IpAddr>) -> Letter {
    Letter {
        subject: "Your password was changed".to_owned(),
        paragraphs: vec![format!(
            "The password of your account was changed{}.",
            from(changed_from)
        )],
        link: None,
        closing: vec![
            "If it was not you, ask for a link to set a new password at once, on the page where you log in: it logs everybody else out.".to_owned(),
        ],
        reason: ABOUT_YOUR_ACCOUNT,
        concerns_security: true,
    }
}

fn new_device(device: &str, logged_in_from: Option<IpAddr>) -> Letter {
    Letter {
        subject: "A login on another device".to_owned(),
        paragraphs: vec![format!(
            "Somebody logged in to your account{} with {device}. No login came from there in the last {} days.",
            from(logged_in_from),
            DEVICES_REMEMBERED.num_days()
        )],
        link: None,
        closing: vec![
            "If it was you, there is nothing to do.".to_owned(),
            "If it was not you, ask for a link to set a new password at once, on the page where you log in: it logs everybody else out.".to_owned(),
        ],
        reason: ABOUT_YOUR_ACCOUNT,
        concerns_security: true,
    }
}

fn second_factor_changed(notice: &FactorNotice, changed_from: Option<IpAddr>) -> Letter {
    let from = from(changed_from);
    let (subject, told) = match notice {
        FactorNotice::Added(kind, name) => (
            "Your account has a new second factor",
            format!(
                "The {} \"{}\" was added to your account{from}.",
                kind_of_factor(*kind),
                name.as_str()
            ),
        ),
        FactorNotice::Removed(kind, name) => (
            "A second factor of your account was removed",
            format!(
                "The {} \"{}\" was removed from your account{from}.",
                kind_of_factor(*kind),
                name.as_str()
            ),
        ),
        FactorNotice::NewRecoveryCodes => (
            "Your account has new recovery codes",
            format!("New recovery codes were made for your account{from}. The old ones do not work any more."),
        ),
        FactorNotice::RecoveryCodeUsed => (
            "A recovery code of your account was used",
            format!("Somebody logged in to your account{from} with your password and a recovery code, which does not work any more."),
        ),
        FactorNotice::Reset => (
            "Your second factor was taken away",
            "Whoever runs the service took every second factor and recovery code of your account away. Until you set one up \
             again, your password alone logs you in."
                .to_owned(),
        ),
    };
    Letter {
        subject: subject.to_owned(),
        paragraphs: vec![told],
        link: None,
        closing: vec![
            "If it was neither you nor asked for by you, somebody else may have your password: set a new one at once, and ask whoever \
             runs the service for help."
                .to_owned(),
        ],
        reason: ABOUT_YOUR_ACCOUNT,
        concerns_security: true,
    }
}

fn kind_of_factor(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Totp => "authenticator app",
        FactorKind::Passkey => "passkey",
    }
}

fn key_leaked(organization: &OrganizationName, key_name: &KeyName, key: &Id<ApiKey>) -> Letter {
    let (name, organization) = (key_name.as_str(), organization.as_str());
    Letter {
        subject: "An API key has leaked, and is disabled".to_owned(),
        paragraphs: vec![format!(
            "Somebody found the API key \"{name}\" ({key}) of the organization \"{organization}\" where it should not be, and \
             reported it. It has been disabled: programs that use it are refused from now on."
        )],
        link: None,
        closing: vec![
            "Rotate the key, give the new secret to the programs that need it, and enable the key again. The audit trail says what \
             was changed with it."
                .to_owned(),
        ],
        reason: "You get this mail because you own the organization that the key belongs to.",
        concerns_security: true,
    }
}

fn keys_ending(organization: &OrganizationName, keys: &[EndingKeyNote], more: usize) -> Letter {
    let said = |key: &EndingKeyNote| {
        let (name, id, end) = (key.name.as_str(), &key.id, key.ends_at);
        format!(
            "\"{name}\" ({id}) ends on {}.",
            end.format("%-d %B %Y at %H:%M UTC")
        )
    };
    let mut paragraphs = vec![format!(
        "API keys of the organization \"{}\" end soon. Programs that use one are refused from then on.",
        organization.as_str()
    )];
    paragraphs.extend(keys.iter().map(said));
    if more > 0 {
        paragraphs.push(format!("{more} more end in the same days."));
    }
    Letter {
        subject: "API keys end soon".to_owned(),
        paragraphs,
        link: None,
        closing: vec![
            "To keep a key, move its end. To replace it, generate another one and give that to the programs that need it. A key that \
             nobody needs any more takes no action."
                .to_owned(),
        ],
        reason: "You get this mail because you manage the API keys of the organization.",
        concerns_security: false,
    }
}

fn from(address: Option<IpAddr>) -> String {
    address.map_or_else(String::new, |address| format!(" from {address}"))
}

impl LinkParts<'_> {
    /// Browsers send nothing that follows the `#`: the token reaches no log, and no other site.
    fn to(&self, page: &str, label: &'static str) -> Option<LetterLink> {
        let token = self.token?;
        Some(LetterLink {
            label,
            url: format!("{}{page}#{token}", self.site),
        })
    }
}

use sendook_domain::ports::{PasswordStrength, Strength};
use sendook_domain::values::Password;
use zxcvbn::feedback::Feedback;
use zxcvbn::zxcvbn;

/// Words that anybody associates with this service.
const SERVICE: &str = "sendook";

/// The shortest part of a name or address that is looked for in a password.
const MIN_INPUT_CHARS: usize = 3;

/// How many characters of a password are judged. Later ones can only make it stronger, and the time that judging takes
/// grows with the cube of the length, seconds where many characters could stand for letters (`4@8({[<3`).
const JUDGED_CHARS: usize = 40;

/// The estimate of `zxcvbn` (Wheeler, USENIX Security 2016).
#[derive(Debug, Clone, Copy)]
pub struct ZxcvbnStrength;

impl PasswordStrength for ZxcvbnStrength {
    fn estimate(&self, password: &Password, personal: &[&str]) -> Strength {
        let mut inputs = vec![SERVICE];
        for text in personal {
            inputs.push(text);
            inputs.extend(text.split(['@', '+']));
            inputs.extend(text.split(['@', '.', '+', '-', '_']));
        }
        // Shorter parts occur in any password by chance.
        inputs.retain(|text| text.chars().count() >= MIN_INPUT_CHARS);
        let password = password.expose();
        let judged = password.char_indices().nth(JUDGED_CHARS);
        let judged = judged.map_or(password, |(end, _)| &password[..end]);
        let entropy = zxcvbn(judged, &inputs);
        Strength {
            score: u8::from(entropy.score()),
            advice: entropy.feedback().map(sentences).unwrap_or_default(),
        }
    }
}

fn sentences(feedback: &Feedback) -> String {
    let warning = feedback.warning().map(|warning| warning.to_string());
    let suggestions = feedback.suggestions().iter().map(ToString::to_string);
    warning
        .into_iter()
        .chain(suggestions)
        .collect::<Vec<_>>()
        .join(" ")
}

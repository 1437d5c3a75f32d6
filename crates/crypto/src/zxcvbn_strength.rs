use std::fmt;
use std::sync::Arc;

use sendook_domain::ports::{PasswordStrength, StoreError, Strength};
use sendook_domain::values::{ClientNetwork, Password};
use zxcvbn::feedback::Feedback;
use zxcvbn::zxcvbn;

use crate::hash_queue::HashQueue;

/// What everybody knows of this service.
const SERVICE: &str = "sendook";

/// The shortest part of a name or address that is looked for in a password.
const MIN_INPUT_CHARS: usize = 3;

/// So many characters of a password are judged. What follows them can only make it stronger, but judging it takes a time
/// that grows with the cube of the length, seconds where many characters could stand for letters (`4@8({[<3`).
const JUDGED_CHARS: usize = 40;

/// The estimate of `zxcvbn` (Wheeler, USENIX Security 2016), behind the queue of a hasher.
pub struct ZxcvbnStrength(Arc<HashQueue>);

impl ZxcvbnStrength {
    pub(crate) fn new(queue: Arc<HashQueue>) -> Self {
        Self(queue)
    }
}

impl fmt::Debug for ZxcvbnStrength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZxcvbnStrength").finish_non_exhaustive()
    }
}

impl PasswordStrength for ZxcvbnStrength {
    fn estimate(
        &self,
        password: &Password,
        personal: &[&str],
        network: ClientNetwork,
    ) -> Result<Strength, StoreError> {
        let mut inputs = vec![SERVICE];
        for text in personal {
            inputs.push(text);
            inputs.extend(text.split(['@', '+']));
            inputs.extend(text.split(['@', '.', '+', '-', '_']));
        }
        // Shorter ones are found in any password, whoever chose it.
        inputs.retain(|text| text.chars().count() >= MIN_INPUT_CHARS);
        let password = password.expose();
        let judged = password.char_indices().nth(JUDGED_CHARS);
        let judged = judged.map_or(password, |(end, _)| &password[..end]);
        let _permit = self.0.enter(network).map_err(StoreError::unavailable)?;
        let entropy = zxcvbn(judged, &inputs);
        Ok(Strength {
            score: u8::from(entropy.score()),
            advice: entropy.feedback().map(sentences).unwrap_or_default(),
        })
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

use sendook_domain::ports::{PasskeyChallengeText, PasskeyError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The library's state between a question and its answer, as if it had asked with this challenge.
///
/// It expects to be given the state of the question back, which holds the challenge in clear. What else is in it follows from the
/// kind of the question. So that whoever reads the database learns no challenge that could be answered, none is kept, but a digest,
/// which finds the challenge of the answer.
pub(crate) fn asked_with<S: Serialize + DeserializeOwned>(
    state: &S,
    challenge: &PasskeyChallengeText,
) -> Result<S, PasskeyError> {
    let internal = |error: serde_json::Error| PasskeyError::Internal(Box::new(error));
    let mut state = serde_json::to_value(state).map_err(internal)?;
    // If the library calls it otherwise one day, its own challenge stays, and no answer is accepted.
    state["challenge"] = challenge.expose().into();
    serde_json::from_value(state).map_err(internal)
}

use std::error::Error;
use std::fmt::Write as _;

/// A failure with everything behind it, on one line: what is wrapped says what went wrong, what wraps it only where.
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut chain = error.to_string();
    let mut deeper = error.source();
    while let Some(cause) = deeper {
        // Writing to a string does not fail.
        let _ = write!(chain, ": {cause}");
        deeper = cause.source();
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::StoreError;

    #[test]
    fn a_failure_is_told_with_its_cause() {
        let full = StoreError::unavailable("database or disk is full");
        let told = with_causes(&full);
        assert_eq!(told, "temporarily unavailable: database or disk is full");
    }
}

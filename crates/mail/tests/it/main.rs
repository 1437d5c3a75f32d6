//! What mails look like to those who get them, and to the servers on their way.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail their test")]

mod messages;

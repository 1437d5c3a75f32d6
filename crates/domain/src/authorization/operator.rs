/// The person who runs the service, at its command line.
///
/// Whoever can run a command with the service's database could change that database anyway, so an operator needs no credential
/// and has every permission in every organization. Use cases still take an `Operator`, as they take a
/// [`Grant`](super::Grant): what an operator does goes through the same rules as a request and is audited as
/// [`Actor::Operator`](crate::entities::Actor::Operator).
///
/// Nothing that comes in a request may become one. Of the crates of this service, only the command line of the server makes it, and
/// `crates/domain/tests/it/directory.rs` fails if another one does. A program that embeds the service may make one for its own operator, in
/// the code of its start or of a command: the page of the crate `sendook` shows how it makes the first account with it.
#[derive(Debug)]
pub struct Operator(());

impl Operator {
    /// The person at the command line of this machine.
    pub fn at_the_command_line() -> Self {
        Self(())
    }
}

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use sendook_domain::mail_dispatch::{Delivery, MailDispatch, MailToSend};
use sendook_domain::ports::StoreError;
use sendook_domain::with_causes;
use sendook_mail::{Composer, Handover, MailConnection, MailServer, Message, NoConnection};

use crate::metrics::MailMetrics;

/// A third of the time for which a mail is claimed, so that one claim may fail.
const HOLD_EVERY: Duration = Duration::from_secs(20);

/// How long until it is tried again to write down what became of a mail.
const SETTLE_EVERY: Duration = Duration::from_secs(1);

/// Servers limit how many mails one connection may bring.
const MAILS_PER_CONNECTION: usize = 50;

/// Sends all mails that are due.
pub(super) struct Round<'a> {
    pub(super) dispatch: &'a MailDispatch,
    pub(super) server: &'a MailServer,
    pub(super) composer: &'a Composer,
    pub(super) metrics: &'a MailMetrics,
    pub(super) stopped: &'a Receiver<()>,
}

/// Why no more mails are sent for now.
#[derive(Debug, thiserror::Error)]
pub(super) enum RoundFailure {
    #[error("{}", with_causes(.0))]
    Store(#[from] StoreError),
    #[error(transparent)]
    Server(#[from] NoConnection),
}

impl Round<'_> {
    /// Gives up what is too old, and sends what is due.
    pub(super) fn run(&self) -> Result<(), RoundFailure> {
        let done = self.give_up().and_then(|()| self.send_all());
        if let Ok(backlog) = self.dispatch.backlog() {
            self.metrics.counted(&backlog);
        }
        done
    }

    fn give_up(&self) -> Result<(), RoundFailure> {
        loop {
            let given_up = self.dispatch.give_up()?;
            if given_up.is_empty() {
                return Ok(());
            }
            self.metrics.gave_up(given_up.len());
            for mail in &given_up {
                let (id, kind) = (&mail.id, &mail.kind);
                log::error!("{id} ({kind}) was given up: it could not be sent for a day");
            }
        }
    }

    fn send_all(&self) -> Result<(), RoundFailure> {
        // Before a mail is claimed, so that a server that is away costs no mail an attempt.
        while self.goes_on() && self.dispatch.is_due()? {
            let connection = self.server.connect();
            self.metrics.reached(connection.is_ok());
            self.send_over(connection?)?;
        }
        Ok(())
    }

    /// Sends mails over one connection, until one of them fails.
    fn send_over(&self, mut connection: MailConnection) -> Result<(), RoundFailure> {
        for sent in 0..MAILS_PER_CONNECTION {
            // Before a mail is claimed: it would pay with an attempt for what the mails before it used up.
            if !self.goes_on() || (sent > 0 && !connection.is_open()) {
                break;
            }
            let Some(mail) = self.dispatch.next()? else {
                break;
            };
            if !self.send(&mail, &mut connection)? {
                return Ok(());
            }
        }
        connection.close();
        Ok(())
    }

    /// Sends a mail. Returns whether the server took it.
    fn send(
        &self,
        mail: &MailToSend,
        connection: &mut MailConnection,
    ) -> Result<bool, RoundFailure> {
        let (id, kind) = (&mail.mail.id, mail.mail.content.kind().as_str());
        let delivery = match self.composer.compose(mail) {
            Ok(message) => {
                let handover = self.deliver(mail, &message, connection);
                if let Some(failure) = handover.failure {
                    log::warn!("{id} ({kind}) was not sent, and will be tried again: {failure}");
                }
                handover.delivery
            }
            Err(invalid) => {
                log::error!("{id} ({kind}): {invalid}");
                Delivery::Refused
            }
        };
        let accepted = delivery == Delivery::Accepted;
        if accepted {
            log::debug!("{id} ({kind}) was sent");
            self.metrics.sent();
        } else {
            self.metrics.failed();
        }
        self.settle(mail, delivery)?;
        Ok(accepted)
    }

    /// Hands a mail over, and goes on claiming it for as long as that takes.
    fn deliver(
        &self,
        mail: &MailToSend,
        message: &Message,
        connection: &mut MailConnection,
    ) -> Handover {
        thread::scope(|scope| {
            let (done, outcome) = channel();
            let delivering = scope.spawn(move || done.send(connection.deliver(message)));
            loop {
                match outcome.recv_timeout(HOLD_EVERY) {
                    Ok(handover) => return handover,
                    Err(RecvTimeoutError::Timeout) => {
                        let id = &mail.mail.id;
                        match self.dispatch.hold(mail.claim()) {
                            Ok(true) => {}
                            // The server may have taken it by now: it cannot be called back.
                            Ok(false) => log::warn!(
                                "{id} has taken so long that another server sends it too"
                            ),
                            Err(error) => log::warn!(
                                "{id} could not be claimed for longer: {}",
                                with_causes(&error)
                            ),
                        }
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        // A thread that is joined does not end this one too, if it panicked.
                        let _panic = delivering.join();
                        return Handover {
                            delivery: Delivery::Unknown,
                            failure: None,
                        };
                    }
                }
            }
        })
    }

    /// Writes down what became of a mail, as soon as the database takes it: else a mail that was sent would be sent again.
    fn settle(&self, mail: &MailToSend, delivery: Delivery) -> Result<(), RoundFailure> {
        loop {
            let Err(error) = self.dispatch.settle(mail, delivery) else {
                return Ok(());
            };
            log::warn!("{}: {}", mail.mail.id, with_causes(&error));
            if self.stopped.recv_timeout(SETTLE_EVERY) == Err(RecvTimeoutError::Disconnected) {
                return Err(error.into());
            }
        }
    }

    fn goes_on(&self) -> bool {
        self.stopped.recv_timeout(Duration::ZERO) == Err(RecvTimeoutError::Timeout)
    }
}

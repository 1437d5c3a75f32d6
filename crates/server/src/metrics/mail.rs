use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use sendook_domain::ports::MailBacklog;

/// How mails are sent. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct MailMetrics {
    waiting: Gauge,
    oldest: Gauge,
    server_up: Gauge,
    sent: Counter,
    failed: Counter,
    given_up: Counter,
}

impl MailMetrics {
    /// What waits, in the database that all servers share.
    pub(crate) fn counted(&self, backlog: &MailBacklog) {
        self.waiting
            .set(i64::try_from(backlog.waiting).unwrap_or(i64::MAX));
        let oldest = backlog.oldest.map_or(0, |oldest| oldest.timestamp());
        self.oldest.set(oldest);
    }

    /// Whether the mail server could be used when it was last needed.
    pub(crate) fn reached(&self, up: bool) {
        self.server_up.set(up.into());
    }

    /// The mail server took a mail.
    pub(crate) fn sent(&self) {
        self.sent.inc();
    }

    /// An attempt to send a mail failed.
    pub(crate) fn failed(&self) {
        self.failed.inc();
    }

    /// Mails were given up.
    pub(crate) fn gave_up(&self, mails: usize) {
        self.given_up.inc_by(mails as u64);
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "mails_waiting",
            "Mails that wait to be sent, on all servers together",
            self.waiting.clone(),
        );
        registry.register_with_unit(
            "mails_oldest_timestamp",
            "When the oldest mail that waits was kept; 0: none waits",
            Unit::Seconds,
            self.oldest.clone(),
        );
        registry.register(
            "mail_server_up",
            "1 if the mail server could be used when this server last needed it; else 0",
            self.server_up.clone(),
        );
        registry.register(
            "mails_sent",
            "Mails that the mail server took from this server",
            self.sent.clone(),
        );
        registry.register(
            "mail_attempts_failed",
            "Attempts of this server to send a mail that failed",
            self.failed.clone(),
        );
        registry.register(
            "mails_given_up",
            "Mails that this server gave up after a day of attempts",
            self.given_up.clone(),
        );
    }
}

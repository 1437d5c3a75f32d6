use log::{Level, Log, Metadata, Record};

/// The target under which actix-http logs how connections end.
const DISPATCHER: &str = "actix_http::h1::dispatcher";

/// Messages about connections that a client ended: by junk, a reset, a time-out. What is our fault (a body that fails, a
/// defect) is not among them.
const BY_CLIENTS: [&str; 5] = [
    "stream error: request parse error",
    "stream error: I/O error",
    "stream error: request did not complete",
    "stream error: connection shutdown timeout",
    "stream error: handler dropped payload",
];

/// A log in which clients cannot raise an alarm: what actix-http logs as an error, although any port scan causes it, is logged
/// at level `debug`.
pub(super) struct Demoting<L>(pub(super) L);

impl<L: Log> Log for Demoting<L> {
    fn enabled(&self, metadata: &Metadata) -> bool {
        self.0.enabled(metadata)
    }

    fn log(&self, record: &Record) {
        if record.level() == Level::Error && record.target() == DISPATCHER && is_by_a_client(record)
        {
            self.0.log(
                &Record::builder()
                    .level(Level::Debug)
                    .target(record.target())
                    .args(*record.args())
                    .build(),
            );
        } else {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}

fn is_by_a_client(record: &Record) -> bool {
    let message = record.args().to_string();
    BY_CLIENTS
        .iter()
        .any(|beginning| message.starts_with(beginning))
}

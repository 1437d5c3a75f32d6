use super::finding::Finding;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// So little fills up with one burst of registrations, or one long write-ahead log.
const TOO_LITTLE: u64 = 64 * MIB;

/// With less than this it is time to look.
const LITTLE: u64 = GIB;

/// Judges how many bytes are free for the database.
pub(super) fn judge(free: u64) -> Finding {
    const DISK: &str = "disk";
    let message = if free < GIB {
        format!("{} MiB are free for the database.", free / MIB)
    } else {
        format!("{} GiB are free for the database.", free / GIB)
    };
    let advice = "Make room: without any, nobody can log in or make keys.";
    match free {
        ..TOO_LITTLE => Finding::failure(DISK, message).advising(advice),
        TOO_LITTLE..LITTLE => Finding::warning(DISK, message).advising(advice),
        LITTLE.. => Finding::ok(DISK, message),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Status;
    use super::*;

    #[test]
    fn a_disk_is_judged_by_what_is_free() {
        for (free, status, said) in [
            (0, Status::Failure, "0 MiB"),
            (TOO_LITTLE - 1, Status::Failure, "63 MiB"),
            (TOO_LITTLE, Status::Warning, "64 MiB"),
            (GIB - 1, Status::Warning, "1023 MiB"),
            (GIB, Status::Ok, "1 GiB"),
        ] {
            let finding = judge(free);
            assert_eq!(finding.status, status, "{free}");
            assert!(finding.message.starts_with(said), "{finding:?}");
            assert_eq!(finding.advice.is_some(), status != Status::Ok);
        }
    }
}

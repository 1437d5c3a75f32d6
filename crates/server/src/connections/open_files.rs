use std::io;

use rlimit::Resource;

/// What the service keeps open beside connections: databases, listeners, what the runtime needs.
const OTHERS: u64 = 128;

/// Raises the soft limit of open files to the hard one. Many systems set it to 1024, for programs that still use
/// `select`.
///
/// Gives how many connections there can be, which is fewer than wanted where the hard limit is low.
pub(crate) fn raise_open_files(wanted: usize) -> usize {
    let hard = match raise() {
        Ok(hard) => hard,
        Err(error) => {
            log::warn!("The limit of open files could not be raised: {error}.");
            return wanted;
        }
    };
    let possible = possible_connections(wanted, hard);
    if possible < wanted {
        log::warn!(
            "At most {possible} connections at once, not {wanted}: the process may open only {hard} files. Raise its \
             limit (LimitNOFILE, ulimit -n)."
        );
    }
    possible
}

fn raise() -> io::Result<u64> {
    let (soft, hard) = Resource::NOFILE.get()?;
    if soft < hard {
        Resource::NOFILE.set(hard, hard)?;
        log::debug!("raised the limit of open files from {soft} to {hard}");
    } else {
        log::debug!("the limit of open files is {soft}");
    }
    Ok(hard)
}

/// How many connections there can be of those wanted, if so many files may be open.
pub(crate) fn possible_connections(wanted: usize, files: u64) -> usize {
    let left = files.saturating_sub(OTHERS).max(1);
    usize::try_from(left).map_or(wanted, |left| wanted.min(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(possible_connections(4096, 524_288), 4096);
        assert_eq!(possible_connections(4096, 1024), 896);
        assert_eq!(possible_connections(4096, 20), 1);
        assert_eq!(possible_connections(4096, u64::MAX), 4096);
    }
}

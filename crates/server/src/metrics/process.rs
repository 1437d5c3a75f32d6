use std::{fmt, fs};

use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use rlimit::Resource;
use rustix::param::{clock_ticks_per_second, page_size};

use super::samples::Samples;

/// The process as Linux shows it, under the names that all Prometheus clients give it. What the system does not tell is left
/// out.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) start: DateTime<Utc>,
}

impl Collector for Process {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut samples = Samples(encoder);
        samples.gauge(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            &self.start.timestamp(),
        )?;
        if let Some(usage) = fs::read_to_string("/proc/self/stat")
            .ok()
            .and_then(|line| Usage::parse(&line))
        {
            usage.encode(&mut samples)?;
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            // One of them is the folder that is being read.
            samples.gauge(
                "process_open_fds",
                "Number of open file descriptors.",
                &files.count().saturating_sub(1),
            )?;
        }
        if let Ok((soft, _)) = Resource::NOFILE.get() {
            samples.gauge(
                "process_max_fds",
                "Maximum number of open file descriptors.",
                &soft,
            )?;
        }
        Ok(())
    }
}

/// What `/proc/self/stat` tells (`proc_pid_stat(5)`).
#[derive(Debug, PartialEq, Eq)]
struct Usage {
    /// Time on a processor, in clock ticks.
    ticks: u32,
    threads: u64,
    virtual_bytes: u64,
    resident_pages: u64,
}

impl Usage {
    fn parse(line: &str) -> Option<Self> {
        // The name of the program, in parentheses, may hold anything. The state after it is field 3.
        let (_, fields) = line.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            ticks: u32::try_from(field(14)? + field(15)?).ok()?,
            threads: field(20)?,
            virtual_bytes: field(23)?,
            resident_pages: field(24)?,
        })
    }

    fn encode(&self, samples: &mut Samples<'_>) -> fmt::Result {
        let ticks = u32::try_from(clock_ticks_per_second()).unwrap_or(100);
        samples.counter(
            "process_cpu_seconds",
            "Total user and system CPU time spent in seconds.",
            &(f64::from(self.ticks) / f64::from(ticks)),
        )?;
        samples.gauge(
            "process_resident_memory_bytes",
            "Resident memory size in bytes.",
            &(self.resident_pages * page_size() as u64),
        )?;
        samples.gauge(
            "process_virtual_memory_bytes",
            "Virtual memory size in bytes.",
            &self.virtual_bytes,
        )?;
        samples.gauge(
            "process_threads",
            "Number of OS threads in the process.",
            &self.threads,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_proc_is_read_whatever_the_program_is_called() {
        let line = "4711 (send) ook 1 2) S 1 4711 4711 0 -1 4194560 3112 0 0 0 250 50 0 0 20 0 9 0 8361 \
                    738897920 5120 18446744073709551615 1 1";
        let read = Usage {
            ticks: 300,
            threads: 9,
            virtual_bytes: 738_897_920,
            resident_pages: 5120,
        };
        assert_eq!(Usage::parse(line), Some(read));
        assert_eq!(Usage::parse("4711 (sendook) S 1"), None);
    }
}

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use mio::{Events, Poll, Token};
use serde::Serialize;

use super::churn::Churning;
use super::connection::Connection;
use super::{Churn, Requests};

/// Longer than any answer may take: a server that says nothing ends the run.
const SILENCE: Duration = Duration::from_secs(10);

/// Significant digits of a latency.
const DIGITS: u8 = 3;

/// The result of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Answers per second, within the measured time.
    pub rate: f64,
    /// The share of that time, from 0 to 1, in which the generator had nothing to do: near 0, it was the limit itself.
    /// Time in which another program had its core counts as well.
    pub idle: f64,
    /// Keys that were created and deleted meanwhile, the warm-up included.
    pub churned: usize,
    /// Latency at the median, in milliseconds.
    pub p50_ms: f64,
    /// Latency that 99 % of the requests stayed within.
    pub p99_ms: f64,
    /// The same for 99.9 %.
    pub p999_ms: f64,
}

/// A run against one server.
#[derive(Debug)]
pub struct Load {
    /// Where it listens.
    pub address: SocketAddr,
    /// What is sent, in turn.
    pub requests: Requests,
    /// How many connections are kept.
    pub connections: usize,
    /// The one status that is right.
    pub expect: u16,
    /// Requests per second, whatever the server does. Latency then counts from the moment at which a request was due: a
    /// server that stalls makes every request late that it kept from being sent. Without a rate, each connection sends
    /// its next request as soon as it is answered, which finds how much a server can do.
    pub rate: Option<f64>,
    /// Whether to poll for answers instead of sleeping until there is one. Waking a sleeping core costs the server more
    /// than writing the answer: for a generator that has a core of its own.
    pub spins: bool,
    /// Changes of keys meanwhile.
    pub churn: Option<Churn>,
    /// How long to run before the measurement.
    pub warm_up: Duration,
    /// How long to measure.
    pub measured: Duration,
}

impl Load {
    /// Runs it, from connecting to the last answer within the measured time.
    ///
    /// # Errors
    /// A connection that fails or ends, a server that says nothing for 10 s, an answer that is no HTTP or has another
    /// status than the right one.
    pub fn run(&self) -> io::Result<Report> {
        let mut running = Running::start(self)?;
        let mut events = Events::with_capacity(self.connections);
        while running.now < running.end {
            running.send_what_is_due()?;
            running.await_answers(&mut events)?;
            for event in &events {
                running.received(event.token().0)?;
            }
            if running.now > running.last_answer + SILENCE {
                return Err(io::Error::from(io::ErrorKind::TimedOut));
            }
        }
        Ok(running.report())
    }
}

/// A run that is under way.
struct Running<'a> {
    load: &'a Load,
    poll: Poll,
    connections: Vec<Connection>,
    /// Their tokens follow those of `connections`.
    churning: Vec<Churning<'a>>,
    idle: VecDeque<usize>,
    sent: usize,
    start: Instant,
    measured_from: Instant,
    end: Instant,
    /// When the clock was last read: once for all answers that arrived together.
    now: Instant,
    last_answer: Instant,
    /// Within the measured time.
    idle_for: Duration,
    /// In nanoseconds.
    latencies: Histogram<u64>,
    answers: u32,
}

impl<'a> Running<'a> {
    fn start(load: &'a Load) -> io::Result<Self> {
        let poll = Poll::new()?;
        let open = |number| Connection::open(load.address, poll.registry(), Token(number));
        let connections = (0..load.connections).map(open).collect::<Result<_, _>>()?;
        let churn = load
            .churn
            .iter()
            .flat_map(|churn| std::iter::repeat_n(churn, churn.connections.into()));
        let tokens = (load.connections..).map(Token);
        let churning = churn
            .zip(tokens)
            .map(|(churn, token)| Churning::start(churn, poll.registry(), token));
        let churning = churning.collect::<Result<_, _>>()?;
        let start = Instant::now();
        let measured_from = start + load.warm_up;
        Ok(Self {
            load,
            poll,
            connections,
            churning,
            idle: (0..load.connections).collect(),
            sent: 0,
            start,
            measured_from,
            end: measured_from + load.measured,
            now: start,
            last_answer: start,
            idle_for: Duration::ZERO,
            latencies: Histogram::new(DIGITS).map_err(io::Error::other)?,
            answers: 0,
        })
    }

    /// When the next request is due; now, if only a free connection is missing.
    fn next_due(&self) -> Instant {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let after = |rate| Duration::from_secs_f64(self.sent as f64 / rate);
        self.load
            .rate
            .map_or(self.now, |rate| self.start + after(rate))
    }

    fn send_what_is_due(&mut self) -> io::Result<()> {
        for churning in &mut self.churning {
            churning.go_on(self.now)?;
        }
        while let Some(&number) = self.idle.front() {
            let due = self.next_due();
            if due > self.now {
                break;
            }
            self.idle.pop_front();
            let request = self.load.requests.turn(self.sent);
            self.connections[number].send(request, due)?;
            self.sent += 1;
        }
        Ok(())
    }

    /// How long to sleep unless an answer comes.
    fn wait(&self) -> Duration {
        if self.load.spins {
            return Duration::ZERO;
        }
        let request = (!self.idle.is_empty()).then(|| self.next_due());
        let change = self.churning.iter().filter_map(Churning::due);
        let due = request.into_iter().chain(change).min();
        let until = due.unwrap_or(self.end).min(self.end);
        let wait = until.saturating_duration_since(Instant::now());
        // epoll counts whole milliseconds, rounded up: the last one is spent asking again and again.
        if wait < Duration::from_millis(2) {
            Duration::ZERO
        } else {
            wait.checked_sub(Duration::from_millis(1))
                .unwrap_or_default()
        }
    }

    fn await_answers(&mut self, events: &mut Events) -> io::Result<()> {
        let wait = self.wait();
        let asked = Instant::now();
        self.poll.poll(events, Some(wait))?;
        self.now = Instant::now();
        let had_nothing_to_do = events.is_empty() || wait > Duration::ZERO;
        if had_nothing_to_do && asked >= self.measured_from {
            self.idle_for += self.now - asked;
        }
        Ok(())
    }

    fn received(&mut self, number: usize) -> io::Result<()> {
        match number.checked_sub(self.connections.len()) {
            Some(change) => self.churning[change].answered(self.now),
            None => self.answered(number),
        }
    }

    fn answered(&mut self, number: usize) -> io::Result<()> {
        let connection = &mut self.connections[number];
        let Some(status) = connection.receive()? else {
            return Ok(());
        };
        if status != self.load.expect {
            return Err(io::Error::other(format!(
                "a request was answered with {status}"
            )));
        }
        // The clock is looked at once for all that came together, except where latency is what is asked for.
        let now = self.load.rate.map_or(self.now, |_| Instant::now());
        self.last_answer = now;
        if let Some(since) = connection.since.take()
            && since >= self.measured_from
        {
            let latency = now.saturating_duration_since(since).as_nanos();
            let latency = u64::try_from(latency).unwrap_or(u64::MAX);
            self.latencies.record(latency).map_err(io::Error::other)?;
        }
        self.answers += u32::from(now >= self.measured_from && now < self.end);
        self.idle.push_back(number);
        Ok(())
    }

    fn report(self) -> Report {
        let at = |share| {
            Duration::from_nanos(self.latencies.value_at_quantile(share)).as_secs_f64() * 1e3
        };
        Report {
            rate: f64::from(self.answers) / self.load.measured.as_secs_f64(),
            idle: self.idle_for.div_duration_f64(self.load.measured),
            churned: self.churning.iter().map(|churning| churning.deleted).sum(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
        }
    }
}

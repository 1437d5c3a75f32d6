use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};

use super::churn::Churning;
use super::connection::Connection;
use super::latencies::Latencies;
use super::{Churn, Pace, Report, Requests};

/// Longer than any answer may take: a server that says nothing ends the run.
const SILENCE: Duration = Duration::from_secs(10);

/// Connections that change keys: more than one, as each change waits for the disk.
const CHURNING: u8 = 4;

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
    /// When the next request is sent.
    pub pace: Pace,
    /// Whether it asks for answers again and again rather than to sleep until there is one. To wake a core that sleeps
    /// costs the server more than to write the answer: to be used where the generator has a core of its own.
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
    /// A connection that fails or ends, a server that says nothing for 10 s, an answer that is no HTTP.
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
    /// As of the last look at the clock: one look serves all that came together.
    now: Instant,
    last_answer: Instant,
    /// Within the measured time.
    idle_for: Duration,
    latencies: Latencies,
    answers: usize,
    statuses: BTreeMap<u16, usize>,
}

impl<'a> Running<'a> {
    fn start(load: &'a Load) -> io::Result<Self> {
        let poll = Poll::new()?;
        let open = |number| Connection::open(load.address, poll.registry(), Token(number));
        let connections = (0..load.connections).map(open).collect::<Result<_, _>>()?;
        let churn = load
            .churn
            .iter()
            .flat_map(|churn| std::iter::repeat_n(churn, CHURNING.into()));
        let tokens = (load.connections..).map(Token);
        let share = 1.0 / f64::from(CHURNING);
        let churning = churn
            .zip(tokens)
            .map(|(churn, token)| Churning::start(churn, share, poll.registry(), token));
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
            latencies: Latencies::default(),
            answers: 0,
            statuses: BTreeMap::new(),
        })
    }

    /// When the next request is due; now, if only a free connection is missing.
    fn next_due(&self) -> Instant {
        let due = self.load.pace.due(self.start, self.sent);
        due.unwrap_or(self.now)
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
        // The clock is looked at once for all that came together, except where latency is what is asked for.
        let now = match self.load.pace {
            Pace::Closed => self.now,
            Pace::Open(_) => Instant::now(),
        };
        self.last_answer = now;
        *self.statuses.entry(status).or_default() += 1;
        if let Some(since) = connection.since.take()
            && since >= self.measured_from
        {
            self.latencies.push(now.saturating_duration_since(since));
        }
        self.answers += usize::from(now >= self.measured_from && now < self.end);
        self.idle.push_back(number);
        Ok(())
    }

    fn report(self) -> Report {
        let right = self.statuses.get(&self.load.expect).copied();
        let all: usize = self.statuses.values().sum();
        Report {
            answers: self.answers,
            seconds: self.load.measured.as_secs_f64(),
            idle: self.idle_for.div_duration_f64(self.load.measured),
            wrong: all - right.unwrap_or_default(),
            churned: self.churning.iter().map(|churning| churning.deleted).sum(),
            statuses: self.statuses,
            latencies: self.latencies.at([0.5, 0.99, 0.999, 1.0]),
        }
    }
}

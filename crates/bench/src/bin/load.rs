//! The load generator. One thread, so that it can be pinned to one core: see [`sendook_bench::load`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

use clap::Parser;
use sendook_bench::load::{Churn, Load, Requests};
use sendook_bench::tell;

/// Puts load on a server and prints what came of it as one line of JSON
#[derive(Parser)]
struct Options {
    /// Where the server listens
    #[arg(long)]
    address: SocketAddr,
    /// What to ask for
    #[arg(long, default_value = "/v1/whoami")]
    path: String,
    /// A file with one bearer credential a line; requests take them in turn
    #[arg(long, required_unless_present = "bodies")]
    credentials: Option<PathBuf>,
    /// A file with one JSON body a line, to be posted in turn
    #[arg(long, conflicts_with = "credentials")]
    bodies: Option<PathBuf>,
    /// The one status that is right
    #[arg(long, default_value_t = 200)]
    expect: u16,
    /// Connections that are kept
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    connections: u16,
    /// How long to measure
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// How long to run before that, unmeasured
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// Requests a second, whatever the server does; without it, each connection asks again as soon as it is answered
    #[arg(long)]
    rate: Option<f64>,
    /// Ask for answers again and again rather than sleep until there is one
    #[arg(long)]
    spin: bool,
    /// Keys a second that are created and deleted meanwhile, which takes --churn-credentials
    #[arg(long, requires = "churn_credentials")]
    churn: Option<f64>,
    /// How many of those changes are under way at once
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1024))]
    churn_connections: u16,
    /// A file whose first line is a key that may manage keys
    #[arg(long)]
    churn_credentials: Option<PathBuf>,
    /// The server that creates and deletes; without it, the one under load
    #[arg(long)]
    churn_address: Option<SocketAddr>,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let load = Load {
        address: options.address,
        requests: requests(&options)?,
        connections: usize::from(options.connections),
        expect: options.expect,
        rate: options.rate,
        spins: options.spin,
        churn: churn(&options)?,
        warm_up: seconds(options.warm_up)?,
        measured: seconds(options.seconds)?,
    };
    tell(serde_json::to_string(&load.run()?)?);
    Ok(())
}

fn requests(options: &Options) -> io::Result<Requests> {
    let (address, path) = (options.address, &options.path);
    match (&options.credentials, &options.bodies) {
        (Some(file), _) => Requests::with_credentials(address, path, &fs::read_to_string(file)?),
        (None, Some(file)) => Requests::with_bodies(address, path, &fs::read_to_string(file)?),
        (None, None) => unreachable!("clap asks for one of them"),
    }
}

fn churn(options: &Options) -> io::Result<Option<Churn>> {
    let Some((rate, file)) = options.churn.zip(options.churn_credentials.as_ref()) else {
        return Ok(None);
    };
    let credentials = fs::read_to_string(file)?;
    Ok(Some(Churn {
        address: options.churn_address.unwrap_or(options.address),
        credential: credentials.lines().next().unwrap_or_default().to_owned(),
        rate,
        connections: options.churn_connections,
    }))
}

fn seconds(number: f64) -> io::Result<Duration> {
    Duration::try_from_secs_f64(number).map_err(io::Error::other)
}

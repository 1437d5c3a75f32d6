//! The yardstick: actix-web alone, answering every `GET` of one path with an answer of the service that was saved
//! before. No other server on the same framework can be faster.

use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

use actix_web::http::KeepAlive;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Parser;
use sendook_bench::tell;

/// Answers one path with saved bytes
#[derive(Parser)]
struct Options {
    /// A JSON file with the answer: `[[[HEADER, VALUE], …], BODY]`
    #[arg(long)]
    answer: PathBuf,
    /// The path
    #[arg(long, default_value = "/v1/whoami")]
    path: String,
    /// The number of workers
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

struct Answer {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Answer {
    fn read(path: PathBuf) -> io::Result<Self> {
        let (headers, body): (Vec<(String, String)>, String) =
            serde_json::from_slice(&fs::read(path)?)?;
        let headers = headers.iter().map(|(name, value)| {
            let name = name.parse().map_err(io::Error::other)?;
            Ok((name, value.parse().map_err(io::Error::other)?))
        });
        Ok(Self {
            headers: headers.collect::<io::Result<_>>()?,
            body: body.into(),
        })
    }
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let options = Options::parse();
    let answer = web::Data::new(Answer::read(options.answer)?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(answer.clone())
            .route(&options.path, web::get().to(saved))
    })
    .workers(options.workers)
    .keep_alive(KeepAlive::Timeout(Duration::from_secs(75)))
    .tcp_nodelay(true)
    .bind("127.0.0.1:0")?;
    for address in server.addrs() {
        tell(format_args!("listens on http://{address}"));
    }
    server.run().await
}

async fn saved(answer: web::Data<Answer>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for header in &answer.headers {
        response.append_header(header.clone());
    }
    response.body(answer.body.clone())
}

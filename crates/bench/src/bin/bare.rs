//! The yardstick: actix-web alone, answering every `GET /v1/whoami` with an answer of the service that was saved
//! before. No other server on the same framework can be faster.

use std::path::PathBuf;
use std::{fs, io};

use actix_web::http::KeepAlive;
use actix_web::http::header::{CONTENT_LENGTH, DATE};
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Parser;
use sendook_bench::{Answer, tell};

/// Answers `GET /v1/whoami` with saved bytes, on one worker
#[derive(Parser)]
struct Options {
    /// The file with one whole answer: status line, headers, empty line, body
    #[arg(long)]
    answer: PathBuf,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let options = Options::parse();
    let answer = Answer::parse(fs::read(options.answer)?)?;
    let answer = web::Data::new(answer);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(answer.clone())
            .route("/v1/whoami", web::get().to(whoami))
    })
    .workers(1)
    .keep_alive(KeepAlive::Timeout(std::time::Duration::from_secs(75)))
    .tcp_nodelay(true)
    .bind("127.0.0.1:0")?;
    for address in server.addrs() {
        tell(format_args!("listens on http://{address}"));
    }
    server.run().await
}

async fn whoami(answer: web::Data<Answer>) -> HttpResponse {
    let mut response = HttpResponse::build(answer.status);
    for (name, value) in &answer.headers {
        // actix-web writes these two itself.
        if name != CONTENT_LENGTH && name != DATE {
            response.append_header((name.clone(), value.clone()));
        }
    }
    response.body(answer.body.clone())
}

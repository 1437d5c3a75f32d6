//! The certificate of the public URL, as the doctor sees it.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::doctor::{findings, healthy};
use crate::support::program::World;

/// `openssl s_server` with a certificate for so many days, in place of a proxy with TLS.
struct Tls(Child);

impl Tls {
    fn serve(world: &World, address: SocketAddr, days: &str) -> Self {
        let openssl = || {
            let mut command = world.command_of("openssl");
            command.env("PATH", std::env::var_os("PATH").unwrap());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let made = openssl()
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ])
            .args(["-keyout", "tls.key", "-out", "tls.pem", "-days", days])
            .args([
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
            .status();
        assert!(made.unwrap().success());
        let health = "HTTP/1.0 200 OK\r\n\r\n{\"healthy\":true,\"version\":\"1\"}";
        fs::write(world.database().with_file_name("health"), health).unwrap();
        let served = openssl()
            .args([
                "s_server", "-HTTP", "-quiet", "-cert", "tls.pem", "-key", "tls.key", "-accept",
            ])
            .arg(address.to_string())
            .spawn();
        let served = Self(served.unwrap());
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30));
            std::thread::yield_now();
        }
        served
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_certificate_that_ends_soon_is_found() {
    let world = healthy();
    let trusted = world.database().with_file_name("tls.pem");
    for (days, told) in [("13", 1), ("60", 0)] {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let address = free.unwrap();
        let _tls = Tls::serve(&world, address, days);
        let url = format!("https://{address}");
        let wrong = findings(
            &world,
            &[
                ("SENDOOK_PUBLIC_URL", &url),
                ("SENDOOK_TRUSTED_PROXIES", "127.0.0.1"),
                ("CURL_CA_BUNDLE", trusted.to_str().unwrap()),
            ],
        );
        assert_eq!(wrong.len(), told, "{wrong:?}");
        let ends = format!("warning public URL: The certificate of {url}/health ends on 2");
        assert!(wrong.iter().all(|one| one.starts_with(&ends)), "{wrong:?}");
    }
}

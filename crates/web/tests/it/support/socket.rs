use std::sync::mpsc;
use std::thread::JoinHandle;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::{HttpServer, web};
use sendook_testkit::test_ports;
use sendook_web::{Api, ApiSettings};

use super::api_on;

/// The service behind a real socket on the loopback address, in a thread of its own. For what only the wire
/// shows.
pub(crate) struct Socket {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Socket {
    pub(crate) fn open(change: impl FnOnce(&mut ApiSettings)) -> Self {
        Self::serving(api_on(&test_ports(), change))
    }

    pub(crate) fn serving(api: web::Data<Api>) -> Self {
        let (opened, server) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let server = HttpServer::new(move || sendook_web::app(&api))
                    .workers(1)
                    .disable_signals()
                    .bind(("127.0.0.1", 0))
                    .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                opened.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = server.recv().unwrap();
        Self {
            address,
            handle,
            thread: Some(thread),
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream
    }

    /// Sends bytes on a connection of their own and reads until the server closes it.
    pub(crate) fn exchange(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The command is sent when the future is made; the thread's end is its answer.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

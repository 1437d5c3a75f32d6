use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Every stream that is open.
type Open = Arc<Mutex<Vec<TcpStream>>>;

/// A way to the server that can be cut and mended, while the server serves other tests.
pub(crate) struct Proxy {
    address: SocketAddr,
    server: SocketAddr,
    /// Empty while the way is cut.
    running: Option<(JoinHandle<()>, Open)>,
}

impl Proxy {
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut proxy = Self {
            address: listener.local_addr().unwrap(),
            server,
            running: None,
        };
        proxy.serve(listener);
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Cuts every connection and refuses new ones.
    pub(crate) fn cut(&mut self) {
        let Some((accepting, open)) = self.running.take() else {
            return;
        };
        // The thread may have panicked, and a second panic when this is dropped would end all tests at once.
        for stream in open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // The loop ends with the first connection for which the other end of `open` is gone.
        drop(open);
        drop(TcpStream::connect(self.address));
        let joined = accepting.join();
        if !thread::panicking() {
            joined.unwrap();
        }
    }

    /// Lets connections through again, at the same address.
    pub(crate) fn mend(&mut self) {
        self.serve(TcpListener::bind(self.address).unwrap());
    }

    fn serve(&mut self, listener: TcpListener) {
        let server = self.server;
        let open = Open::default();
        let kept = Arc::downgrade(&open);
        let accepting = thread::spawn(move || {
            for client in listener.incoming() {
                let Some(open) = kept.upgrade() else {
                    return;
                };
                let (client, upstream) = (client.unwrap(), TcpStream::connect(server).unwrap());
                for (from, to) in [(&client, &upstream), (&upstream, &client)] {
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    open.lock().unwrap().push(from.try_clone().unwrap());
                    thread::spawn(move || {
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        self.running = Some((accepting, open));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
    }
}

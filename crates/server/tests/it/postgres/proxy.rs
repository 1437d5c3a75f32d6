use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A way to the server that can be cut or blocked, while the server serves other tests.
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    mode: Mode,
    open: Vec<TcpStream>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// What comes goes on to the other side.
    Open,
    /// Connections are taken, and what comes is swallowed.
    Frozen,
    /// Connections are closed as they come.
    Cut,
    /// The proxy ends.
    Gone,
}

impl Proxy {
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::new(Mutex::new(State {
                mode: Mode::Open,
                open: Vec::new(),
            })),
        };
        let state = Arc::clone(&proxy.state);
        thread::spawn(move || {
            for client in listener.incoming() {
                match state.lock().unwrap().mode {
                    Mode::Gone => return,
                    Mode::Cut => continue,
                    Mode::Open | Mode::Frozen => {}
                }
                connect(client.unwrap(), TcpStream::connect(server).unwrap(), &state);
            }
        });
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Ends every connection, and each new one at once: the server is away.
    pub(crate) fn cut(&self) {
        self.change(Mode::Cut);
    }

    /// Keeps every connection and takes new ones, but lets nothing through: the server hangs.
    pub(crate) fn freeze(&self) {
        self.state.lock().unwrap().mode = Mode::Frozen;
    }

    /// Lets new connections through again.
    pub(crate) fn mend(&self) {
        self.change(Mode::Open);
    }

    fn change(&self, mode: Mode) {
        // A panic of a thread that had the lock must not become a second one when this is dropped.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.mode = mode;
        for stream in state.open.drain(..) {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn connect(client: TcpStream, server: TcpStream, state: &Arc<Mutex<State>>) {
    for (from, to) in [(&client, &server), (&server, &client)] {
        let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let watched = Arc::clone(state);
        thread::spawn(move || pass_on(from, to, &watched));
    }
    state.lock().unwrap().open.extend([client, server]);
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, state: &Mutex<State>) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let open = state.lock().unwrap().mode == Mode::Open;
        if open && to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.change(Mode::Gone);
        // The loop ends with the next connection.
        drop(TcpStream::connect(self.address));
    }
}

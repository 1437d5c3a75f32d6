use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::rt::System;
use actix_web::{App, HttpRequest, HttpResponse, web};
use sendook_crypto::{RingSecrets, SystemClock};
use tokio::sync::oneshot;

use super::client::Client;
use crate::connections::early_answer::EarlyAnswer;
use crate::connections::gate::Gate;
use crate::connections::listeners::Listeners;
use crate::connections::server::{Threads, serve};
use crate::connections::slots::Slots;
use crate::connections::time_limits::TimeLimits;

/// Longer than any test takes.
const NEVER: Duration = Duration::from_mins(10);

/// The length of the answer to `/large`.
pub(super) const LARGE: usize = 200_000;

/// Limits that never come, to be shortened one by one.
pub(super) const UNLIMITED: TimeLimits = TimeLimits {
    head: NEVER,
    body: NEVER,
    idle: NEVER,
    write: NEVER,
};

/// A running service.
pub(super) struct World {
    address: SocketAddr,
    served: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl World {
    pub(super) fn new(limits: TimeLimits) -> Self {
        Self::with(limits, 64)
    }

    /// Limited to this many connections.
    pub(super) fn with(limits: TimeLimits, most: usize) -> Self {
        let served = Arc::new(AtomicUsize::new(0));
        let (stop, ended) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let calls = Arc::clone(&served);
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let listeners = Listeners::bind(([127, 0, 0, 1], 0).into()).unwrap();
                tell.send(listeners.addresses().unwrap()[0]).unwrap();
                let answer = EarlyAnswer::new(&RingSecrets::new(), Arc::new(SystemClock)).unwrap();
                let gate = Gate::new(Slots::new(most, Vec::new()), limits, answer);
                let threads = Threads {
                    workers: 1,
                    blocking: 1,
                };
                let stop = async {
                    let _ = ended.await;
                };
                let running = serve(listeners, &gate, threads, stop, move || app(&calls));
                running.unwrap().await.unwrap();
            });
        });
        Self {
            address: told.recv().unwrap(),
            served,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(super) fn connect(&self) -> Client {
        Client::new(TcpStream::connect(self.address).unwrap())
    }

    /// How many requests the service has received.
    pub(super) fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn app(
    served: &Arc<AtomicUsize>,
) -> App<
    impl actix_web::dev::ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let count = |served: &web::Data<AtomicUsize>| {
        served.fetch_add(1, Ordering::Relaxed);
    };
    App::new()
        .app_data(web::Data::from(Arc::clone(served)))
        .route(
            "/large",
            web::get().to(move |served: web::Data<AtomicUsize>| {
                count(&served);
                async { "x".repeat(LARGE) }
            }),
        )
        .route(
            "/echo",
            web::post().to(move |served: web::Data<AtomicUsize>, body: web::Bytes| {
                count(&served);
                async { body }
            }),
        )
        .default_service(web::to(
            move |served: web::Data<AtomicUsize>, request: HttpRequest| {
                count(&served);
                let path = request.path().to_owned();
                // Some answers come at once, some only after the task was woken.
                async move {
                    if path.starts_with("/later") {
                        tokio::task::yield_now().await;
                    }
                    HttpResponse::Ok().body(path)
                }
            },
        ))
}

//! The thread that sends mails. There is one on each server; the outbox sees to it that each mail is sent by one of them.

mod round;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::web;
use sendook_domain::ports::StoreError;
use sendook_mail::{Composer, MailServer};
use sendook_web::Api;

use self::round::Round;
use crate::blocking::blocking;
use crate::metrics::MailMetrics;
use crate::settings::MailSettings;

/// How often it is looked whether a mail is due: so long somebody who forgot a password waits in vain, at most.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The longest pause while the mail server cannot be used. The pauses begin at [`LOOK_EVERY`], and double.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How long a server that stops waits for the mail that it is sending. Another server sends it again if that takes longer.
const LAST_MAIL: Duration = Duration::from_secs(10);

/// Sends mails until it is stopped.
pub(crate) struct Mailer {
    stop: Sender<()>,
    thread: JoinHandle<()>,
    ended: Receiver<()>,
}

impl Mailer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system has no thread left.
    pub(crate) fn start(
        settings: MailSettings,
        api: &web::Data<Api>,
        metrics: MailMetrics,
    ) -> io::Result<Self> {
        let MailSettings { server, from, site } = settings;
        log::info!("mails go to the mail server {server}");
        let server = MailServer::new(server, from.email.domain());
        let composer = Composer::new(from, site);
        let (stop, stopped) = channel();
        let (ending, ended) = channel();
        let api = api.clone();
        let thread = thread::Builder::new()
            .name("mailer".into())
            .spawn(move || {
                let round = Round {
                    dispatch: &api.services.mail_dispatch,
                    server: &server,
                    composer: &composer,
                    metrics: &metrics,
                    stopped: &stopped,
                };
                until_stopped(&round);
                // Whoever waited is gone by then, or hears of it.
                let _ = ending.send(());
            })?;
        Ok(Self {
            stop,
            thread,
            ended,
        })
    }

    /// Lets the mail that is being sent be finished, if that does not take long.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        let Self { thread, ended, .. } = self;
        blocking("stop sending mails", move || {
            if ended.recv_timeout(LAST_MAIL) == Err(RecvTimeoutError::Timeout) {
                log::warn!("a mail is still being sent; it will be sent again");
            } else if thread.join().is_err() {
                log::error!("the thread that sends mails had panicked");
            }
            Ok::<_, StoreError>(())
        })
        .await;
    }
}

fn until_stopped(round: &Round<'_>) {
    let mut pause = LOOK_EVERY;
    let mut away = false;
    while round.stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        match round.run() {
            Ok(()) => {
                if away {
                    log::info!("the mail server can be used again");
                }
                (pause, away) = (LOOK_EVERY, false);
            }
            Err(failure) => {
                if !away {
                    log::warn!("no mail is sent until this is better: {failure}");
                }
                away = true;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

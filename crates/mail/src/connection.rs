use std::io;
use std::time::Duration;

use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use sendook_domain::mail_dispatch::Delivery;

use crate::smtp_url::{SmtpUrl, UseOfTls};

/// How long each step may take until the whole mail is handed over. RFC 5321, section 4.5.3.2, has minutes for some; a server that
/// needs more than this is tried again.
const STEP: Duration = Duration::from_mins(1);

/// How long the server may think once it has the whole mail (RFC 5321, section 4.5.3.2.6). Who gives up earlier sends it twice.
const LAST_STEP: Duration = Duration::from_mins(10);

/// A mail server, to which connections can be made.
pub struct MailServer {
    url: SmtpUrl,
    hello: ClientId,
}

/// A connection to a mail server, for one mail after the other until one fails.
pub struct MailConnection(SmtpConnection);

/// Why there is no connection to a mail server. No password is in it.
#[derive(Debug, thiserror::Error)]
#[error("the mail server {server} cannot be used: {cause}")]
pub struct NoConnection {
    server: String,
    cause: SmtpError,
}

/// What became of a mail.
#[derive(Debug)]
pub struct Handover {
    /// Whether the server took it.
    pub delivery: Delivery,
    /// Why it is not known to have taken it.
    pub failure: Option<SmtpError>,
}

impl MailServer {
    /// The server at this URL, to which we call ourselves `hello`, a domain.
    pub fn new(url: SmtpUrl, hello: &str) -> Self {
        Self {
            url,
            hello: ClientId::Domain(hello.to_owned()),
        }
    }

    /// Connects, as far as the server would take a mail: TLS and login included.
    ///
    /// # Errors
    /// [`NoConnection`] says what the server, or the network, said.
    pub fn connect(&self) -> Result<MailConnection, NoConnection> {
        let connected = self.try_connect().map(MailConnection);
        connected.map_err(|cause| NoConnection {
            server: self.url.to_string(),
            cause,
        })
    }

    fn try_connect(&self) -> Result<SmtpConnection, SmtpError> {
        let SmtpUrl { host, port, .. } = &self.url;
        let tls = match self.url.tls {
            UseOfTls::Never => None,
            UseOfTls::StartTls | UseOfTls::Immediate => Some(TlsParameters::new(host.clone())?),
        };
        let immediate = tls.as_ref().filter(|_| self.url.tls == UseOfTls::Immediate);
        let address = (host.as_str(), *port);
        let mut smtp = SmtpConnection::connect(address, Some(STEP), &self.hello, immediate, None)?;
        if let Some(tls) = tls.filter(|_| self.url.tls == UseOfTls::StartTls) {
            smtp.starttls(&tls, &self.hello)?;
        }
        if let Some(login) = &self.url.login {
            let password = login.password.expose().to_owned();
            let credentials = Credentials::new(login.user.clone(), password);
            smtp.auth(DEFAULT_MECHANISMS, &credentials)?;
        }
        Ok(smtp)
    }
}

impl MailConnection {
    /// Hands a mail over. After a failure the connection is of no use any more.
    pub fn deliver(&mut self, message: &Message) -> Handover {
        let begun = self.begin(message.envelope());
        let handed_over = begun.map(|()| self.finish(&message.formatted()));
        match handed_over {
            // It was not given the whole mail.
            Err(failure) => Handover {
                delivery: Delivery::Refused,
                failure: Some(failure),
            },
            Ok(Ok(())) => Handover {
                delivery: Delivery::Accepted,
                failure: None,
            },
            Ok(Err(failure)) => Handover {
                delivery: if failure.is_transient() || failure.is_permanent() {
                    Delivery::Refused
                } else {
                    Delivery::Unknown
                },
                failure: Some(failure),
            },
        }
    }

    /// Whether the server still listens. Some take a few mails of a connection, and then close it.
    pub fn is_open(&mut self) -> bool {
        self.0.test_connected()
    }

    /// Says goodbye, and ends the connection.
    pub fn close(mut self) {
        // The server has all mails: what it answers does not matter.
        let _ = self.0.quit();
    }

    fn begin(&mut self, envelope: &Envelope) -> Result<(), SmtpError> {
        self.0
            .command(Mail::new(envelope.from().cloned(), vec![]))?;
        for recipient in envelope.to() {
            self.0.command(Rcpt::new(recipient.clone(), vec![]))?;
        }
        self.0.command(Data)?;
        Ok(())
    }

    fn finish(&mut self, mail: &[u8]) -> Result<(), SmtpError> {
        // A time limit that cannot be set leaves the one before.
        let _: io::Result<()> = self.0.set_timeout(Some(LAST_STEP));
        let taken = self.0.message(mail);
        let _: io::Result<()> = self.0.set_timeout(Some(STEP));
        taken.map(|_| ())
    }
}

//! The dashboard in an application of actix-web.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use sendook_dashboard::{Site, configure};
use sendook_web::{Envelope, PathPrefix, TrustedProxies, register};

use crate::service::Sendook;

impl Sendook {
    /// The pages for people, under a path of an application that has others: `App::new().service(sendook.dashboard(&prefix, &site))`.
    /// Registration, login, keys, members and the audit trail are there, and what they set cookies for is that path alone.
    ///
    /// `site` is the origin that browsers see, such as [`Site::at("https://app.example")`](Site::at).
    pub fn dashboard(&self, prefix: &PathPrefix, site: &Site) -> impl HttpServiceFactory + 'static {
        let site = site.clone().under(prefix);
        let envelope = Envelope::new(self.ports().secrets.clone());
        web::scope(prefix.as_str())
            .configure(|pages| register(pages, self.api()))
            .configure(|pages| configure(pages, &site))
            // The scope has found the prefix in front of the path: whatever a proxy says of one is about the application's.
            .wrap(envelope.under(Some(prefix.clone()), TrustedProxies::default()))
    }
}

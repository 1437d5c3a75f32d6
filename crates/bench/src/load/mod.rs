//! An HTTP/1.1 load generator that costs less than the server it measures: requests are rendered beforehand, an answer
//! is read only as far as its status and length, and one thread serves all connections by epoll.

mod churn;
mod connection;
mod head;
mod requests;
mod run;

pub use churn::Churn;
pub use requests::Requests;
pub use run::{Load, Report};

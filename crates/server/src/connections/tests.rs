//! A small service behind real sockets, with limits of fractions of a second.

mod client;
mod held;
mod late;
mod requests;
mod upgrades;
mod world;

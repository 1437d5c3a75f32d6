//! The front door as an application uses it: in process, and as the programs of `examples/`.

#![cfg(test)]

mod background;
mod examples;
mod opening;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod ten_lines;
mod world;

//! Hashes that real systems made, and hashes that nobody should take.

mod bounds;
mod firebase_parameters;
mod forms;
mod normal_forms;
mod vectors;

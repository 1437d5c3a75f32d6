//! On every route with a body: what is read of it.

mod instants;
mod media_and_size;
mod mistaken_names;
mod names;
mod owned_fields;
mod values;

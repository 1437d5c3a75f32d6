//! On every route with a body: what is read of it.

mod field_names;
mod field_values;
mod media_and_size;
mod read_only_fields;
mod repeated_names;
mod timestamps;
mod unknown_fields;

//! On every route: methods, paths, headers, pages and connections.

mod client_address;
mod cors;
mod headers;
mod methods;
mod metrics;
mod paging;
mod path_prefix;
mod paths;
mod sockets;

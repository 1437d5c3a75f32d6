//! `/organizations` and `/organizations/{id}`: what lies in them under both roofs has folders of its own.

mod audit;
mod audit_lines;
mod membership;

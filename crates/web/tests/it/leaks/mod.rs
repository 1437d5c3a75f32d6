//! `/leaks`, and the expressions by which scanners find what to report.

mod report;
mod secret_scanning;

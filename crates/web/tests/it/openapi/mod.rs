mod completeness;
mod document;
mod examples;
mod page;

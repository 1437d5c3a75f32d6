mod completeness;
mod document;
mod examples;

use std::fs::File;
use std::io::{self, BufReader};
use std::iter::Peekable;
use std::path::Path;

use super::super::lines::{Line, lines};
use super::super::unreadable;
use super::collection::Collection;
use crate::commands::error::CommandError;

/// How many bytes a document has at most: as many as in MongoDB
/// (<https://www.mongodb.com/docs/manual/reference/limits/>).
const LONGEST: usize = 16 * 1024 * 1024;

/// A file of one collection. It is opened once, so that it may be a pipe.
pub(super) struct Source<'a> {
    pub(super) file: &'a Path,
    pub(super) collection: Collection,
    /// In bytes; 0 if that is not known before the end.
    pub(super) length: u64,
    pub(super) lines: Lines,
}

type Lines = Peekable<Box<dyn Iterator<Item = io::Result<Line>>>>;

impl<'a> Source<'a> {
    /// Opens a file, and looks at its first document. `None`: it has none.
    pub(super) fn open(file: &'a Path) -> Result<Option<Self>, CommandError> {
        let opened = File::open(file).map_err(|error| unreadable(file, &error))?;
        let length = opened.metadata().map_or(0, |metadata| metadata.len());
        let all: Box<dyn Iterator<Item = _>> = Box::new(lines(BufReader::new(opened), LONGEST));
        let mut lines = all.peekable();
        let collection = match lines.peek() {
            None => return Ok(None),
            Some(Err(error)) => return Err(unreadable(file, error)),
            Some(Ok(first)) => match &first.text {
                Ok(text) => Collection::of(text).map_err(str::to_owned),
                Err(error) => Err(format!("line {}: {error}", first.number)),
            },
        };
        let collection = collection.map_err(|reason| {
            CommandError::refused(format_args!("The file {}: {reason}", file.display()))
        })?;
        Ok(Some(Self {
            file,
            collection,
            length,
            lines,
        }))
    }
}

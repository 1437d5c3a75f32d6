use diesel::prelude::*;

use crate::schema::imported_documents;

/// That a document was imported.
#[derive(Insertable)]
#[diesel(table_name = imported_documents)]
pub(crate) struct ImportedDocumentRow {
    kind: &'static str,
    id: String,
}

impl From<(&'static str, String)> for ImportedDocumentRow {
    fn from((kind, id): (&'static str, String)) -> Self {
        Self { kind, id }
    }
}

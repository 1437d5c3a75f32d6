use diesel::prelude::*;

use crate::schema::imported_documents;

/// That a document was imported.
#[derive(Insertable)]
#[diesel(table_name = imported_documents)]
pub(crate) struct ImportedDocumentRow {
    kind: String,
    id: String,
}

impl<K: Into<String>> From<(K, String)> for ImportedDocumentRow {
    fn from((kind, id): (K, String)) -> Self {
        let kind = kind.into();
        Self { kind, id }
    }
}

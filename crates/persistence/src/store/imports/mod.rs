mod imported_rows;
mod there;

use sendook_domain::entities::Session;
use sendook_domain::ports::{
    DocumentStanding, ImportedContent, ImportedDocument, Imports, StoreError,
};

use self::there::There;
use super::password_hash;
use super::sql_store::SqlStore;

pub(super) use self::imported_rows::ImportedRows;

impl Imports for SqlStore {
    fn standings(
        &self,
        documents: &[ImportedDocument],
    ) -> Result<Vec<DocumentStanding>, StoreError> {
        self.read_list(|connection| {
            let there = There::read(connection, documents)?;
            let contents = documents.iter().map(|document| &document.content);
            Ok(contents.map(|content| there.standing(content)).collect())
        })
    }

    fn import_documents(&self, documents: &[ImportedDocument]) -> Result<(), StoreError> {
        self.write(|connection| {
            let mut rows = ImportedRows::default();
            let without_session = documents.iter().filter(|one| session(one).is_none());
            without_session.for_each(|document| rows.add_document(document));
            rows.insert(connection)?;

            // Their people may be among those who have just been kept.
            let people = documents.iter().filter_map(session);
            let people = people.map(|session| session.user_id.as_str()).collect();
            let enabled = password_hash::lock_all_enabled(connection, people)?;
            let is_enabled = |session: &Session| enabled.contains(session.user_id.as_str());
            let mut rows = ImportedRows::default();
            let with_session = documents
                .iter()
                .filter(|one| session(one).is_some_and(is_enabled));
            with_session.for_each(|document| rows.add_document(document));
            rows.insert(connection)
        })
    }
}

fn session(document: &ImportedDocument) -> Option<&Session> {
    match &document.content {
        ImportedContent::AccessToken(session, _) => Some(session),
        _ => None,
    }
}

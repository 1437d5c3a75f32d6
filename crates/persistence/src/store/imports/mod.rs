mod imported_rows;
mod there;

use diesel::prelude::*;
use sendook_domain::entities::{Organization, Session};
use sendook_domain::ports::{
    DocumentStanding, ImportedContent, ImportedDocument, Imports, StoreError, imported_as,
};
use sendook_domain::values::OrganizationName;

use self::there::There;
use super::password_hash;
use super::sql_store::SqlStore;
use crate::primary::on_primary;
use crate::rows::OrganizationRow;
use crate::schema::{imported_documents, organizations};

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

    fn organizations_imported_as(
        &self,
        name: &OrganizationName,
        most: u16,
    ) -> Result<Vec<Organization>, StoreError> {
        self.read(|connection| {
            let imported = imported_documents::table
                .filter(imported_documents::kind.eq(imported_as(name)))
                .select(imported_documents::id);
            let rows = organizations::table
                .filter(organizations::id.eq_any(imported))
                .filter(organizations::name.eq(name.as_str()))
                .filter(on_primary())
                .limit(most.into())
                .load::<OrganizationRow>(connection)?;
            let found = rows.into_iter().map(TryInto::try_into);
            Ok(found.collect::<Result<_, _>>()?)
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

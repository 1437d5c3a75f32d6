use chrono::{DateTime, Utc};
use sendook_crypto::imported_hash;
use sendook_domain::entities::{Inbox, Organization, PasswordHash, User};
use sendook_domain::imports::SendookDocument;
use sendook_domain::values::{
    EmailAddress, InboxAddress, InboxName, KeyName, OrganizationName, PersonName, Secret,
};
use sendook_foreign_passwords::Ceiling;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::collection::Collection;
use super::extended_json::{Moment, ObjectId};
use super::names::fitted;

/// Makes the documents of one line.
pub(super) struct Reader {
    /// What a password hash may cost.
    pub(super) ceiling: Ceiling,
    /// No organization, inbox or key is newer than this. People and tokens that are newer are refused by the import.
    pub(super) now: DateTime<Utc>,
}

/// What all documents have.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Common {
    #[serde(rename = "_id")]
    id: ObjectId,
    created_at: Option<Moment>,
    updated_at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserDocument {
    #[serde(flatten)]
    common: Common,
    email: String,
    first_name: Option<String>,
    last_name: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize)]
struct OrganizationDocument {
    #[serde(flatten)]
    common: Common,
    name: Option<String>,
    #[serde(default)]
    users: Vec<ObjectId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InboxDocument {
    #[serde(flatten)]
    common: Common,
    organization_id: ObjectId,
    name: Option<String>,
    email: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiKeyDocument {
    #[serde(flatten)]
    common: Common,
    organization_id: ObjectId,
    name: Option<String>,
    key: String,
    active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessTokenDocument {
    #[serde(flatten)]
    common: Common,
    user_id: ObjectId,
    token: String,
}

impl Reader {
    /// What a line of a collection stands for.
    ///
    /// # Errors
    /// A sentence that says what is wrong; it quotes no secret.
    pub(super) fn read(
        &self,
        collection: Collection,
        line: &[u8],
    ) -> Result<Vec<SendookDocument>, String> {
        match collection {
            Collection::Users => self.user(&parse(line)?),
            Collection::Organizations => self.organization(parse(line)?),
            Collection::Inboxes => self.inbox(parse(line)?),
            Collection::ApiKeys => self.key(parse(line)?),
            Collection::AccessTokens => self.token(parse(line)?),
        }
    }

    fn user(&self, document: &UserDocument) -> Result<Vec<SendookDocument>, String> {
        let email = EmailAddress::parse(&document.email).map_err(|error| error.to_string())?;
        let name = |text: Option<&str>| fitted(text.unwrap_or_default(), PersonName::parse);
        let first_name = name(document.first_name.as_deref())
            .or_else(|| name(Some(email.local_part())))
            .ok_or("It has no name.")?;
        let created_at = self.made_at(&document.common);
        let (_, updated_at) = self.times(&document.common);
        let user = User {
            id: document.common.id.id()?,
            email,
            first_name,
            last_name: name(document.last_name.as_deref()),
            created_at,
            updated_at: updated_at.max(created_at),
            disabled_at: None,
            email_verified_at: None,
        };
        let hash = self.hash(document.password.as_deref())?;
        Ok(vec![SendookDocument::User(Box::new(user), hash)])
    }

    fn hash(&self, password: Option<&str>) -> Result<PasswordHash, String> {
        let Some(password) = password.filter(|text| !text.is_empty()) else {
            return Ok(PasswordHash::absent());
        };
        let hash = imported_hash(&format!("sendook:{password}"), &self.ceiling);
        hash.map_err(|refused| format!("\"password\": {refused}."))
    }

    fn organization(&self, document: OrganizationDocument) -> Result<Vec<SendookDocument>, String> {
        let (created_at, updated_at) = self.times(&document.common);
        let organization = Organization {
            id: document.common.id.id()?,
            name: fitted(&document.name.unwrap_or_default(), OrganizationName::parse)
                .unwrap_or_else(OrganizationName::of_newcomer),
            requires_second_factor: false,
            created_at,
            updated_at,
        };
        let mut documents = vec![SendookDocument::Organization(organization.clone())];
        for (place, user) in document.users.iter().enumerate() {
            if document.users[..place].contains(user) {
                continue;
            }
            documents.push(SendookDocument::Member {
                organization_id: organization.id.clone(),
                user_id: user.id()?,
                joined_at: created_at,
            });
        }
        Ok(documents)
    }

    /// Whether it can have its address here, the import judges.
    fn inbox(&self, document: InboxDocument) -> Result<Vec<SendookDocument>, String> {
        let email = EmailAddress::parse(&document.email).map_err(|error| error.to_string())?;
        let (created_at, updated_at) = self.times(&document.common);
        let name = document.name.unwrap_or_default();
        let address = InboxAddress::restore(email.as_typed().to_owned(), email.key().to_owned());
        Ok(vec![SendookDocument::Inbox(Inbox {
            id: document.common.id.id()?,
            organization_id: document.organization_id.id()?,
            name: fitted(&name, InboxName::parse),
            address,
            created_at,
            updated_at,
        })])
    }

    fn key(&self, document: ApiKeyDocument) -> Result<Vec<SendookDocument>, String> {
        let (created_at, updated_at) = self.times(&document.common);
        let name = fitted(&document.name.unwrap_or_default(), KeyName::parse);
        Ok(vec![SendookDocument::ApiKey {
            id: document.common.id.id()?,
            organization_id: document.organization_id.id()?,
            name: name.unwrap_or_else(|| KeyName::restore("API key".to_owned())),
            secret: Secret::new(document.key),
            active: document.active.unwrap_or(true),
            created_at,
            updated_at,
        }])
    }

    fn token(&self, document: AccessTokenDocument) -> Result<Vec<SendookDocument>, String> {
        let created_at = self.made_at(&document.common);
        Ok(vec![SendookDocument::AccessToken {
            id: document.common.id.id()?,
            user_id: document.user_id.id()?,
            secret: Secret::new(document.token),
            created_at,
        }])
    }

    /// When a document was made. Its id knows it too.
    fn made_at(&self, common: &Common) -> DateTime<Utc> {
        let created_at = common.created_at.map(|Moment(at)| at);
        let created_at = created_at.or_else(|| common.id.made_at());
        created_at.unwrap_or(self.now)
    }

    /// When a document was made and last changed.
    fn times(&self, common: &Common) -> (DateTime<Utc>, DateTime<Utc>) {
        let created_at = self.made_at(common).min(self.now);
        let updated_at = common.updated_at.map_or(created_at, |Moment(at)| at);
        (created_at, updated_at.clamp(created_at, self.now))
    }
}

fn parse<D: DeserializeOwned>(line: &[u8]) -> Result<D, String> {
    serde_json::from_slice(line).map_err(|error| {
        // The place within the line says nothing to people, and what is quoted might be a secret.
        match error.classify() {
            serde_json::error::Category::Data => {
                "It is not a document of this collection: a field is missing, or of another kind."
            }
            _ => "It is not a document as mongoexport writes it.",
        }
        .to_owned()
    })
}

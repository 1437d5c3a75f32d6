use std::fmt;

use clap::Subcommand;
use sendook_domain::entities::{Organization, Role, User};
use sendook_domain::values::Id;
use sendook_web::answers::{OrganizationDto, UserDto};
use serde::Serialize;

use crate::commands::arguments::{Limit, shown};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;
use crate::printable::one_line;

#[derive(Subcommand)]
pub(crate) enum OrgCommand {
    /// Lists organizations, newest first
    List {
        /// Shows only those whose name contains this, regardless of letter case
        #[arg(long, value_name = "TEXT", default_value = "")]
        query: String,
        #[command(flatten)]
        limit: Limit,
    },
    /// Shows an organization and its members
    Show {
        /// Its id
        #[arg(value_parser = Id::<Organization>::parse)]
        organization: Id<Organization>,
    },
}

/// As `GET /organizations/{id}` shows an organization, with its members.
#[derive(Serialize)]
struct OrganizationDocument<'a> {
    #[serde(flatten)]
    organization: OrganizationDto<'a>,
    members: Vec<MemberDocument<'a>>,
}

#[derive(Serialize)]
struct MemberDocument<'a> {
    #[serde(flatten)]
    user: UserDto<'a>,
    role: &'static str,
}

impl<'a> From<&'a (User, Role)> for MemberDocument<'a> {
    fn from((user, role): &'a (User, Role)) -> Self {
        Self {
            user: user.into(),
            role: role.as_str(),
        }
    }
}

struct OrganizationText<'a> {
    organization: &'a Organization,
    members: &'a [(User, Role)],
}

pub(super) fn run(console: &Console, command: OrgCommand) -> Result<(), CommandError> {
    match command {
        OrgCommand::List { query, limit } => list(console, &query, &limit),
        OrgCommand::Show { organization } => show(console, &organization),
    }
}

fn list(console: &Console, query: &str, limit: &Limit) -> Result<(), CommandError> {
    let directory = &console.services.directory;
    each_page(
        limit,
        |page| directory.organizations(&console.operator, query, page),
        |organizations| {
            let columns = ["ID", "NAME", "CREATED"];
            let document = OrganizationDto::from;
            console.output.list(organizations, document, columns, row)
        },
    )
}

fn row(organization: &Organization) -> [String; 3] {
    [
        organization.id.to_string(),
        organization.name.as_str().to_owned(),
        shown(organization.created_at),
    ]
}

fn show(console: &Console, id: &Id<Organization>) -> Result<(), CommandError> {
    let organization = console.organization(id)?;
    let directory = &console.services.directory;
    let members = directory.members(&console.operator, id)?;
    let document = OrganizationDocument {
        organization: (&organization).into(),
        members: members.iter().map(MemberDocument::from).collect(),
    };
    let text = OrganizationText {
        organization: &organization,
        members: &members,
    };
    console.output.show(&document, text)
}

impl fmt::Display for OrganizationText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let organization = self.organization;
        writeln!(f, "Id:       {}", organization.id)?;
        writeln!(f, "Name:     {}", one_line(organization.name.as_str()))?;
        write!(f, "Created:  {}", shown(organization.created_at))?;
        for (user, role) in self.members {
            let (id, email) = (&user.id, one_line(user.email.as_typed()));
            write!(f, "\nMember:   {id}  {email} ({})", role.as_str())?;
        }
        Ok(())
    }
}

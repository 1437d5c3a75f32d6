use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder of a user that PostgreSQL's programs run as: they refuse to run as root.
pub(super) struct Folder {
    folder: TempDir,
    /// Another user and group than ours.
    owner: Option<(u32, u32)>,
}

impl Folder {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().metadata().unwrap().uid() == 0;
        let owner = root.then(|| (id_of_nobody("-u"), id_of_nobody("-g")));
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        Self { folder, owner }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A program, about to be started as the folder's owner, in the folder.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id_of_nobody(which: &str) -> u32 {
    let id = Command::new("id").args([which, "nobody"]).output().unwrap();
    let id = String::from_utf8(id.stdout).unwrap();
    id.trim().parse().unwrap()
}

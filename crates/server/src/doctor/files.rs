use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rlimit::Resource;
use rustix::fs::{Access, access, statvfs};
use rustix::process::geteuid;
use sendook_persistence::Inspection;

use super::disk;
use super::finding::Finding;
use crate::connections::possible_connections;
use crate::settings::Settings;

const FILE: &str = "database file";
const FOLDER: &str = "database folder";

/// Who may read and replace the SQLite file, whether there is room for it, and how many files may be open.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Where a link leads: that file and that folder are used.
    let file = Inspection::file(settings.database_url.expose());
    if let Some(file) = file.and_then(|file| fs::canonicalize(file).ok()) {
        findings.extend(database_file(&file));
        if let Some(folder) = file.parent() {
            findings.extend(database_folder(folder));
            findings.extend(room(folder));
        }
    }
    findings.extend(open_files(settings.max_connections));
    findings
}

fn database_file(file: &Path) -> Vec<Finding> {
    let Ok(metadata) = fs::metadata(file) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let shown = file.display();
    if access(file, Access::READ_OK).is_err() {
        // Nothing is known of what is in it: so nobody is advised to change its owner or mode.
        let message = format!("{shown} may not be read.");
        return vec![
            Finding::failure(FILE, message).advising("Run this as the user of the service."),
        ];
    }
    if metadata.uid() != geteuid().as_raw() {
        let message = format!("{shown} belongs to another user than the one who asks.");
        let advice = "Run this as the user of the service, or give the file to that user: chown.";
        findings.push(Finding::warning(FILE, message).advising(advice));
    }
    if access(file, Access::WRITE_OK).is_err() {
        let message = format!("{shown} may not be written.");
        findings
            .push(Finding::failure(FILE, message).advising("Run this as the user of the service."));
    }
    for path in with_companions(file) {
        let open = fs::metadata(&path).is_ok_and(|metadata| metadata.mode() & 0o077 != 0);
        if open {
            let path = path.display();
            let message = format!("{path} is open to other users: it has names and addresses.");
            let advice = format!("chmod 600 {path}");
            findings.push(Finding::warning(FILE, message).advising(advice));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::ok(FILE, "Only its owner may read it."));
    }
    findings
}

/// The database file and those that SQLite puts beside it.
fn with_companions(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    })
}

fn database_folder(folder: &Path) -> Vec<Finding> {
    const STICKY: u32 = 0o1000;
    let mut findings = Vec::new();
    let shown = folder.display();
    if access(folder, Access::WRITE_OK).is_err() {
        let message = format!("{shown} may not be written to: SQLite keeps its log there.");
        let advice = "Give the folder to the user of the service, or run this as that user.";
        findings.push(Finding::failure(FOLDER, message).advising(advice));
    }
    let mode = fs::metadata(folder).map_or(0, |metadata| metadata.mode());
    if mode & 0o022 != 0 && mode & STICKY == 0 {
        let message = format!("Other users may replace files in {shown}, the database among them.");
        let advice = format!("chmod go-w {shown}");
        findings.push(Finding::failure(FOLDER, message).advising(advice));
    }
    findings
}

fn room(folder: &Path) -> Option<Finding> {
    let disk = statvfs(folder).ok()?;
    Some(disk::judge(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

fn open_files(wanted: usize) -> Option<Finding> {
    const FILES: &str = "open files";
    let (_, hard) = Resource::NOFILE.get().ok()?;
    let possible = possible_connections(wanted, hard);
    if possible < wanted {
        let message = format!("{hard} may be open: enough for {possible} connections of {wanted}.");
        let advice = "Raise LimitNOFILE of the unit (or ulimit -n), or lower SENDOOK_MAX_CONNECTIONS. What counts is the limit of the \
                      service: this is the one of this shell.";
        return Some(Finding::warning(FILES, message).advising(advice));
    }
    let message = format!("{hard} may be open: enough for {wanted} connections.");
    Some(Finding::ok(FILES, message))
}

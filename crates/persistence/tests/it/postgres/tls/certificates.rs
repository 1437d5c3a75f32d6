use std::fs;

use super::folder::Folder;

/// What the server's certificate says the server is called.
pub(super) const SERVER_NAME: &str = "db.sendook.test";

/// Makes the key and the certificate of an unknown authority: `NAME.key`, `NAME.crt`.
pub(super) fn make_authority(folder: &Folder, name: &str) {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
    let subject = format!("/CN=The authority {name}");
    let paths = ["-keyout", &*key, "-out", &*certificate];
    openssl(
        folder,
        &[
            &["req", "-x509", "-days", "2", "-subj", &*subject],
            &NEW_KEY[..],
            &paths[..],
        ],
    );
}

/// Makes `server.key` and `server.crt`, signed by `authority`.
pub(super) fn make_server_certificate(folder: &Folder) {
    let subject = format!("/CN={SERVER_NAME}");
    let paths = ["-keyout", "server.key", "-out", "server.csr"];
    openssl(
        folder,
        &[&["req", "-subj", &*subject], &NEW_KEY[..], &paths[..]],
    );
    let names = format!("subjectAltName=DNS:{SERVER_NAME}\n");
    fs::write(folder.path().join("names"), names).unwrap();
    openssl(
        folder,
        &[&[
            "x509",
            "-req",
            "-days",
            "2",
            "-in",
            "server.csr",
            "-out",
            "server.crt",
            "-extfile",
            "names",
            "-CA",
            "authority.crt",
            "-CAkey",
            "authority.key",
            "-CAcreateserial",
        ]],
    );
}

/// An elliptic key is made at once, an RSA one takes its time.
const NEW_KEY: [&str; 5] = [
    "-nodes",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
];

/// A password that no other user of the machine can guess while the server runs.
pub(super) fn random_password(folder: &Folder) -> String {
    openssl(folder, &[&["rand", "-hex", "16"]])
        .trim()
        .to_owned()
}

/// Runs `openssl` and gives what it printed.
fn openssl(folder: &Folder, arguments: &[&[&str]]) -> String {
    let run = folder.command("openssl").args(arguments.concat()).output();
    let run = run.expect("the program openssl must be installed: it makes the certificates");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    String::from_utf8(run.stdout).unwrap()
}

use sendook_foreign_passwords::{
    Ceiling, FirebaseParameters, ForeignHash, InvalidFirebaseParameters,
};

/// The project of the documentation of Firebase's own program, as the console would show it.
const CONSOLE: &str = "hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}";

#[test]
fn a_hash_of_the_export_is_verified_with_the_parameters_of_the_console() {
    let parameters = FirebaseParameters::parse(CONSOLE).unwrap();
    let output =
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
    // From the command line, and from the Admin SDK.
    for output in [
        output.to_owned(),
        output.replace('/', "_").replace('+', "-"),
    ] {
        let text = parameters.hash(&output, "42xEC+ixf3L2lw==");
        let hash = ForeignHash::parse(&text, &Ceiling::default()).unwrap();
        assert!(hash.verify("user1password"));
        assert!(!hash.verify("user2password"));
    }
}

#[test]
fn parameters_that_cannot_be_used_are_named() {
    let error =
        |from: &str, to: &str| FirebaseParameters::parse(&CONSOLE.replace(from, to)).unwrap_err();
    assert_eq!(
        error("SCRYPT", "BCRYPT"),
        InvalidFirebaseParameters::OtherAlgorithm
    );
    for (from, to, field) in [
        ("mem_cost", "memory", "mem_cost"),
        ("rounds: 8", "rounds: eight", "rounds"),
        ("Bw==", "B", "base64_salt_separator"),
        ("mem_cost: 14", "mem_cost: 256", "mem_cost"),
    ] {
        assert_eq!(error(from, to), InvalidFirebaseParameters::Field(field));
    }
}

#[test]
fn debug_shows_nothing_of_the_signer_key() {
    let shown = format!("{:?}", FirebaseParameters::parse(CONSOLE).unwrap());
    assert_eq!(shown, "FirebaseParameters(…)");
}

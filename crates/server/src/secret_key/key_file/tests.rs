use std::os::unix::fs::PermissionsExt as _;
use std::thread;

use sendook_domain::ports::Factors as _;
use sendook_domain::values::Id;
use sendook_testkit::builders::a_factor;
use sendook_testkit::{MemoryStore, test_ports};
use tempfile::TempDir;

use super::*;

const LOCK: &str = "sendook.db.secret-key.lock";

fn file(folder: &TempDir) -> KeyFile {
    over(folder, test_ports().store)
}

/// What lies in the folder, by name.
fn files(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

fn over(folder: &TempDir, store: Arc<MemoryStore>) -> KeyFile {
    KeyFile::at(folder.path().join("sendook.db.secret-key")).made_for(store)
}

#[test]
fn it_is_made_when_the_first_secret_is_sealed_and_its_owner_alone_may_read_it() {
    let folder = TempDir::new().unwrap();
    let user = Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap();
    let factor = Id::parse("factor_01h455vb4pex5vsknk084sn02q").unwrap();
    let owner = SecretOwner {
        user: &user,
        factor: &factor,
    };
    let one = file(&folder);
    assert!(one.keys().unwrap().is_empty());
    let sealed = one.seal(&owner, b"told").unwrap();
    assert_eq!(&**file(&folder).open(&owner, &sealed).unwrap(), b"told");
    let mode = fs::metadata(one.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, MODE);
    assert_eq!(files(&folder), ["sendook.db.secret-key", LOCK]);
}

#[test]
fn those_who_make_it_at_once_have_the_same_key() {
    let folder = TempDir::new().unwrap();
    let made: Vec<_> = thread::scope(|scope| {
        let makers: Vec<_> = (0..8)
            .map(|_| {
                let one = file(&folder);
                scope.spawn(move || one.keys_to_seal_with().unwrap())
            })
            .collect();
        makers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(made.iter().all(|keys| *keys == made[0] && keys.len() == 1));
}

#[test]
fn a_new_key_comes_in_front_and_the_one_before_it_stays() {
    let folder = TempDir::new().unwrap();
    let one = file(&folder);
    let first = one.keys_to_seal_with().unwrap().remove(0);
    let turn = one.turn().unwrap();
    let second = turn.add_key().unwrap();
    turn.forget_old_keys().unwrap();
    assert_eq!(one.keys().unwrap(), [second.clone(), first]);
    let third = turn.add_key().unwrap();
    assert_eq!(one.keys().unwrap().len(), 3);
    turn.forget_old_keys().unwrap();
    assert_eq!(one.keys().unwrap(), [third, second]);
    let mode = fs::metadata(one.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, MODE);
    assert_eq!(files(&folder), ["sendook.db.secret-key", LOCK]);
}

#[test]
fn what_an_interrupted_change_left_is_gone_after_the_next() {
    let folder = TempDir::new().unwrap();
    let one = file(&folder);
    let left = folder.path().join("sendook.db.secret-key.new");
    fs::write(&left, "half a k").unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
    let first = one.keys_to_seal_with().unwrap();
    assert_eq!(files(&folder), ["sendook.db.secret-key", LOCK]);
    // As after a first key was linked to its place.
    fs::hard_link(one.path(), &left).unwrap();
    let second = one.turn().unwrap().add_key().unwrap();
    assert_eq!(one.keys().unwrap(), [&[second], &*first].concat());
    let mode = fs::metadata(one.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, MODE);
    assert_eq!(files(&folder), ["sendook.db.secret-key", LOCK]);
}

#[test]
fn of_keys_that_are_added_at_once_none_is_lost() {
    let folder = TempDir::new().unwrap();
    let first = file(&folder).keys_to_seal_with().unwrap().remove(0);
    let added: Vec<_> = thread::scope(|scope| {
        let adders: Vec<_> = (0..8)
            .map(|_| {
                let one = file(&folder);
                scope.spawn(move || one.turn().unwrap().add_key().unwrap())
            })
            .collect();
        adders.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let kept = file(&folder).keys().unwrap();
    assert_eq!(kept.len(), 9);
    assert!(added.iter().chain([&first]).all(|key| kept.contains(key)));
}

#[test]
fn a_lost_file_is_not_made_anew_while_something_is_sealed_under_it() {
    let folder = TempDir::new().unwrap();
    let store = test_ports().store;
    let one = over(&folder, store.clone());
    let user = Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap();
    let kept = a_factor(&user);
    let owner = SecretOwner::of(&kept.factor);
    one.seal(&owner, b"told").unwrap();
    store.offer_factor(&kept).unwrap();
    let aside = folder.path().join("aside");
    fs::rename(one.path(), &aside).unwrap();
    let refused = one.seal(&owner, b"told").unwrap_err();
    let why = refused.source().unwrap().to_string();
    assert!(why.contains("Put the file back"), "{why}");
    assert!(!one.is_current(&kept.secret).unwrap());
    assert!(!one.path().exists());
    fs::rename(aside, one.path()).unwrap();
    one.seal(&owner, b"told").unwrap();
    // Who does not know what is sealed makes no file either.
    let folder = TempDir::new().unwrap();
    let opener = KeyFile::at(folder.path().join("sendook.db.secret-key"));
    assert!(matches!(
        opener.seal(&owner, b"told"),
        Err(SealError::NoKey)
    ));
}

#[test]
fn a_file_that_holds_no_key_is_named() {
    let folder = TempDir::new().unwrap();
    for text in ["", "\n", "no key\n"] {
        fs::write(folder.path().join("sendook.db.secret-key"), text).unwrap();
        let error = file(&folder).keys().unwrap_err().to_string();
        assert!(error.contains("sendook.db.secret-key"), "{error}");
        assert!(file(&folder).keys_to_seal_with().is_err());
    }
}

use crate::world::World;

#[test]
fn the_last_clone_writes_down_what_was_used() {
    let world = World::new();
    let sendook = world.at().open().unwrap();
    let clone = sendook.clone();
    drop(sendook);
    clone.key(Some(world.full.expose()), None).unwrap();
    assert_eq!(world.uses(), 0);
    drop(clone);
    assert_eq!(world.uses(), 1);
}

#[test]
fn the_use_can_be_written_at_once() {
    let world = World::new();
    let sendook = world.at().open().unwrap();
    for _ in 0..3 {
        sendook.key(Some(world.full.expose()), None).unwrap();
    }
    sendook.write_usage().unwrap();
    assert_eq!(world.uses(), 3);
}

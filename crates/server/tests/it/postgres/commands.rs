use super::schema::Schema;
use crate::commands;
use crate::{moving, moving_sendook};

#[test]
fn the_commands_work_on_postgresql() {
    let schemas = [(); 3].map(|()| Schema::new());
    let mut next = schemas.iter();
    commands::walk(&mut || next.next().unwrap().world());
}

#[test]
fn people_move_in_and_on_with_postgresql() {
    let schemas = [(); 2].map(|()| Schema::new());
    let [here, there] = &schemas.each_ref().map(Schema::world);
    moving::walk(here);
    moving::walk_elsewhere(here, there);
}

#[test]
fn a_sendook_moves_in_with_postgresql() {
    let schema = Schema::new();
    let world = schema.world();
    moving_sendook::walk(&world);
    moving_sendook::walk_on(&world);
}

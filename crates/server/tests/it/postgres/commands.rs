use super::schema::Schema;
use crate::commands;

#[test]
fn the_commands_work_on_postgresql() {
    let schemas = [(); 3].map(|()| Schema::new());
    let mut next = schemas.iter();
    commands::walk(&mut || next.next().unwrap().world());
}

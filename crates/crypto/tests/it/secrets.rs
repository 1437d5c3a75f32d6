use std::collections::HashSet;

use sendook_crypto::RingSecrets;
use sendook_domain::ports::SecretSource;

#[test]
fn each_buffer_gets_fresh_bytes() {
    let source = RingSecrets::new();
    let drawn: HashSet<[u8; 16]> = (0..1000)
        .map(|_| {
            let mut bytes = [0; 16];
            source.fill(&mut bytes).unwrap();
            bytes
        })
        .collect();
    assert_eq!(drawn.len(), 1000);
}

#[test]
fn no_byte_of_a_buffer_is_left_out() {
    let mut seen = [0_u8; 100];
    for _ in 0..64 {
        let mut bytes = [0; 100];
        RingSecrets::new().fill(&mut bytes).unwrap();
        seen.iter_mut()
            .zip(bytes)
            .for_each(|(all, byte)| *all |= byte);
    }
    assert_eq!(seen, [0xff; 100]);
}

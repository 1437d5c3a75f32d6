use std::io::Read;

use sendook_domain::values::Secret;

use crate::commands::error::CommandError;

/// How much of a text is searched at once, in bytes. So short a text holds no more credentials than are searched for.
const WINDOW: usize = 4096;

/// What a window has in common with the one before it: more than a credential is long, also one that is encoded and broken over
/// lines.
const OVERLAP: usize = 2048;

/// Reads a text of any length to its end, and shows each part of it to `see`. Bytes that are no UTF-8, as logs have them, count
/// as separators. An empty text has one part.
pub(super) fn each_window(
    mut input: impl Read,
    mut see: impl FnMut(&str) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let mut window = Vec::with_capacity(WINDOW);
    loop {
        let wanted = u64::try_from(WINDOW - window.len()).unwrap_or(u64::MAX);
        input.by_ref().take(wanted).read_to_end(&mut window)?;
        let text = Secret::new(String::from_utf8_lossy(&window).into_owned());
        see(text.expose())?;
        if window.len() < WINDOW {
            return Ok(());
        }
        window.drain(..WINDOW - OVERLAP);
    }
}

#[cfg(test)]
mod tests {
    use sendook_domain::tokens::FoundToken;

    use super::*;

    const KEY: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    /// How many windows there are, and in how many a credential is found.
    fn windows(text: &[u8]) -> (usize, usize) {
        let (mut windows, mut with_key) = (0, 0);
        each_window(text, |part| {
            windows += 1;
            with_key += FoundToken::all_in(part).unwrap().len();
            Ok(())
        })
        .unwrap();
        (windows, with_key)
    }

    #[test]
    fn a_credential_is_found_wherever_it_stands() {
        let wrapped = format!("{}=\n> {}", &KEY[..20], &KEY[20..]);
        for key in [KEY, &wrapped] {
            for at in [0, 1000, 2030, 2040, 2048, 3000, 4050, 4090, 4096, 6100] {
                let text = format!("{} {key} {}", "x".repeat(at), "x".repeat(3000));
                assert!(windows(text.as_bytes()).1 > 0, "{at}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_hide_nothing() {
        let text = [&b"caf\xe9 "[..], KEY.as_bytes(), b"\xff\xfe"].concat();
        assert_eq!(windows(&text), (1, 1));
        assert_eq!(windows(b""), (1, 0));
    }

    #[test]
    fn a_window_holds_no_more_credentials_than_are_searched_for() {
        let shortest = "snda_".len() + 36;
        assert!(WINDOW / shortest <= FoundToken::MAX_FOUND);
    }
}

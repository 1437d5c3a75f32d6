use std::fmt::Write as _;

use qrcode::{Color, QrCode};

/// How many modules stay light around the code (ISO/IEC 18004, section 6.3.8).
const QUIET: usize = 4;

/// A QR code as an SVG draws it: rows of strokes that are one module high.
pub(crate) struct QrPicture {
    /// How many modules it is wide and high, with the light ones around it.
    pub(crate) size: usize,
    /// The dark modules, as the data of a path.
    pub(crate) path: String,
}

impl QrPicture {
    /// `None`: the text is longer than a QR code can be.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let colors = code.into_colors();
        let mut path = String::new();
        for (row, modules) in colors.chunks(width).enumerate() {
            let mut column = 0;
            for run in modules.chunk_by(|one, other| one == other) {
                if run[0] == Color::Dark {
                    let (x, y) = (QUIET + column, QUIET + row);
                    // Writing to a text does not fail.
                    let _ = write!(path, "M{x} {y}.5h{}", run.len());
                }
                column += run.len();
            }
        }
        Some(Self {
            size: width + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use rqrr::{Grid, SimpleGrid};

    use super::*;

    /// The modules that a path draws.
    fn drawn(picture: &QrPicture) -> Vec<Vec<bool>> {
        let mut modules = vec![vec![false; picture.size]; picture.size];
        for stroke in picture.path.split('M').skip(1) {
            let (start, length) = stroke.split_once(".5h").unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().unwrap());
            modules[y][x..x + length].fill(true);
        }
        modules
    }

    #[test]
    fn what_it_draws_is_read_as_it_was_written() {
        let short = "otpauth://totp/Sendook:ada@example.com?secret=AAAA&issuer=Sendook";
        let long = format!("{short}{}", "%20".repeat(200));
        for text in [short, &long] {
            let picture = QrPicture::of(text).unwrap();
            let modules = drawn(&picture);
            let light = |row: &Vec<bool>| !row.contains(&true);
            assert!(modules[..QUIET].iter().all(light));
            assert!(modules.iter().all(|row| !row[..QUIET].contains(&true)));
            let inner = picture.size - 2 * QUIET;
            let grid = SimpleGrid::from_func(inner, |x, y| modules[y + QUIET][x + QUIET]);
            let (_, read) = Grid::new(grid).decode().unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert!(QrPicture::of(&"a".repeat(3000)).is_none());
    }
}

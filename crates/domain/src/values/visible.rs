//! Which characters show something, and which pretend.

use icu_properties::CodePointMapData;
use icu_properties::CodePointSetData;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};

/// Shown as an empty cell, although Unicode counts it among the symbols.
const BRAILLE_BLANK: char = '\u{2800}';

/// Whether a character shows something without another one beside it: it is no white space, no mark that is set on a letter,
/// and not ignorable by default (`Default_Ignorable_Code_Point`; Hangul fillers,
/// variation selectors, joiners and tags among them).
pub(super) fn is_visible(char: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(char);
    let shows_nothing = GeneralCategoryGroup::Mark
        .union(GeneralCategoryGroup::Separator)
        .union(GeneralCategoryGroup::Control)
        .union(GeneralCategoryGroup::Format);
    char != BRAILLE_BLANK
        && !shows_nothing.contains(category)
        && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(char)
}

/// Whether a character makes one text look like another, or steers a terminal: it breaks the line, turns the direction of others
/// (UAX 9), or does nothing that shows. The joiners (ZWJ and ZWNJ) do not count: scripts and emoji need them.
pub fn is_deceptive(char: char) -> bool {
    const ZWNJ: char = '\u{200c}';
    const ZWJ: char = '\u{200d}';
    if char.is_ascii() {
        return char.is_ascii_control();
    }
    match CodePointMapData::<GeneralCategory>::new().get(char) {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        GeneralCategory::Format => !matches!(char, ZWNJ | ZWJ),
        // What Unicode keeps for format characters to come.
        GeneralCategory::Unassigned => {
            CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(char)
        }
        _ => false,
    }
}

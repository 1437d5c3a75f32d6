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

/// Whether a character makes one name look like another: it breaks the line, turns the direction of others (UAX 9), or
/// does nothing that any language needs.
pub(super) fn deceives(char: char) -> bool {
    matches!(
        char,
        '\u{200b}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

//! Which characters show something, and which pretend.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Shown as an empty cell, although Unicode counts it among the symbols.
const BRAILLE_BLANK: char = '\u{2800}';

/// Letters by their category, which hold the place of one that is not there.
const HANGUL_FILLERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// Whether a character shows something without another one beside it: it is no white space, no mark that is set on a letter,
/// and not ignorable by default (`Default_Ignorable_Code_Point`; Hangul fillers,
/// variation selectors, joiners and tags among them).
pub(super) fn is_visible(char: char) -> bool {
    let shows_nothing = match char.general_category() {
        GeneralCategory::Control | GeneralCategory::Format => true,
        GeneralCategory::Unassigned => is_reserved_as_ignorable(char),
        GeneralCategory::OtherLetter => HANGUL_FILLERS.contains(&char),
        _ => matches!(
            char.general_category_group(),
            GeneralCategoryGroup::Mark | GeneralCategoryGroup::Separator
        ),
    };
    char != BRAILLE_BLANK && !shows_nothing
}

/// What Unicode keeps for characters to come that show nothing: the part of `Default_Ignorable_Code_Point` that is not
/// assigned. The whole property is these, the fillers, and some of the marks and format characters (UAX 44).
fn is_reserved_as_ignorable(char: char) -> bool {
    matches!(char, '\u{2065}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character makes one text look like another, or steers a terminal: it breaks the line, turns the direction of others
/// (UAX 9), or does nothing that shows. The joiners (ZWJ and ZWNJ) do not count: scripts and emoji need them.
pub fn is_deceptive(char: char) -> bool {
    const ZWNJ: char = '\u{200c}';
    const ZWJ: char = '\u{200d}';
    if char.is_ascii() {
        return char.is_ascii_control();
    }
    match char.general_category() {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        GeneralCategory::Format => !matches!(char, ZWNJ | ZWJ),
        GeneralCategory::Unassigned => is_reserved_as_ignorable(char),
        _ => false,
    }
}

//! Which domain labels imitate others (UTS 39, and what browsers document of their rules).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_security::general_security_profile::IdentifierType;
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

/// Top-level domains of the root zone whose letters all look Latin. Any other that does is an imitation.
const DELEGATED: [&str; 9] = [
    "бг",
    "ком",
    "мон",
    "москва",
    "орг",
    "рус",
    "срб",
    "укр",
    "հայ",
];

/// Top-level domains in ASCII whose registries take names in a script of their country.
const COUNTRIES: [(Script, &[&str]); 8] = [
    (Script::Armenian, &["am"]),
    (Script::Bengali, &["bd"]),
    (Script::Cyrillic, &["bg", "by", "kz", "su", "ua"]),
    (Script::Ethiopic, &["er", "et"]),
    (Script::Georgian, &["ge"]),
    (Script::Greek, &["cy", "gr"]),
    (Script::Hebrew, &["il"]),
    (Script::Thai, &["th"]),
];

/// Characters of East Asia that pass for a hyphen, a slash, a dot or a letter among Latin ones.
const STROKES: &str = "一丨丶丿丅丫〇ノソンゾー・ㄧ";

/// Whether a label of this domain imitates another domain's. The domain is in Unicode, as UTS 46 maps it.
pub(super) fn imitates(domain: &str) -> bool {
    let (rest, top) = domain.rsplit_once('.').unwrap_or(("", domain));
    let labels = rest.split('.').chain([top]);
    labels.filter(|label| !label.is_ascii()).any(|label| {
        !label.chars().all(is_in_use)
            || !is_in_one_script(label)
            || hides_a_mark(label)
            || hides_a_stroke(label)
            || misplaces_punctuation(label)
            || mixes_digits(label)
            || (looks_latin(label) && !is_at_home(label, top))
    }) || !top.is_ascii() && imitates_a_top(top)
}

/// Whether living languages write with this character (UTS 39, section 3.1): of a single letter, or of a letter
/// with marks. Phonetic, historic and compatibility characters are none.
fn is_in_use(c: char) -> bool {
    let alone = |c: char| {
        matches!(
            c.identifier_type(),
            Some(
                IdentifierType::Recommended
                    | IdentifierType::Inclusion
                    | IdentifierType::Limited_Use
            )
        )
    };
    alone(c) || [c].into_iter().nfd().all(alone)
}

/// One script, or one of the mixtures of East Asia, with Latin or without (UTS 39, section 5.2: "highly
/// restrictive").
fn is_in_one_script(label: &str) -> bool {
    let mut beside_latin = AugmentedScriptSet::default();
    for scripts in label.chars().map(AugmentedScriptSet::from) {
        if !scripts.base.contains_script(Script::Latin) {
            beside_latin.intersect_with(scripts);
        }
    }
    label.is_single_script() || is_east_asian(beside_latin)
}

fn is_east_asian(scripts: AugmentedScriptSet) -> bool {
    scripts.jpan || scripts.kore || scripts.hanb
}

/// Whether a mark cannot be seen: the same one twice, too many at once (UTS 39, section 5.4), or a dot above a
/// letter that has one.
fn hides_a_mark(label: &str) -> bool {
    let mut before = ' ';
    let mut marks = 0;
    label.nfd().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        let hidden = marks > 0 && (c == before || marks > 4)
            || c == '\u{307}' && ['i', 'j', 'l', 'ı'].contains(&before);
        before = c;
        hidden
    })
}

/// Whether a Latin name has strokes of East Asia in it that no other character shows to be such.
fn hides_a_stroke(label: &str) -> bool {
    let is_latin = |c: char| c.script() == Script::Latin;
    label.chars().any(is_latin)
        && label
            .split(|c: char| c.is_ascii() || is_latin(c))
            .any(|run| !run.is_empty() && run.chars().all(|c| STROKES.contains(c)))
}

/// Whether there is a sign where its language would not write it, or one of no language (RFC 5892, appendix A).
fn misplaces_punctuation(label: &str) -> bool {
    let signs = |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && c != '-';
    label.char_indices().any(|(at, c)| {
        let before = label[..at].chars().next_back();
        let mut after = label[at + c.len_utf8()..].chars();
        signs(c)
            && !match c {
                '\u{b7}' => before == Some('l') && after.next() == Some('l'),
                '\u{375}' => after.next().is_some_and(|c| c.script() == Script::Greek),
                '\u{5f3}' | '\u{5f4}' => before.is_some_and(|c| c.script() == Script::Hebrew),
                '\u{30fb}' => label.chars().any(|c| {
                    [Script::Han, Script::Hiragana, Script::Katakana].contains(&c.script())
                }),
                _ => false,
            }
    })
}

/// Whether digits of two systems stand together (UTS 39, section 5.3).
fn mixes_digits(label: &str) -> bool {
    // The ten digits of a system lie in one row of sixteen characters.
    let mut systems = label
        .chars()
        .filter(|&c| c.is_numeric() && c.script() != Script::Han)
        .map(|c| u32::from(c) / 16);
    let first = systems.next();
    systems.any(|system| Some(system) != first)
}

/// Whether a label of another script can be read as one of ASCII letters and digits, with marks or without
/// (UTS 39, section 4: whole-script confusable). Characters of East Asia are wider, and are not mistaken for them.
fn looks_latin(label: &str) -> bool {
    let scripts = label.resolve_script_set();
    !is_east_asian(scripts)
        && !scripts.base.contains_script(Script::Latin)
        && skeleton(label).all(is_ascii_with_marks)
}

fn is_ascii_with_marks(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || is_combining_mark(c)
}

/// Whether this is no top-level domain of the root zone, but looks like one in Latin letters. Small capitals count,
/// as `сом` is not to pass for `com`.
fn imitates_a_top(label: &str) -> bool {
    let looks_latin = |c| is_ascii_with_marks(c) || "ʙʜĸʍᴛ".contains(c);
    skeleton(label).all(looks_latin) && !DELEGATED.contains(&label)
}

/// Whether readers under this top-level domain expect a label in its script.
fn is_at_home(label: &str, top: &str) -> bool {
    let scripts = label.resolve_script_set().base;
    if top.is_ascii() {
        return COUNTRIES
            .iter()
            .any(|(script, tops)| scripts.contains_script(*script) && tops.contains(&top));
    }
    let mut shared = label.resolve_script_set();
    shared.intersect_with(top.resolve_script_set());
    !shared.is_empty()
}

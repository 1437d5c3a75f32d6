/// The names that the body of a call may hold, in `snake_case`, and those that must not be ignored: a client that limits or
/// disables something under a wrong name must not get an answer that says it was done.
///
/// What the server owns is in none of the lists and ignored, as any other unknown field is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldNames {
    /// What the call reads.
    pub(crate) known: &'static [&'static str],
    /// What the resource has and the call cannot set.
    pub(crate) fixed: &'static [&'static str],
    /// What people write instead, spelling aside, and what they mean: a name of one of the other lists, or one that is
    /// set by another call.
    pub(crate) mistaken: &'static [(&'static str, &'static str)],
}

/// What the server owns of every resource.
const OWNED: [&str; 6] = [
    "id",
    "organization_id",
    "created_at",
    "updated_at",
    "created_by",
    "user_id",
];

impl FieldNames {
    /// A call that reads these fields. Of others, only those that look like one of them are refused.
    pub(crate) const fn only(known: &'static [&'static str]) -> Self {
        Self {
            known,
            fixed: &[],
            mistaken: &[],
        }
    }

    /// Whether the call reads a field of this name, in either spelling.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.known
            .iter()
            .any(|known| name == *known || name == camel_case(known))
    }

    /// What is wrong with a name; `None`: it is known, or can be passed over.
    pub(crate) fn fault(&self, name: &str) -> Option<String> {
        if self.knows(name) {
            return None;
        }
        let letters = letters(name)?;
        let is = |other: &str| letters == plain(other);
        if OWNED.iter().any(|owned| is(owned)) {
            return None;
        }
        let fixed = self.fixed.iter().find(|fixed| is(fixed));
        let mistaken = self.mistaken.iter().find(|(wrong, _)| is(wrong));
        let meant = fixed
            .or(mistaken.map(|(_, meant)| meant))
            .or_else(|| self.near(&letters))?;
        Some(self.sentence(name, meant))
    }

    /// The one that differs by a letter, or by two where a name is long; a slip in a short one leads anywhere.
    fn near(&self, letters: &str) -> Option<&'static &'static str> {
        self.known.iter().chain(self.fixed).find(|name| {
            let name = plain(name);
            let slips = match name.len() {
                0..5 => 0,
                5..8 => 1,
                _ => 2,
            };
            // No distance is less than the difference of the lengths, which costs nothing to know.
            name.len().abs_diff(letters.len()) <= slips
                && strsim::osa_distance(&name, letters) <= slips
        })
    }

    fn sentence(&self, name: &str, meant: &str) -> String {
        if self.known.contains(&meant) {
            return format!("There is no field \"{name}\": did you mean \"{meant}\"?");
        }
        let known = match self.known {
            [] => String::new(),
            _ => format!(" It takes {}.", self.listed()),
        };
        if plain(meant) == plain(name) {
            format!("This call cannot set \"{meant}\".{known}")
        } else {
            format!("This call cannot set \"{meant}\", which \"{name}\" seems to mean.{known}")
        }
    }

    /// The known names in words.
    pub(crate) fn listed(&self) -> String {
        match self.known {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// A name without what spellings differ in: letter case, and all that is no letter or digit; nor the `[]` or `[0]` with which
/// some libraries write lists. `None` for what has nothing else, or too much to be meant for a name of ours.
fn letters(name: &str) -> Option<String> {
    let name = match name.split_once('[') {
        Some((list, _)) if !list.is_empty() => list,
        _ => name,
    };
    let letters = plain(name);
    (1..=40).contains(&letters.len()).then_some(letters)
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A name as JavaScript writes it: `first_name` as `firstName`.
pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

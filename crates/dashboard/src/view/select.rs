/// A field of a form with several things to choose from.
pub(crate) struct Select {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) choices: Vec<Choice>,
}

/// One of several things to choose from.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: &str, label: &str, chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen,
        }
    }
}

impl Select {
    /// Of these values, each with its label, one of which is chosen.
    pub(crate) fn of(
        name: &'static str,
        label: &'static str,
        options: &[(&str, &str)],
        chosen: &str,
    ) -> Self {
        let choices = options.iter();
        let choices = choices.map(|(value, label)| Choice::new(value, label, *value == chosen));
        Self {
            name,
            label,
            choices: choices.collect(),
        }
    }
}

use super::Answer;

/// What an answer is as a page.
impl Answer {
    /// Where a redirect leads.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.header("location").unwrap()
    }

    /// The cookies that the answer sets, with their attributes.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let values = self.headers.get_all("set-cookie");
        values.map(|value| value.to_str().unwrap()).collect()
    }

    /// The text between two others, at the first place.
    #[track_caller]
    pub(crate) fn between(&self, start: &str, end: &str) -> &str {
        let found = self.text.split_once(start);
        let (_, rest) = found.unwrap_or_else(|| panic!("no {start:?} in {}", self.text));
        rest.split_once(end).unwrap().0
    }

    /// The hidden token of its forms.
    #[track_caller]
    pub(crate) fn form_token(&self) -> String {
        self.between("name=\"form_token\" value=\"", "\"")
            .to_owned()
    }

    /// The key that it shows.
    #[track_caller]
    pub(crate) fn key(&self) -> String {
        self.between("id=\"new-key\" class=\"secret\" data-secret>", "<")
            .to_owned()
    }

    /// The token of the link of the invitation that it shows.
    #[track_caller]
    pub(crate) fn invitation(&self) -> String {
        let start =
            "id=\"invitation-link\" class=\"secret\" data-secret>http://dashboard.test/invitation#";
        self.between(start, "<").to_owned()
    }

    /// What it says is wrong with a field.
    #[track_caller]
    pub(crate) fn fault(&self, field: &str) -> &str {
        let help = self.between(&format!("id=\"{field}-help\">"), "</p>");
        let fault = help.strip_prefix("<span class=\"fault\">");
        fault.unwrap_or_default().trim_end_matches("</span>")
    }
}

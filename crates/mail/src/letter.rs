use askama::Template;

/// What a mail says: written once, shown as plain text and as HTML.
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) link: Option<LetterLink>,
    /// What follows the link.
    pub(crate) closing: Vec<String>,
    /// Why the recipient gets it.
    pub(crate) reason: &'static str,
    /// Whether it is about the safety of an account, so that nobody should be able to opt out.
    pub(crate) concerns_security: bool,
}

/// A link that the recipient is to follow.
pub(crate) struct LetterLink {
    pub(crate) label: &'static str,
    pub(crate) url: String,
}

/// As plain text.
#[derive(Template)]
#[template(path = "letter.txt")]
pub(crate) struct PlainLetter<'a> {
    pub(crate) letter: &'a Letter,
    pub(crate) site: &'a str,
}

/// As HTML.
#[derive(Template)]
#[template(path = "letter.html")]
pub(crate) struct HtmlLetter<'a> {
    pub(crate) letter: &'a Letter,
    pub(crate) site: &'a str,
}

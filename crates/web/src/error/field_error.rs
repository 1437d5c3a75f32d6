use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

/// One field that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's name, in `snake_case` where the call knows the field, else as it was sent; left out where the fault
    /// is of no single field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "email")]
    pub path: Option<Cow<'static, str>>,
    /// What is wrong with it.
    pub msg: String,
}

impl FieldError {
    /// A fault of no single field.
    pub(super) fn of_none(sentence: &str) -> Self {
        Self {
            path: None,
            msg: sentence.to_owned(),
        }
    }
}

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{LazyLock, Mutex};

use serde_json::Value;

use super::Answer;
use super::schema::judge;

/// The document in the repository, which a test of its own compares with the code.
pub(crate) struct Described {
    document: Value,
    /// The errors that were judged already, as [`Described::is_known_error`] tells them apart.
    judged: Mutex<HashSet<u64>>,
}

static DESCRIBED: LazyLock<Described> = LazyLock::new(|| {
    let text = include_str!("../../../../../docs/openapi.json");
    Described {
        document: serde_json::from_str(text).unwrap(),
        judged: Mutex::default(),
    }
});

impl Described {
    pub(crate) fn load() -> &'static Self {
        &DESCRIBED
    }

    /// What stands at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.document.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Every path, its methods as the document writes them, and what it says of them.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let paths = self.at("/paths").as_object().unwrap().iter();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    }

    pub(crate) fn operation(&self, path: &str, method: &str) -> Option<&Value> {
        self.at("/paths").get(path)?.get(method.to_lowercase())
    }

    /// The codes of the errors that an operation answers with.
    pub(crate) fn codes(&self, operation: &Value) -> Vec<String> {
        let answers = operation["responses"].as_object().unwrap().values();
        answers
            .flat_map(|answer| codes_of(self.resolved(answer)))
            .collect()
    }

    pub(crate) fn resolved<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(target) => self.at(target.trim_start_matches('#')),
            None => value,
        }
    }

    /// Fails unless the document says that this request can have this answer. What no route answers is left out.
    pub(crate) fn judge(&self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap_or_default();
        if answer.status == 405 || path.contains('%') || self.is_known_error(method, path, answer) {
            return;
        }
        let Some((template, operation)) = self.operation_of(method, path) else {
            return;
        };
        let status = answer.status.to_string();
        let place = format!("{method} {template} {status}");
        let Some(expected) = operation["responses"].get(&status) else {
            panic!("{place} is not described: {}", answer.text);
        };
        let expected = self.resolved(expected);
        let Some(kind) = answer.header("content-type") else {
            assert!(expected["content"].is_null(), "{place} has no body");
            return;
        };
        let kind = kind.split(';').next().unwrap_or_default();
        let content = &expected["content"][kind];
        assert!(content.is_object(), "{place} is not described as {kind}");
        if kind != "application/json" {
            return;
        }
        let body: Value = serde_json::from_str(&answer.text).unwrap();
        if answer.status >= 400 {
            let code = body["code"].as_str().unwrap();
            assert!(
                codes_of(expected).iter().any(|known| known == code),
                "{place}: {code}"
            );
        }
        if let Err(error) = judge(self, &content["schema"], &body) {
            panic!("{place} is described otherwise: {error}: {body}");
        }
    }

    /// Whether the same request had the same error before, but for the id of the request. Generated tests have a few errors again and
    /// again, and would spend most of their time on judging them.
    fn is_known_error(&self, method: &str, path: &str, answer: &Answer) -> bool {
        let before_id = answer.text.split_once("\"requestId\":\"");
        let Some((before, id)) = before_id.filter(|_| answer.status >= 400) else {
            return false;
        };
        let after = id.split_once('"').map(|(_, after)| after);
        let mut hasher = DefaultHasher::new();
        let kind = answer.header("content-type");
        (method, path, answer.status, kind, before, after).hash(&mut hasher);
        !self.judged.lock().unwrap().insert(hasher.finish())
    }

    /// A template without parameters goes before one that has them.
    fn operation_of(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let method = method.to_lowercase();
        self.operations()
            .filter(|(template, its, _)| *its == method && fits(template, path))
            .min_by_key(|(template, _, _)| template.matches('{').count())
            .map(|(template, _, operation)| (template, operation))
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted.starts_with('{') || wanted == found => {}
            _ => return false,
        }
    }
}

fn codes_of(answer: &Value) -> Vec<String> {
    let examples = answer.pointer("/content/application~1json/examples");
    let examples = examples.and_then(Value::as_object);
    examples
        .into_iter()
        .flat_map(|examples| examples.keys().cloned())
        .collect()
}

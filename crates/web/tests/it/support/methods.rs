/// Requests by method, by means of the type's own `ask`.
macro_rules! methods {
    () => {
        methods!(get "GET", post "POST", patch "PATCH", delete "DELETE");
    };
    ($($name:ident $method:literal),+) => {
        $(pub(crate) fn $name(&self, path: &str) -> Ask {
            self.ask($method, path)
        })+
    };
}

pub(super) use methods;

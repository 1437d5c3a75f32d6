/// The roots of the API's paths.
const ROOTS: [&str; 6] = [
    "/auth",
    "/health",
    "/leaks",
    "/oauth",
    "/organizations",
    "/v1",
];

/// Whether a path belongs to the API: pages of other origins may call it if they may call any, and whatever is wrong with
/// a request is told as JSON.
pub fn is_api(path: &str) -> bool {
    ROOTS.iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

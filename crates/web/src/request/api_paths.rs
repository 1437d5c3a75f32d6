/// The roots of the API's paths.
const ROOTS: [&str; 6] = [
    "/auth",
    "/health",
    "/leaks",
    "/oauth",
    "/organizations",
    "/v1",
];

/// Whether a path belongs to the API: pages of other origins may call it if they may call any path, and every error of
/// a request is reported as JSON.
pub fn is_api(path: &str) -> bool {
    ROOTS.iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

//! On which thread the domain runs: its ports are synchronous, and a worker must not wait for them.

use std::time::Duration;

use actix_web::rt::task::spawn_blocking;
use actix_web::rt::time::timeout;
use actix_web::web;
use sendook_domain::ports::{Page, Pagination};

use crate::error::Problem;

/// A request is answered within 5 s, also by a store that hangs.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_millis(4500);

/// Where short reads of the store run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookups {
    /// On the worker thread itself: right for a store in the same process, whose point reads take
    /// microseconds, less than a change of thread.
    Inline,
    /// On a thread that may block: right for a store at the other end of a socket.
    Blocking,
}

impl Lookups {
    /// Runs one short read.
    ///
    /// # Errors
    /// [`Problem::unavailable`] if the store does not answer in time; [`Problem::internal`] if the
    /// blocking thread was lost.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        match self {
            Self::Inline => Ok(read()),
            Self::Blocking => block(read).await,
        }
    }

    /// Reads a page of a list. One that turns out to be short is read where short reads run; one that is not is
    /// read anew on a thread that may block.
    ///
    /// # Errors
    /// What the use case reports; [`Problem::unavailable`] if the store does not answer in time.
    pub(crate) async fn read_page<A, T, E>(
        self,
        api: web::Data<A>,
        page: Pagination<T>,
        read: impl Fn(&A, &Pagination<T>) -> Result<Page<T>, E> + Send + 'static,
    ) -> Result<Page<T>, Problem>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        if self == Self::Inline {
            let short = read(&api, &page.shortened()).map_err(Into::into)?;
            if page.is_short() || short.next.is_none() {
                return Ok(short);
            }
        }
        run(api, move |api| read(api, &page)).await
    }
}

/// Runs a use case of `api` on a thread that may block.
///
/// # Errors
/// What the use case reports; [`Problem::unavailable`] if the store does not answer in time.
pub async fn run<A, T, E>(
    api: web::Data<A>,
    use_case: impl FnOnce(&A) -> Result<T, E> + Send + 'static,
) -> Result<T, Problem>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    E: Into<Problem> + Send + 'static,
{
    block(move || use_case(&api)).await?.map_err(Into::into)
}

/// Runs work that may block on a thread that may, and waits for it as long as a request may wait for the
/// store.
///
/// libpq has no timeout for a server that holds the connection and says nothing. What has begun then stays
/// behind on its thread, and whether a write of it was kept is in doubt, as after any broken connection.
/// There are never more of them than connections: work that gets no connection gives up by itself.
pub(crate) async fn block<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let mut working = spawn_blocking(work);
    let Ok(done) = timeout(LONGEST_WAIT, &mut working).await else {
        // Work that has not started yet is cancelled.
        working.abort();
        return Err(Problem::unavailable("the store does not answer"));
    };
    done.map_err(Problem::internal)
}

//! A refresh token stands for its session and for one generation of its tokens.

use sendook_domain::ports::{NewTokens, StoreError};

use super::World;
use super::support::{audit, create_session, opened, opens};
use crate::builders::{a_digest, a_generation, a_moment, a_session, some_tokens};

/// A refresh token stands for its session, at the beginning of the chain; on every server.
pub fn a_refresh_token_stands_for_its_session(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let new = a_session(&account.user.id);
    create_session(&*world.store(), &new, &audit())?;
    for session in [&account.session, &new] {
        for server in [world.store(), world.other_server()] {
            let found = server.refresh_token_by_digest(&session.tokens.refresh_digest)?;
            let found = found.expect("the token is found");
            assert_eq!(found.session, session.session);
            assert_eq!((found.generation, found.chain.generation), (0, 0));
        }
    }
    Ok(())
}

/// A digest that no refresh token has finds nothing, and the two kinds of token do not mix.
pub fn an_unknown_refresh_token_finds_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let NewTokens {
        access_digest,
        refresh_digest,
        ..
    } = account.session.tokens;
    for digest in [a_digest(), access_digest, account.api_key.digest] {
        assert_eq!(store.refresh_token_by_digest(&digest)?, None);
    }
    assert_eq!(store.access_token_by_digest(&refresh_digest)?, None);
    assert_eq!(store.key_by_digest(&refresh_digest)?, None);
    Ok(())
}

/// Further tokens of a generation are valid beside the first ones, until the next step ends them all.
pub fn further_tokens_last_as_long_as_their_generation(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let (first, second, third, next) = (some_tokens(), some_tokens(), some_tokens(), some_tokens());
    let (began_at, now) = (a_moment(), a_moment());
    assert!(store.advance_session(id, 0, &a_generation(began_at), &first)?);
    assert!(store.add_tokens(id, 1, &second)?);
    assert!(store.add_tokens(id, 1, &third)?);
    for tokens in [&first, &second, &third] {
        assert!(opens(&*world.other_server(), tokens)?);
        let found = store.refresh_token_by_digest(&tokens.refresh_digest)?;
        let found = found.expect("the token is found");
        assert_eq!((found.generation, found.chain.generation), (1, 1));
        assert_eq!(found.chain.began_at, began_at, "the generation began again");
    }
    assert!(store.advance_session(id, 1, &a_generation(now), &next)?);
    for (tokens, lasts) in [
        (&first, false),
        (&second, false),
        (&third, false),
        (&next, true),
    ] {
        assert_eq!(opens(&*world.other_server(), tokens)?, lasts);
    }
    Ok(())
}

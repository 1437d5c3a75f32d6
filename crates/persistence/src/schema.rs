//! The tables, as the migrations of both databases make them.

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        email_key -> Text,
        first_name -> Text,
        last_name -> Nullable<Text>,
        password_hash -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        email_verified_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    password_resets (user_id) {
        user_id -> Text,
        digest -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    factors (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        name -> Text,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        secret -> Binary,
        counter -> BigInt,
        credential_id -> Nullable<Binary>,
    }
}

diesel::table! {
    recovery_codes (user_id, digest) {
        user_id -> Text,
        digest -> Binary,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    second_factor_logins (digest) {
        digest -> Binary,
        user_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    passkey_challenges (digest) {
        digest -> Binary,
        purpose -> Text,
        user_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        factor_id -> Nullable<Text>,
        login_digest -> Nullable<Binary>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    mail_links (digest) {
        digest -> Binary,
        purpose -> Text,
        user_id -> Text,
        email -> Text,
        email_key -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    outgoing_mails (id) {
        id -> Text,
        kind -> Text,
        recipient -> Text,
        recipient_key -> Text,
        user_id -> Nullable<Text>,
        content -> Text,
        queued_at -> BigInt,
        due_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        requires_second_factor -> Bool,
    }
}

diesel::table! {
    memberships (organization_id, user_id) {
        organization_id -> Text,
        user_id -> Text,
        role -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        organization_id -> Text,
        email -> Text,
        email_key -> Text,
        role -> Text,
        created_by -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    invitation_tokens (digest) {
        digest -> Binary,
        invitation_id -> Text,
    }
}

diesel::table! {
    imported_documents (kind, id) {
        kind -> Text,
        id -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        generation -> BigInt,
        generation_began_at -> BigInt,
        generation_ip -> Nullable<Text>,
        generation_user_agent -> Nullable<Text>,
        generation_used_at -> BigInt,
        authenticated_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    access_tokens (digest) {
        digest -> Binary,
        session_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    refresh_tokens (digest) {
        digest -> Binary,
        session_id -> Text,
        generation -> BigInt,
    }
}

diesel::table! {
    login_failures (account, address) {
        account -> Binary,
        address -> Text,
        failures -> BigInt,
        since -> BigInt,
        blocked_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    sweeps (id) {
        id -> BigInt,
        last_at -> BigInt,
        doubted_since -> Nullable<BigInt>,
        unfinished -> Bool,
    }
}

diesel::table! {
    inboxes (id) {
        id -> Text,
        organization_id -> Text,
        name -> Nullable<Text>,
        email -> Text,
        email_key -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        organization_id -> Text,
        name -> Text,
        environment -> Text,
        active -> Bool,
        scopes -> Text,
        restricted -> Bool,
        expires_at -> Nullable<BigInt>,
        created_by -> Nullable<Text>,
        last_used_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        disabled_reason -> Nullable<Text>,
        last_used_ip -> Nullable<Text>,
        request_count -> BigInt,
        created_by_key -> Nullable<Text>,
        rate_limit -> Nullable<BigInt>,
        rate_window_seconds -> Nullable<BigInt>,
        allowed_ips -> Nullable<Text>,
    }
}

diesel::table! {
    api_key_secrets (digest) {
        digest -> Binary,
        api_key_id -> Text,
        hint -> Text,
        created_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    api_key_inboxes (api_key_id, inbox_id) {
        api_key_id -> Text,
        inbox_id -> Text,
    }
}

diesel::table! {
    organization_usage (organization_id, day) {
        organization_id -> Text,
        day -> BigInt,
        requests -> BigInt,
    }
}

diesel::table! {
    api_key_usage (api_key_id, day) {
        api_key_id -> Text,
        day -> BigInt,
        requests -> BigInt,
    }
}

diesel::table! {
    run_tokens (digest) {
        digest -> Binary,
        id -> Text,
        secret_digest -> Binary,
        label -> Nullable<Text>,
        scopes -> Text,
        inbox_ids -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        at -> BigInt,
        action -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        organization_id -> Nullable<Text>,
        user_id -> Nullable<Text>,
        target -> Nullable<Text>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        request_id -> Nullable<Text>,
        detail -> Nullable<Text>,
        run_token_id -> Nullable<Text>,
        run_token_label -> Nullable<Text>,
        key_id -> Nullable<Text>,
    }
}

diesel::table! {
    invalidation_head (id) {
        id -> BigInt,
        number -> BigInt,
        mark -> BigInt,
    }
}

diesel::table! {
    credential_invalidations (number) {
        number -> BigInt,
        mark -> BigInt,
        digest -> Binary,
    }
}

diesel::table! {
    remembered_answers (id) {
        id -> Binary,
        fingerprint -> Binary,
        status -> BigInt,
        sealed -> Binary,
        created_at -> BigInt,
    }
}

diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(invitations -> organizations (organization_id));
diesel::joinable!(invitations -> users (created_by));
diesel::joinable!(access_tokens -> sessions (session_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(api_keys -> organizations (organization_id));
diesel::joinable!(api_key_secrets -> api_keys (api_key_id));
diesel::joinable!(run_tokens -> api_key_secrets (secret_digest));

diesel::allow_tables_to_appear_in_same_query!(audit_events, memberships);
diesel::allow_tables_to_appear_in_same_query!(
    invitation_tokens,
    invitations,
    memberships,
    organizations,
    users,
);
diesel::allow_tables_to_appear_in_same_query!(imported_documents, organizations);
diesel::allow_tables_to_appear_in_same_query!(access_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(api_key_secrets, api_keys, organizations, run_tokens,);
diesel::allow_tables_to_appear_in_same_query!(api_key_usage, api_keys);
diesel::allow_tables_to_appear_in_same_query!(invalidation_head, credential_invalidations);

/// The list of the behaviours in [`contract`](crate::contract) that take a whole store, by their groups, handed to the arm `@$form` of
/// [`contract_tests!`](crate::contract_tests).
#[doc(hidden)]
#[macro_export]
macro_rules! contract_behaviours {
    (@$form:ident $($make:ident)?) => {
        $crate::contract_tests! { @$form $($make)?
            accounts {
                an_open_account_is_whole
                what_is_optional_may_be_absent
                a_taken_email_leaves_nothing_behind
                a_taken_inbox_address_leaves_nothing_behind
                one_email_opened_at_once_is_opened_once
                different_accounts_open_at_once
                an_account_that_is_made_for_somebody_has_no_key_and_no_session
            }
            imports {
                imported_people_are_in_their_organizations
                people_are_imported_together_or_not_at_all
                many_people_are_imported_at_once
                organizations_are_found_by_the_name_they_were_imported_under
            }
            sendook_documents {
                imported_documents_are_kept_under_their_ids
                documents_are_imported_together_or_not_at_all
                a_standing_says_what_is_there
                what_was_imported_and_deleted_stays_known
                a_token_of_a_disabled_account_is_left_out
                what_two_documents_of_a_batch_claim_is_taken
                a_secret_of_a_key_is_taken_for_a_token
            }
            disabled_accounts {
                a_disabled_account_has_no_sessions
                nothing_begins_while_an_account_is_disabled
                what_an_account_is_already_it_does_not_become
                an_email_is_verified
                no_login_outlives_being_disabled
                a_reset_used_while_disabling_leaves_none
            }
            password_resets {
                a_newer_reset_takes_the_place_of_the_older
                a_used_reset_sets_the_password_once
                a_reset_that_is_gone_changes_nothing
                no_login_by_the_old_password_outlives_a_reset
                a_reset_used_at_once_is_used_once
                old_resets_are_swept
            }
            factors {
                an_offered_factor_counts_for_nothing
                a_further_offer_ends_the_one_before
                a_factor_is_confirmed_once
                a_factor_confirmed_at_once_is_confirmed_once
                nobody_has_more_factors_than_anybody_may
                a_further_factor_keeps_the_codes
                a_passkey_belongs_to_one_account
                with_the_last_factor_go_the_codes
                a_reset_takes_every_factor
                old_offers_are_swept
                an_organization_requires_a_factor
            }
            factor_secrets {
                secrets_of_apps_are_replaced
                a_confirmation_keeps_a_replaced_secret
            }
            factor_logins {
                a_login_waits_for_a_factor
                no_waiting_login_outlives_its_password
                a_factor_finishes_a_login_once
                only_what_counts_finishes_a_login
                a_code_shown_at_once_is_accepted_once
                a_login_finished_at_once_is_finished_once
                a_factor_proves_who_holds_a_session
                waiting_logins_end
            }
            passkey_challenges {
                a_challenge_is_taken_once_with_all_its_fields
                a_challenge_taken_at_once_is_taken_once
                only_the_newest_challenges_of_one_asker_wait
                old_challenges_are_swept
            }
            passkeys {
                a_passkey_is_found_while_it_counts
                a_credential_is_registered_once
                a_passkey_lets_its_person_in
                what_is_not_good_lets_nobody_in
                an_answer_shown_at_once_lets_one_in
                a_factor_is_renamed
            }
            mail_links {
                a_mail_is_kept_with_what_it_tells
                an_address_is_verified_once
                an_outdated_link_does_nothing
                an_address_is_changed_once
                a_taken_address_is_not_changed_to
                a_further_change_ends_the_one_before
                a_link_followed_at_once_is_followed_once
            }
            outbox {
                mails_are_claimed_in_the_order_in_which_they_are_due
                a_claim_ends_when_another_follows
                mails_claimed_at_once_are_claimed_once
                old_mails_are_given_up
                a_link_is_kept_for_a_mail_that_is_being_sent
                a_mailed_link_sets_the_password_once
                a_mailed_link_is_voided
                old_links_are_swept
            }
            key_end_notices {
                keys_that_end_are_listed_across_organizations
                an_organization_is_told_once_a_day
                an_organization_that_is_gone_is_not_told
                an_organization_told_at_once_is_told_once
                people_of_a_role_are_those_who_can_be_told
            }
            known_devices {
                a_login_on_another_device_is_told_once
                a_refused_login_makes_no_device_known
                a_first_login_is_told_to_nobody
                a_device_is_known_for_a_time
                devices_are_forgotten_in_batches
                logins_at_once_are_told_once
            }
            notices {
                a_new_password_is_told_with_its_change
                a_password_that_was_reset_is_told
                a_leaked_key_is_told_with_its_end
            }
            users {
                strangers_are_not_found
                an_email_is_found_in_any_letter_case
                names_come_back_as_they_were
                a_person_is_renamed
                a_stranger_is_not_renamed
                a_hash_is_renewed_only_from_what_it_was
                a_hash_renewed_at_once_is_renewed_once
            }
            organizations {
                only_members_see_an_organization
                a_new_name_is_seen_at_once
                name_and_requirement_change_at_once
                an_unknown_organization_is_not_renamed
                a_new_organization_has_its_owner
                a_deleted_organization_takes_everything_along
                an_unknown_organization_is_not_deleted
            }
            members {
                members_are_listed_newest_account_first
                members_without_a_factor_are_listed
                the_last_activity_outlives_the_sessions
                a_new_role_is_seen_at_once
                a_removed_member_is_out_at_once
                what_does_not_change_a_member_is_not_recorded
                a_decision_knows_the_last_owner
                of_owners_who_go_at_once_one_stays
            }
            invitation_uses {
                an_accepted_invitation_makes_a_member_once
                a_refused_invitation_is_not_used_up
                an_invitation_accepted_at_once_is_accepted_once
                a_new_person_joins_once
                an_invitation_joined_at_once_is_joined_once
            }
            invitations {
                every_field_of_an_invitation_comes_back
                an_invitation_tells_what_its_maker_is_now
                an_invitation_tells_whether_its_maker_has_a_factor
                invitations_end_with_the_right_to_make_them
                a_further_invitation_ends_the_one_before
                some_invitations_are_not_kept
                an_ended_invitation_is_gone
                a_mailed_invitation_has_a_token_of_its_own
                old_invitations_are_swept
            }
            api_keys {
                every_field_of_a_key_comes_back
                digests_of_keys_and_tokens_do_not_mix
            }
            key_lines {
                lines_about_a_key_say_what_changed
            }
            key_makers {
                keys_are_filtered_by_their_maker
            }
            key_restrictions {
                a_restriction_changes_alone
            }
            indirect_invalidations {
                a_key_that_loses_an_inbox_is_invalidated
                a_renamed_organization_invalidates_its_keys
            }
            run_tokens {
                every_field_of_a_run_token_comes_back
                an_unknown_run_token_is_not_found
                a_key_has_room_for_so_many_run_tokens
                no_more_run_tokens_are_made_at_once_than_there_is_room
                what_is_gone_makes_no_run_token
                a_run_token_is_gone_with_its_secret
            }
            run_token_ends {
                one_run_token_ends_or_all
                a_foreign_run_token_does_not_end
                a_run_token_ended_at_once_ends_once
                what_a_key_loses_its_run_tokens_lose_for_good
                a_run_token_ends_no_later_than_its_key
                a_run_token_of_a_deleted_inbox_takes_no_room
                expired_run_tokens_are_swept
                run_tokens_swept_at_once_are_swept_once
            }
            remembered_answers {
                every_field_of_an_answer_comes_back
                an_answer_is_kept_with_what_was_made_or_neither_is
                an_answer_is_given_once_for_requests_at_once
                an_answer_whose_time_is_over_is_replaced
                old_answers_are_swept
            }
            inboxes {
                every_field_of_an_inbox_comes_back
                an_address_is_taken_in_every_organization
                an_address_asked_for_at_once_is_given_once
                a_foreign_inbox_is_not_found
                a_deleted_inbox_is_gone_at_once
                an_inbox_deleted_at_once_is_deleted_once
            }
            inbox_reach {
                what_lies_outside_is_not_found
                what_lies_outside_is_not_deleted
                a_reach_ends_at_the_organization
                an_empty_reach_is_nothing
                a_key_loses_deleted_inboxes
                an_unrestricted_key_stays_so
            }
            paging {
                keys_are_read_page_by_page
                inboxes_are_read_page_by_page
                invitations_are_read_page_by_page
                a_cursor_outlives_its_row
                an_empty_page_is_the_last
                ids_sort_by_bytes
                more_than_a_full_page_is_read_in_full
            }
            sessions {
                every_field_of_a_session_comes_back
                a_token_stands_for_its_session
                a_token_ends_no_later_than_its_session
                an_unknown_token_finds_nothing
                a_foreign_session_is_not_found
                sessions_are_listed_newest_first
                a_proof_is_noted_on_one_session
            }
            session_ends {
                all_sessions_end
                only_one_session_ends
                all_sessions_but_one_end
                a_foreign_session_does_not_end
                ending_nothing_leaves_no_audit_line
                a_session_ended_at_once_ends_once
            }
            refresh_tokens {
                a_refresh_token_stands_for_its_session
                an_unknown_refresh_token_finds_nothing
                further_tokens_last_as_long_as_their_generation
            }
            session_steps {
                a_step_begins_the_next_generation
                a_step_never_moves_the_last_use_back
                a_step_overwrites_a_use_in_the_future
                a_step_by_an_unknown_client_keeps_no_client
                a_use_after_a_step_is_distinguished_from_it
                a_stale_step_changes_nothing
                a_step_is_of_one_session
                a_step_made_at_once_is_made_once
                an_end_is_final_whatever_steps_are_made
            }
            session_use {
                a_use_is_seen_everywhere
                a_use_never_moves_back
                of_two_uses_of_a_session_the_domain_chooses
                of_many_uses_at_once_the_latest_stays
                a_use_of_an_ended_session_is_harmless
                a_large_batch_is_noted_in_full
            }
            password_changes {
                a_change_ends_the_other_sessions
                a_change_from_another_hash_changes_nothing
                a_session_begun_by_the_old_password_is_not_kept
                a_session_that_ended_is_not_kept
                a_change_made_at_once_is_made_once
            }
            login_failures {
                every_field_of_a_count_comes_back
                a_count_is_replaced_and_deleted
                several_counts_change_in_one_step
                keys_do_not_mix
                failures_at_once_are_all_counted
                attempts_at_once_see_different_counts
                counts_of_an_account_are_found_with_those_of_its_addresses
                an_account_is_forgotten_at_every_address
                a_login_changes_counts_along_with_its_session
                a_login_that_is_not_kept_changes_no_count
            }
            audit_trail {
                every_field_of_a_line_comes_back
                a_line_of_a_change_is_listed
                an_organization_sees_what_concerns_it
            }
            audit_lists {
                lines_are_filtered_by_action
                lines_are_filtered_by_what_they_are_about
                lines_are_filtered_by_time
                lines_are_read_page_by_page
            }
            session_invalidations {
                ended_sessions_are_invalidated
                a_step_invalidates_the_tokens_before_it
                a_new_password_invalidates_the_other_sessions
                a_swept_session_is_invalidated
                a_use_that_moves_back_is_invalidated
            }
            not_invalidated {
                what_adds_invalidates_nothing
                what_is_noted_invalidates_nothing
                what_is_refused_invalidates_nothing
            }
            look_ups {
                several_keys_are_found_in_order
                several_tokens_are_found_in_order
                several_run_tokens_are_found_in_order
            }
            directory {
                users_of_all_organizations_are_listed
                users_are_found_by_a_part_of_address_or_name
                organizations_are_listed_and_found
                people_are_exported_once_with_their_first_organization
                members_are_those_of_the_organization
                keys_of_all_organizations_are_listed
                keys_are_found_by_start_and_hint
                the_whole_trail_is_listed
            }
            session_sweeps {
                ended_sessions_are_swept
                sessions_are_swept_in_batches
                sessions_swept_at_once_are_swept_once
            }
            sweeps {
                old_failures_are_swept
                failures_swept_at_once_are_swept_once
                old_audit_lines_are_swept
                audit_lines_swept_at_once_are_swept_once
            }
            usage_counts {
                requests_are_counted_by_day
                counts_are_told_from_a_day_on
                counts_of_a_foreign_key_are_not_found
                a_use_without_requests_is_not_counted
                counts_go_with_their_key
                counts_of_several_servers_add_up_exactly
                old_counts_are_swept
                counts_swept_at_once_are_swept_once
            }
            sweep_records {
                every_field_of_a_sweep_record_comes_back
                a_sweep_record_is_replaced_only_from_what_it_was
                a_sweep_record_replaced_at_once_is_replaced_once
                what_is_due_is_found
            }
        }
    };
}

/// The same list of those that a store of keys has too.
#[doc(hidden)]
#[macro_export]
macro_rules! key_contract_behaviours {
    (@$form:ident $($make:ident)?) => {
        $crate::contract_tests! { @$form $($make)?
            key_look_ups {
                a_kept_key_is_found_by_its_digest
                an_unknown_digest_finds_nothing
                a_foreign_key_is_not_found
            }
            key_changes {
                each_field_changes_alone
                all_fields_change_together
                a_change_is_decided_on_the_key_as_it_is
                changes_at_once_are_decided_one_after_the_other
                a_foreign_key_is_not_changed
            }
            key_deletions {
                a_deleted_key_is_gone_at_once
                a_missing_key_is_not_deleted
                a_foreign_key_is_not_deleted
                a_key_deleted_at_once_is_deleted_once
            }
            key_rotations {
                both_secrets_are_found_and_shown
                a_rotation_can_end_every_old_secret
                a_further_rotation_can_keep_the_newest
                a_further_rotation_can_replace_the_newest
                rotations_at_once_are_decided_one_after_the_other
                a_slow_clock_does_not_bring_the_old_secret_back
                a_key_rotated_at_once_has_two_secrets
                a_deleted_key_takes_both_secrets_along
            }
            key_rotation_ends {
                a_completed_rotation_leaves_the_new_secret
                a_cancelled_rotation_leaves_the_old_secret
                a_rotation_ended_at_once_is_ended_once
            }
            key_use {
                use_is_seen_everywhere
                use_adds_up_and_never_moves_back
                of_two_uses_of_a_key_the_domain_chooses
                use_of_many_keys_is_kept_apart
                use_of_two_servers_adds_up_exactly
                use_of_a_key_that_is_gone_is_harmless
                use_goes_to_the_secret_that_was_shown
            }
            key_name_filters {
                keys_are_filtered_by_name
                names_are_searched_literally
            }
            key_filters {
                keys_are_filtered_by_activity
                keys_are_filtered_by_environment
                keys_are_filtered_by_last_use
                keys_are_filtered_by_expiry
                filters_hold_together_and_page_by_page
                a_list_is_read_backwards
                a_filter_ends_at_the_organization
            }
            key_ends {
                keys_that_expire_come_in_the_order_of_their_ends
            }
            key_invalidations {
                a_changed_key_is_invalidated
                a_rotated_key_is_invalidated
                a_deleted_key_is_invalidated
            }
            positions {
                invalidations_at_once_are_all_listed
                a_foreign_position_is_not_trusted
                every_position_has_a_mark_of_its_own
                a_forgotten_invalidation_is_a_gap
                invalidations_are_forgotten_in_batches
            }
        }
    };
}

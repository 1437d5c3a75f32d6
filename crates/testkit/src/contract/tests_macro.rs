/// Makes one `#[test]` of every behaviour in [`contract`](crate::contract).
///
/// It takes the name of a function that stands where the macro is called and gives each test a fresh
/// [`World`](crate::contract::World). `contract_tests!(make);` in a test file is all that a store needs.
#[macro_export]
macro_rules! contract_tests {
    ($make:ident) => {
        $crate::contract_tests! { @all $make
            accounts {
                an_open_account_is_whole
                what_is_optional_may_be_absent
                a_taken_email_leaves_nothing_behind
                a_taken_inbox_address_leaves_nothing_behind
                one_email_opened_at_once_is_opened_once
                different_accounts_open_at_once
            }
            users {
                strangers_are_not_found
                an_email_is_found_in_any_letter_case
                names_come_back_as_they_were
                a_hash_is_renewed_only_from_what_it_was
                a_hash_renewed_at_once_is_renewed_once
            }
            organizations {
                an_organization_is_found
                only_members_see_an_organization
                a_new_name_is_seen_at_once
                an_unknown_organization_is_not_renamed
            }
            api_keys {
                every_field_of_a_key_comes_back
                an_unknown_digest_finds_nothing
                digests_of_keys_and_tokens_do_not_mix
                a_foreign_key_is_not_found
            }
            key_changes {
                a_name_changes_alone
                a_key_is_disabled
                a_key_is_enabled_again
                an_expiry_is_set
                an_expiry_stays_until_it_is_removed
                all_fields_change_together
                a_foreign_key_is_not_changed
            }
            key_deletions {
                a_deleted_key_is_gone_at_once
                a_missing_key_is_not_deleted
                a_foreign_key_is_not_deleted
                a_key_deleted_at_once_is_deleted_once
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
            }
            session_ends {
                all_sessions_end
                only_one_session_ends
                all_sessions_but_one_end
                a_foreign_session_does_not_end
                ending_nothing_is_not_told
                a_session_ended_at_once_ends_once
            }
        }
    };
    (@all $make:ident $($group:ident { $($behaviour:ident)* })*) => {$(
        mod $group {$(
            #[test]
            fn $behaviour() -> Result<(), $crate::contract::StoreError> {
                $crate::contract::$group::$behaviour(&super::$make())
            }
        )*}
    )*};
}

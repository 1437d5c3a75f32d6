/// Makes one `#[test]` of every behaviour in [`contract`](crate::contract).
///
/// It takes the name of a function in scope that gives each test a fresh [`World`](crate::contract::World). A store needs only this:
///
/// ```
/// use std::sync::Arc;
///
/// use sendook_domain::{entities::AuditEvent, ports::Store, values::Id};
/// use sendook_testkit::contract::World;
/// use sendook_testkit::MemoryStore; // your store
///
/// struct Fresh(Arc<MemoryStore>);
///
/// impl World for Fresh {
///     fn store(&self) -> Arc<dyn Store> {
///         self.0.clone()
///     }
///
///     fn other_server(&self) -> Arc<dyn Store> {
///         self.0.clone()
///     }
///
///     fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
///         self.0.audit_events().into_iter().map(|event| event.id).collect()
///     }
/// }
///
/// fn make() -> Fresh { Fresh(Arc::new(MemoryStore::new())) }
///
/// sendook_testkit::contract_tests!(make);
/// # // Outside of a test file the tests are not built: one of them, by hand.
/// # fn main() -> Result<(), sendook_domain::ports::StoreError> {
/// #     sendook_testkit::contract::behaviours::users::strangers_are_not_found(&make())
/// # }
/// ```
#[macro_export]
macro_rules! contract_tests {
    ($make:ident) => {
        $crate::contract_behaviours! { @tests $make }
        $crate::key_contract_behaviours! { @tests $make }
    };
    (@tests $make:ident $($group:ident { $($behaviour:ident)* })*) => {$(
        mod $group {$(
            #[test]
            fn $behaviour() -> Result<(), $crate::contract::StoreError> {
                $crate::contract::behaviours::$group::$behaviour(&super::$make())
            }
        )*}
    )*};
    (@public $($group:ident { $($behaviour:ident)* })*) => {$(
        #[doc = concat!("The behaviours of `", stringify!($group), "`.")]
        pub mod $group {
            pub use $crate::contract::$group::{$($behaviour),*};
        }
    )*};
}

/// Makes one `#[test]` of every behaviour in [`contract`](crate::contract) that is asked of a store of keys: of one that says that it is
/// [`KeysAlone`](sendook_domain::ports::KeysAlone). [`contract_tests!`](crate::contract_tests) makes all of these too.
///
/// It takes the name of a function in scope that gives each test a fresh [`KeyWorld`](crate::contract::KeyWorld), as the example of
/// [`contract_tests!`](crate::contract_tests) shows; a `KeyWorld` makes an organization besides, in whatever way the program does.
#[macro_export]
macro_rules! key_contract_tests {
    ($make:ident) => {
        $crate::key_contract_behaviours! { @tests $make }
    };
}

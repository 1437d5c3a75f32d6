//! Enums whose variants have names outside.

/// Makes of one list an enum, the list of all its variants, and their names as text, both ways.
macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $enum:ident, else $unknown:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $name:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $enum {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $enum {
            /// All of them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// The name that clients and stores use.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Reads the name that clients and stores use; letter case counts.
            ///
            /// # Errors
            #[doc = concat!("[`", stringify!($unknown), "`] for any other text.")]
            pub fn parse(text: &str) -> Result<Self, $unknown> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    _ => Err($unknown),
                }
            }
        }
    };
}

pub(crate) use named;

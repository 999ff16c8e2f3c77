//! The conversions that every generated enum has.

/// The value of this text, among values in the order of their texts.
///
/// For enums of many values: it compiles to a fraction of what a `match` over the texts does, and compares about ten texts where
/// there are a thousand.
#[doc(hidden)]
pub fn listed_value<T: AsRef<str> + Clone>(sorted: &[T], text: &str) -> Option<T> {
    let found = sorted.binary_search_by(|value| value.as_ref().cmp(text)).ok()?;
    sorted.get(found).cloned()
}

/// What converts to and from an enum of texts.
///
/// ```text
/// tinsmith_runtime::text_enum!(Service);
/// tinsmith_runtime::text_enum!(Secret, sensitive);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($type:ident) => {
        $crate::text_enum!(@conversions $type);

        /// The value as the service knows it.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
    ($type:ident, sensitive) => {
        $crate::text_enum!(@conversions $type);
        $crate::sensitive_enum!($type);
    };
    (@conversions $type:ident) => {
        impl ::std::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::convert::From<::std::string::String> for $type {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        /// Every text is a value: one that the model does not list is `UnknownValue`.
        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }
    };
}

/// What converts to and from an enum of integers.
#[doc(hidden)]
#[macro_export]
macro_rules! integer_enum {
    ($type:ident) => {
        $crate::integer_enum!(@conversions $type);

        /// The value as the service knows it.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.get(), f)
            }
        }
    };
    ($type:ident, sensitive) => {
        $crate::integer_enum!(@conversions $type);
        $crate::sensitive_enum!($type);
    };
    (@conversions $type:ident) => {
        impl ::std::convert::From<$type> for i32 {
            fn from(value: $type) -> Self {
                value.get()
            }
        }
    };
}

/// Prints `***` for a value that must not be seen.
#[doc(hidden)]
#[macro_export]
macro_rules! sensitive_enum {
    ($type:ident) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str("***")
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str("***")
            }
        }
    };
}

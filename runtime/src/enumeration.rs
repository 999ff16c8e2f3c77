//! What every generated enum has besides its values.

/// The value of this text, among values in the order of their texts.
///
/// For enums of many values: it compiles to a fraction of what a `match` over the texts does, and compares about ten texts where
/// there are a thousand.
#[doc(hidden)]
pub fn listed_value<T: AsRef<str> + Clone>(sorted: &[T], text: &str) -> Option<T> {
    let found = sorted.binary_search_by(|value| value.as_ref().cmp(text)).ok()?;
    sorted.get(found).cloned()
}

/// What an enum of texts has besides its values: conversions, and the traits that are named.
///
/// ```text
/// tinsmith_runtime::text_enum!(Service, Listed, Field, Decode);
/// tinsmith_runtime::text_enum!(Secret, sensitive, Key, Text);
/// tinsmith_runtime::text_enum!(Field for ChannelRole, ChannelType);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($type:ident, sensitive $(, $trait:ident)*) => {
        $crate::text_enum!(@conversions $type);
        $crate::sensitive_enum!($type);
        $($crate::text_enum!(@$trait $type);)*
    };
    ($type:ident $(, $trait:ident)*) => {
        $crate::text_enum!(@conversions $type);

        /// The value as the service knows it.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        $($crate::text_enum!(@$trait $type);)*
    };
    ($trait:ident for $($type:ident),+) => {
        $($crate::text_enum!(@$trait $type);)+
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
    (@Listed $type:ident) => {
        $crate::listed_enum!($type);
    };
    (@Key $type:ident) => {
        impl $crate::wire::Key for $type {}
    };
    (@Field $type:ident) => {
        impl $crate::wire::Field for $type {
            fn value_as(&self, _: &$crate::Member, out: &mut dyn $crate::wire::Writer) {
                out.text(self.as_str());
            }
        }
    };
    (@Decode $type:ident) => {
        impl $crate::wire::Decode for $type {
            fn initial() -> Self {
                Self::from("")
            }

            fn decode_as(
                &mut self,
                _: &$crate::Member,
                input: &mut dyn $crate::wire::Reader,
            ) -> $crate::wire::Result<()> {
                input.text_into(self)
            }
        }
    };
    (@Text $type:ident) => {
        impl $crate::http::Text for $type {
            fn to_text(&self, _: &$crate::Member, _: $crate::TimestampFormat) -> ::std::string::String {
                self.as_str().to_owned()
            }

            fn from_text(text: &str, _: &$crate::Member, _: $crate::TimestampFormat) -> $crate::wire::Result<Self> {
                Ok(Self::from(text))
            }
        }
    };
}

/// What an enum of integers has besides its values, as [`text_enum`].
#[doc(hidden)]
#[macro_export]
macro_rules! integer_enum {
    ($type:ident, sensitive $(, $trait:ident)*) => {
        $crate::integer_enum!(@conversions $type);
        $crate::sensitive_enum!($type);
        $($crate::integer_enum!(@$trait $type);)*
    };
    ($type:ident $(, $trait:ident)*) => {
        $crate::integer_enum!(@conversions $type);

        /// The value as the service knows it.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.get(), f)
            }
        }
        $($crate::integer_enum!(@$trait $type);)*
    };
    ($trait:ident for $($type:ident),+) => {
        $($crate::integer_enum!(@$trait $type);)+
    };
    (@conversions $type:ident) => {
        impl ::std::convert::From<$type> for i32 {
            fn from(value: $type) -> Self {
                value.get()
            }
        }
    };
    (@Listed $type:ident) => {
        $crate::listed_enum!($type);
    };
    (@Field $type:ident) => {
        impl $crate::wire::Field for $type {
            fn value_as(&self, member: &$crate::Member, out: &mut dyn $crate::wire::Writer) {
                $crate::wire::Field::value_as(&self.get(), member, out);
            }
        }
    };
    (@Decode $type:ident) => {
        impl $crate::wire::Decode for $type {
            fn initial() -> Self {
                Self::from(0)
            }

            fn decode_as(
                &mut self,
                _: &$crate::Member,
                input: &mut dyn $crate::wire::Reader,
            ) -> $crate::wire::Result<()> {
                input.value(&$crate::Member::PLAIN, self, |number: i32| number.into())
            }
        }
    };
    (@Text $type:ident) => {
        impl $crate::http::Text for $type {
            fn to_text(&self, _: &$crate::Member, _: $crate::TimestampFormat) -> ::std::string::String {
                self.get().to_string()
            }

            fn from_text(
                text: &str,
                member: &$crate::Member,
                default: $crate::TimestampFormat,
            ) -> $crate::wire::Result<Self> {
                <i32 as $crate::http::Text>::from_text(text, member, default).map(Self::from)
            }
        }
    };
}

/// Tells values that the model lists from others.
#[doc(hidden)]
#[macro_export]
macro_rules! listed_enum {
    ($type:ident) => {
        impl $crate::validate::Listed for $type {
            fn is_listed(&self) -> bool {
                !matches!(self, Self::UnknownValue(_))
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

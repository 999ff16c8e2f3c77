//! Types of a user's own in the place of shapes.

/// Makes a type of yours one that can stand for a simple shape: what the shape is on the wire is converted by `TryFrom` and
/// `From`, as `serde` does with `try_from` and `into`.
///
/// ```
/// use tinsmith_runtime::custom_type;
///
/// #[derive(Clone, Debug, Default, PartialEq)]
/// pub struct AccountId(u64);
///
/// impl TryFrom<String> for AccountId {
///     type Error = std::num::ParseIntError;
///
///     fn try_from(text: String) -> Result<Self, Self::Error> {
///         text.parse().map(Self)
///     }
/// }
///
/// impl From<AccountId> for String {
///     fn from(id: AccountId) -> Self {
///         format!("{:012}", id.0)
///     }
/// }
///
/// custom_type!(AccountId: String);
/// ```
///
/// On the wire a text or an enum is a `String`, a number `i8` to `i64`, `f32` or `f64`, `BigInteger` or `BigDecimal`, an enum of
/// integers an `i32`, bytes are `Bytes`, a moment is a `DateTime`. What can't be converted is an error of decoding, with its place.
/// The type's `Default` stands for a required value that a service leaves out. A type for a structure or a union implements
/// [`Encode`](crate::wire::Encode) and [`Fields`](crate::wire::Fields) itself. What the model demands of a shape is not checked
/// of a type that stands for it.
#[macro_export]
macro_rules! custom_type {
    ($type:ty: $wire:ty) => {
        impl $crate::wire::Field for $type {
            fn value_as(&self, member: &$crate::Member, out: &mut dyn $crate::wire::Writer) {
                let value = <$wire as ::std::convert::From<Self>>::from(::std::clone::Clone::clone(self));
                $crate::wire::Field::value_as(&value, member, out);
            }
        }

        impl $crate::wire::Decode for $type {
            fn initial() -> Self {
                ::std::default::Default::default()
            }

            fn decode_as(
                &mut self,
                member: &$crate::Member,
                input: &mut dyn $crate::wire::Reader,
            ) -> $crate::wire::Result<()> {
                let mut value = <$wire as $crate::wire::Decode>::initial();
                $crate::wire::Decode::decode_as(&mut value, member, input)?;
                *self = <Self as ::std::convert::TryFrom<$wire>>::try_from(value)
                    .map_err(|error| $crate::DecodeError::new(::std::string::ToString::to_string(&error)))?;
                Ok(())
            }
        }

        impl $crate::http::Text for $type {
            fn to_text(&self, member: &$crate::Member, default: $crate::TimestampFormat) -> ::std::string::String {
                let value = <$wire as ::std::convert::From<Self>>::from(::std::clone::Clone::clone(self));
                $crate::http::Text::to_text(&value, member, default)
            }

            fn to_item(&self, member: &$crate::Member) -> ::std::string::String {
                let value = <$wire as ::std::convert::From<Self>>::from(::std::clone::Clone::clone(self));
                $crate::http::Text::to_item(&value, member)
            }

            fn split_items(header: &str, member: &$crate::Member) -> ::std::vec::Vec<::std::string::String> {
                <$wire as $crate::http::Text>::split_items(header, member)
            }

            fn from_text(
                text: &str,
                member: &$crate::Member,
                default: $crate::TimestampFormat,
            ) -> $crate::wire::Result<Self> {
                let value = <$wire as $crate::http::Text>::from_text(text, member, default)?;
                <Self as ::std::convert::TryFrom<$wire>>::try_from(value)
                    .map_err(|error| $crate::DecodeError::new(::std::string::ToString::to_string(&error)))
            }
        }
    };
}

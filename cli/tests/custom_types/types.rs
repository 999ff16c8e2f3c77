//! Types of one's own, which stand for shapes of the model.

use runtime::wire::{Decode as _, Encode, Field as _, Fields, Reader, Result, Writer};
use runtime::{DateTime, custom_type};

/// A text of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountId(pub u64);

impl TryFrom<String> for AccountId {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is no account"))
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        format!("{:012}", id.0)
    }
}

custom_type!(AccountId: String);

/// A text, too, that any text is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day(pub String);

impl From<String> for Day {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0
    }
}

custom_type!(Day: String);

/// A timestamp of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since(pub i64);

impl From<DateTime> for Since {
    fn from(time: DateTime) -> Self {
        Self(time.secs())
    }
}

impl From<Since> for DateTime {
    fn from(since: Since) -> Self {
        Self::from_secs(since.0)
    }
}

custom_type!(Since: DateTime);

/// An enum of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Savings,
    Other,
}

impl From<String> for Kind {
    fn from(text: String) -> Self {
        if text == "SAVINGS" { Self::Savings } else { Self::Other }
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Savings => "SAVINGS".to_owned(),
            Kind::Other => "OTHER".to_owned(),
        }
    }
}

custom_type!(Kind: String);

/// A structure of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Euros(pub i64);

impl Encode for Euros {
    fn encode(&self, out: &mut dyn Writer) {
        (self.0 * 100).field("cents", out);
        "EUR".to_owned().field("currency", out);
    }
}

impl Fields for Euros {
    fn initial() -> Self {
        Self::default()
    }

    fn field(&mut self, name: &str, input: &mut dyn Reader) -> Result<()> {
        if name != "cents" {
            return input.skip();
        }
        let mut cents = i64::initial();
        cents.decode(input)?;
        self.0 = cents / 100;
        Ok(())
    }
}

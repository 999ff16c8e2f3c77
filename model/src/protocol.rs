//! The protocols of AWS and Smithy.

use crate::diagnostic::Diagnostic;
use crate::source::Place;

/// A protocol that a service can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// `smithy.protocols#rpcv2Cbor`.
    RpcV2Cbor,
    /// `aws.protocols#restJson1`.
    RestJson1,
    /// `aws.protocols#awsJson1_1`.
    AwsJson1_1,
    /// `aws.protocols#awsJson1_0`.
    AwsJson1_0,
    /// `aws.protocols#restXml`.
    RestXml,
    /// `aws.protocols#awsQuery`.
    AwsQuery,
    /// `aws.protocols#ec2Query`.
    Ec2Query,
    /// `smithy.protocols#rpcv2Json`.
    RpcV2Json,
}

impl Protocol {
    /// Every protocol. Of those that a service lists, the first of this order is spoken.
    pub const ALL: [Self; 8] = [
        Self::RpcV2Cbor,
        Self::RestJson1,
        Self::AwsJson1_1,
        Self::AwsJson1_0,
        Self::RestXml,
        Self::AwsQuery,
        Self::Ec2Query,
        Self::RpcV2Json,
    ];

    /// Whether clients are generated for it.
    pub const fn is_supported(self) -> bool {
        !matches!(self, Self::RestXml | Self::AwsQuery | Self::Ec2Query)
    }

    /// The id of its trait.
    pub const fn id(self) -> &'static str {
        match self {
            Self::RpcV2Cbor => "smithy.protocols#rpcv2Cbor",
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::RestXml => "aws.protocols#restXml",
            Self::AwsQuery => "aws.protocols#awsQuery",
            Self::Ec2Query => "aws.protocols#ec2Query",
            Self::RpcV2Json => "smithy.protocols#rpcv2Json",
        }
    }

    /// Its name: the id without the namespace.
    pub fn name(self) -> &'static str {
        self.id().rsplit('#').next().unwrap_or_default()
    }

    /// The protocol of a trait.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.id() == id)
    }

    /// The protocol with this name or id.
    fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.name() == text || protocol.id() == text)
    }
}

/// The names of some protocols, for a message.
fn names(protocols: impl IntoIterator<Item = Protocol>) -> String {
    let names: Vec<&str> = protocols.into_iter().map(Protocol::name).collect();
    names.join(", ")
}

/// The names of the protocols that clients are generated for, for a message.
fn supported() -> String {
    names(Protocol::ALL.into_iter().filter(|protocol| protocol.is_supported()))
}

/// The protocol to speak: the one that is wanted, or the first of [`Protocol::ALL`] that is supported. `offered` is what the
/// service `id` lists, and where.
///
/// # Errors
/// There is none, or the one that is wanted is not among them.
pub(crate) fn choose(
    id: &str,
    place: Place,
    offered: &[(Protocol, Place)],
    wanted: Option<&str>,
) -> Result<Protocol, Diagnostic> {
    let listed = || names(offered.iter().map(|(protocol, _)| *protocol));
    let Some((first, first_place)) = offered.iter().min() else {
        return Err(Diagnostic::new(format!("service `{id}` does not say which protocol it speaks"))
            .at(place, "no protocol among this service's traits")
            .help(format!("add one that is supported: {}", supported())));
    };
    let unsupported = |protocol: Protocol, place| {
        Diagnostic::unsupported(format!("service `{id}` speaks `{}`, which is not supported yet", protocol.id()))
            .at(place, "the protocol")
            .help(format!("supported: {}", supported()))
    };
    let Some(wanted) = wanted else {
        let chosen = Protocol::ALL
            .into_iter()
            .find(|protocol| protocol.is_supported() && offered.iter().any(|(offered, _)| offered == protocol));
        return chosen.ok_or_else(|| unsupported(*first, *first_place));
    };
    let Some(protocol) = Protocol::named(wanted) else {
        return Err(Diagnostic::new(format!("there is no protocol `{wanted}`"))
            .help(format!("the protocols of `{id}` are: {}", listed())));
    };
    match offered.iter().find(|(offered, _)| *offered == protocol) {
        None => Err(Diagnostic::new(format!("service `{id}` does not speak `{wanted}`"))
            .at(place, "this service")
            .help(format!("its protocols are: {}", listed()))),
        Some((_, place)) if !protocol.is_supported() => Err(unsupported(protocol, *place)),
        Some(_) => Ok(protocol),
    }
}

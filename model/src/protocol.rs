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
    pub(crate) fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.name() == text || protocol.id() == text)
    }
}

/// The names of some protocols, for a message.
fn names(protocols: impl IntoIterator<Item = Protocol>) -> String {
    let names: Vec<&str> = protocols.into_iter().map(Protocol::name).collect();
    names.join(", ")
}

/// The protocol to speak: the one that is wanted, or the first of [`Protocol::ALL`]. `offered` is what the
/// service `id` lists, and where.
///
/// A service that lists none speaks the one that is wanted.
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
    if let (true, Some(protocol)) = (offered.is_empty(), wanted.and_then(Protocol::named)) {
        return Ok(protocol);
    }
    let Some((first, _)) = offered.iter().min() else {
        return Err(Diagnostic::new(format!("service `{id}` does not say which protocol it speaks"))
            .at(place, "no protocol among this service's traits")
            .help(format!("add one of: {}", names(Protocol::ALL))));
    };
    let Some(wanted) = wanted else { return Ok(*first) };
    let Some(protocol) = Protocol::named(wanted) else {
        return Err(Diagnostic::new(format!("there is no protocol `{wanted}`"))
            .help(format!("the protocols of `{id}` are: {}", listed())));
    };
    match offered.iter().any(|(offered, _)| *offered == protocol) {
        true => Ok(protocol),
        false => Err(Diagnostic::new(format!("service `{id}` does not speak `{wanted}`"))
            .at(place, "this service")
            .help(format!("its protocols are: {}", listed()))),
    }
}

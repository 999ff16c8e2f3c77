//! What the RPC protocols have in common: every member is in the body, but a stream of events is the body.

use model::{Binding, Diagnostic, Kind, Member, Model};

/// A stream of events is the payload. No other binding counts.
pub(super) fn binding(model: &Model, member: &Member) -> Option<&'static Binding> {
    model.target(member).is_event_stream().then_some(&Binding::Payload)
}

/// Checks that no bytes are streamed: nothing but an event can be.
pub(super) fn check(model: &Model, protocol: &str, found: &mut Vec<Diagnostic>) {
    for shape in model.shapes.values() {
        let streams = |member: &&Member| {
            let target = model.target(member);
            target.traits.streaming && !target.is_event_stream()
        };
        found.extend(shape.all_members().into_iter().filter(streams).map(|member| {
            Diagnostic::unsupported(format!(
                "the member `{}` of `{}` is a stream of bytes, which {protocol} has no place for",
                member.name, shape.id
            ))
            .at(member.place, "targets a blob that is `streaming`")
            .help("choose another protocol, or leave out the operations that need it")
        }));
    }
}

/// Checks that there are no documents, for formats that have no form for them.
pub(super) fn check_documents(model: &Model, protocol: &str, found: &mut Vec<Diagnostic>) {
    for shape in model.shapes.values() {
        let is_document = |member: &&Member| matches!(model.target(member).kind, Kind::Document);
        found.extend(shape.all_members().into_iter().filter(is_document).map(|member| {
            Diagnostic::unsupported(format!(
                "the member `{}` of `{}` is a document, which {protocol} does not have",
                member.name, shape.id
            ))
            .at(member.place, "targets a document")
            .help("choose another protocol, or leave out the operations that need it")
        }));
    }
}

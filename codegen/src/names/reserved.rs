//! Names that Rust has, or generated code.

/// Types of the prelude, and what generated files import: a shape of such a name gets a suffix.
pub(super) const TAKEN_TYPES: [&str; 20] = [
    "AsRef", "BTreeMap", "Box", "Clone", "Copy", "Default", "Drop", "Eq", "Err", "From", "Into", "None", "Ok",
    "Option", "Ord", "Result", "Self", "Some", "String", "Vec",
];

/// Functions that structures have anyway: a member of such a name gets an underscore.
pub(super) const TAKEN_FUNCTIONS: [&str; 28] = [
    "as_ref",
    "borrow",
    "borrow_mut",
    "check",
    "clone",
    "clone_from",
    "clone_into",
    "decode",
    "decode_as",
    "default",
    "encode",
    "eq",
    "field",
    "field_as",
    "fmt",
    "from_response",
    "initial",
    "into",
    "is_union",
    "null",
    "ne",
    "new",
    "to_owned",
    "try_into",
    "type_id",
    "validate",
    "validate_as",
    "value_as",
];

/// Functions that clients have anyway.
pub(super) const TAKEN_METHODS: [&str; 10] =
    ["borrow", "borrow_mut", "clone", "clone_from", "clone_into", "fmt", "into", "new", "to_owned", "try_into"];

/// Words that can't be identifiers, not even raw ones.
pub(super) const NEVER_RAW: [&str; 5] = ["Self", "_", "crate", "self", "super"];

/// Keywords of all editions.
pub(super) const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

//! Tests of the generator: what it makes of models, and what it refuses. One program, since each links all of the generator.

mod api;
mod cargo;
mod customizations;
mod diagnostics;
mod formats;
mod hostile;
mod layout;
mod mutations;
mod names;
mod operation_features;
mod overrides;
mod pages;
mod smithy;
mod snapshots;
mod standalone;
mod types_alone;
mod warnings;
mod writer;

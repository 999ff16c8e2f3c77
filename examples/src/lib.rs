//! What the examples share.

pub mod stand_in;

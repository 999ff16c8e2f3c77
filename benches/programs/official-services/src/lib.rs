//! Official clients that ours are compared with: only their build is measured.

pub use {aws_sdk_kinesisvideo, aws_sdk_lambda};

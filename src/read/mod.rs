//! Bytes to documents.

pub mod decode;
pub mod html;

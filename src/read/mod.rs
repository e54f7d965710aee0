//! Bytes to documents.

pub mod html;

//! Noise out of documents.

pub mod page;

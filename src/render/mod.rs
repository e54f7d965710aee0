//! Taxonomies and change lists as files: one function for each format, writing to anything.

pub mod changes;
pub mod json;
pub mod markdown;
mod labels;
mod marks;
mod markup;

//! Data in, bytes out: every file format guiyi writes, one file each.

pub mod article;
pub mod changes;
pub mod comments;
pub mod inline;
pub mod json;
pub mod links;
pub mod markdown;
pub(crate) mod labels;
mod marks;
pub(crate) mod markup;
mod rulings;
pub mod seal;
pub mod outline;
pub mod records;

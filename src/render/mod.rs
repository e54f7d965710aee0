//! Data in, bytes out: every file format guiyi writes, one file each.

pub mod article;
pub mod inline;
pub mod links;
pub mod records;

//! guiyi 归一: many sources, one taxonomy.

// The order of these lines is the direction of the arrows: a room uses types of rooms above it.
pub mod clean;
pub mod convert;
pub mod document;
pub mod extract;
pub mod identify;
pub mod lexicon;
pub mod link;
pub mod mention;
pub mod merge;
pub mod outline;
pub mod read;
pub mod render;
pub mod source;
pub mod taxonomy;

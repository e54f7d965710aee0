//! guiyi 归一: many sources, one taxonomy.

// The order of these lines is the direction of the arrows: a room uses types of rooms above it.
pub mod bench;
pub mod document;
pub mod lexicon;
pub mod link;
pub mod mention;
pub mod source;

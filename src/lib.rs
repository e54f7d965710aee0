//! guiyi 归一: many sources, one taxonomy.

// The order of these lines is the direction of the arrows: a room uses types of rooms above it.
pub mod source;
pub mod document;
pub mod mention;
pub mod lexicon;
pub mod taxonomy;

pub mod read;
pub mod clean;
pub mod convert;
pub mod outline;
pub mod extract;

pub mod link;
pub mod merge;
pub mod identify;
pub mod render;

pub mod settings;
pub mod pipeline;

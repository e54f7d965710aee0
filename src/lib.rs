//! guiyi 归一: many sources, one taxonomy.

// The order of these lines is the direction of the arrows: a room uses types of rooms above it.
pub mod document;
pub mod lexicon;
pub mod mention;
pub mod source;

pub mod render;
pub mod settings;

pub mod pipeline;

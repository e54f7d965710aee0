//! Why a line is a heading, and why its section holds what it holds.

use serde::Serialize;

use crate::lexicon::sections::NamePlace;

/// By what a line is a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadKind {
    /// The source marks it as one.
    Marked,
    /// An ordinal in front (`一、`, `1.1`).
    Numbered,
    /// A number that only a blank parts from the name of a section (`2 工作内容`).
    BareNumber,
    /// One of several short numbered items, each above running text.
    NumberedTitle,
    /// A numbered item, bold or with a colon, above bullets of its own depth or running text.
    NumberedItem,
    /// An item called like a section, bold or with a colon, above what it names.
    NamedItem,
    /// All of it is bold.
    Bold,
    /// The top of a branch in a tree of bullets whose top level holds the names of sections.
    Branch,
    /// A colon behind it; it is called like a section or stands above a list.
    Colon,
    /// In brackets (`【岗位职责】`) and called like a section.
    Bracketed,
    /// Set apart by brackets that other lines alone have too, or by a pictograph of its own.
    Banner,
    /// Short and called like a section.
    Named,
    /// A short line above a list.
    AboveList,
    /// The name of a section inside a line (`岗位职责：1、…；任职要求：1、…`).
    InLine,
    /// The first of lines that stand together, in notes whose paragraphs all have such a first line.
    Stanza,
    /// One of several questions with a mark in front (`问：…？`), above its answer.
    Question,
    /// Names one of several posts (`岗位一：质检员`).
    Post,
}

/// By what a section is known to hold what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleGround {
    /// Its name: these words of it, in bare form.
    Name {
        /// Where in the name they stand.
        place: NamePlace,
        /// The words.
        words: String,
    },
    /// The line in this block announces duties.
    Lead(usize),
    /// It is one of several that are called after posts.
    Post,
    /// The section around it.
    Parent,
}

/// Where a document names its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RolePlace {
    /// A section that is there for it (`职位名称`).
    Section,
    /// The title in the metadata.
    Metadata,
    /// A heading that is the role's name.
    Heading,
    /// Inside one of the first headings or the first line.
    InTitle,
    /// At the start of what its rules say.
    Subject,
}

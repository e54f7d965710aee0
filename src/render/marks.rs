//! Source marks: `[1:56]` stands for line 56 of source 1.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::markup::link_target;
use crate::taxonomy::{MentionRef, Taxonomy};

/// The marks of a document: CommonMark reference links, defined once at its end.
pub(super) struct Marks<'a> {
    mentions: BTreeMap<&'a str, &'a MentionRef>,
    /// Paths of the sources, in order.
    paths: Vec<&'a str>,
    /// Numbers of the sources, from 1.
    numbers: BTreeMap<&'a str, usize>,
    /// Where paths start, as seen from the document.
    base: &'a str,
    /// Source number and line of every mark that was printed.
    printed: BTreeSet<(usize, usize)>,
}

impl<'a> Marks<'a> {
    /// No marks yet.
    pub(super) fn new(taxonomy: &'a Taxonomy, base: &'a str) -> Self {
        let paths: Vec<&str> = taxonomy.sources.iter().map(|source| source.path.as_str()).collect();
        Self {
            mentions: taxonomy.mentions.iter().map(|mention| (mention.id.as_str(), mention)).collect(),
            numbers: paths.iter().copied().zip(1..).collect(),
            paths,
            base,
            printed: BTreeSet::new(),
        }
    }

    /// The mention with this id.
    pub(super) fn mention(&self, id: &str) -> Option<&'a MentionRef> {
        self.mentions.get(id).copied()
    }

    /// The marks of these mentions as superscript, each place once; nothing for none.
    pub(super) fn of<'b>(&mut self, ids: impl IntoIterator<Item = &'b String>) -> String {
        let places: BTreeSet<(usize, usize)> = ids
            .into_iter()
            .filter_map(|id| self.mention(id))
            .filter_map(|mention| Some((*self.numbers.get(mention.source.as_str())?, mention.line_start)))
            .collect();
        if places.is_empty() {
            return String::new();
        }
        let marks: Vec<String> = places.iter().map(|(source, line)| format!("[{source}:{line}]")).collect();
        self.printed.extend(places);
        format!("<sup>{}</sup>", marks.join(" "))
    }

    /// A source as a link target.
    pub(super) fn target(&self, path: &str) -> String {
        format!("{}{}", link_target(self.base), link_target(path))
    }

    /// Writes the definitions of the marks that were printed.
    ///
    /// # Errors
    /// Whatever `out` fails with.
    pub(super) fn define(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.printed.is_empty() {
            writeln!(out)?;
        }
        for (source, line) in &self.printed {
            writeln!(out, "[{source}:{line}]: {}#L{line}", self.target(self.paths[source - 1]))?;
        }
        Ok(())
    }
}

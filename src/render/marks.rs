//! Source marks: `[1:56]` stands for line 56 of source 1.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::markup::link_target;
use crate::taxonomy::{MentionRef, Taxonomy};

/// Number of a source, from 1, and line.
pub(crate) type Mark = (usize, usize);

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
    printed: BTreeSet<Mark>,
}

const OPEN: &str = "<sup>[";
const CLOSE: &str = "]</sup>";

/// Appends `text` to `out` with marks that name sources by `numbers`, the number of each by the one it had, less one.
pub(super) fn renumbered(text: &str, numbers: &[usize], out: &mut String) {
    let mut rest = text;
    // Angle brackets of wordings are escaped, so nothing else looks like marks.
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let Some((marks, after)) = behind.split_once(CLOSE) else { break };
        let renumbered = |mark: &str| {
            let (source, line) = mark.split_once(':')?;
            let source = numbers.get(source.parse::<usize>().ok()?.checked_sub(1)?)?;
            Some(format!("{source}:{line}"))
        };
        let marks: Vec<String> =
            marks.split("] [").map(|mark| renumbered(mark).unwrap_or_else(|| mark.to_owned())).collect();
        out.extend([before, OPEN, &marks.join("] ["), CLOSE]);
        rest = after;
    }
    out.push_str(rest);
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

    /// Where these mentions stand: number of the source and line, each place once.
    pub(super) fn places<'b>(&self, ids: impl IntoIterator<Item = &'b String>) -> BTreeSet<Mark> {
        ids.into_iter()
            .filter_map(|id| self.mention(id))
            .filter_map(|mention| Some((*self.numbers.get(mention.source.as_str())?, mention.line_start)))
            .collect()
    }

    /// The marks of these mentions as superscript; nothing for none.
    pub(super) fn of<'b>(&mut self, ids: impl IntoIterator<Item = &'b String>) -> String {
        self.at(self.places(ids))
    }

    /// The marks of these places as superscript; nothing for none.
    pub(super) fn at(&mut self, places: BTreeSet<Mark>) -> String {
        if places.is_empty() {
            return String::new();
        }
        let marks: Vec<String> = places.iter().map(|(source, line)| format!("{source}:{line}")).collect();
        self.printed.extend(places);
        format!("{OPEN}{}{CLOSE}", marks.join("] ["))
    }

    /// The marks printed so far, which then are forgotten.
    pub(super) fn take(&mut self) -> BTreeSet<Mark> {
        std::mem::take(&mut self.printed)
    }

    /// Marks that were printed elsewhere in the document.
    pub(super) fn note(&mut self, printed: BTreeSet<Mark>) {
        self.printed.extend(printed);
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
        let mut target = (0, String::new());
        for (source, line) in &self.printed {
            if target.0 != *source {
                target = (*source, self.target(self.paths[source - 1]));
            }
            writeln!(out, "[{source}:{line}]: {}#L{line}", target.1)?;
        }
        Ok(())
    }
}

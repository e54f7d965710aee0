//! Cleaning: takes out of a document what is not its content, and says why.
//!
//! [`clean`] looks at a document as a list of measured lines. Each phenomenon (a file of this
//! room) reads that view and returns claims: ranges of blocks, a rule and a reason. Claims never
//! overlap, the first one wins; phenomena run in rounds until nothing new is found, so that what
//! one of them uncovers, another can use, and cleaning twice is cleaning once.
//!
//! In doubt, a line stays.

mod adverts;
mod author;
mod chrome;
mod citations;
mod comments;
mod contents;
mod conversation;
mod corpus;
mod counted;
mod decoration;
mod duplicates;
mod facts;
mod fields;
mod forms;
mod front_matter;
mod headlines;
mod items;
mod ledger;
mod line;
mod markup;
pub mod page;
mod pages;
mod patterns;
mod pleas;
mod references;
mod related;
mod remarks;
mod retold;
mod share;
mod story;
mod tail;
#[cfg(test)]
mod testing;
mod thread;
mod view;

use serde::{Deserialize, Serialize};

pub use self::facts::{CorpusFacts, DocumentLines, Measured};
use self::ledger::Ledger;
pub use self::thread::Threads;
use self::view::{Claim, View};
use crate::document::{Document, Removal, RemovalKind};
use crate::lexicon::noise::{NoiseRules, Rule};
use crate::source::Format;

/// Most rounds of phenomena over one document. Two or three are usual: the last finds nothing.
const ROUNDS: usize = 12;

/// What cleaning leaves alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Options {
    /// Kinds of noise that stay in the text. A speaker's greeting is a matter of taste and stays
    /// by default.
    pub keep: Vec<RemovalKind>,
    /// Codes of rules that are not applied.
    pub without_rules: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { keep: vec![RemovalKind::Greeting], without_rules: Vec::new() }
    }
}

impl Options {
    /// False for a rule that is left out by its code or its kind.
    fn apply(&self, rule: &Rule) -> bool {
        !self.keep.contains(&rule.kind) && !self.without_rules.contains(&rule.code)
    }
}

/// A cleaned document and everything that was taken out of it.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The document with the blocks, and the parts of blocks, that stay.
    pub document: Document,
    /// What went, sorted by position, without overlap.
    pub removals: Vec<Removal>,
    /// The comment threads that went.
    pub threads: Threads,
}

/// A phenomenon that claims whole blocks.
type Phenomenon = fn(&View<'_>) -> Vec<Claim>;

/// In the order in which their claims win: strong evidence first, what only the rest of a page
/// can tell last.
const PHENOMENA: [Phenomenon; 19] = [
    comments::find,
    contents::find,
    headlines::find,
    author::find,
    related::find,
    chrome::find,
    references::find,
    pages::find,
    patterns::find,
    share::find,
    forms::find,
    adverts::find,
    remarks::find,
    duplicates::find,
    retold::find,
    corpus::find,
    tail::find,
    story::find,
    counted::find,
];

/// Cleans one document.
///
/// Kept block spans, removal spans, markup and white space together are the whole source, without
/// overlap; a removal inside a block lies outside the runs of its text. Values of the front matter
/// move to [`Document::metadata`].
pub fn clean(document: Document, rules: &NoiseRules, facts: &CorpusFacts, options: &Options) -> Cleaned {
    let measured = Measured::of(&document);
    clean_measured(document, measured, rules, facts, options)
}

/// [`clean`] of a document that has been measured.
pub fn clean_measured(
    mut document: Document,
    measured: Measured,
    rules: &NoiseRules,
    facts: &CorpusFacts,
    options: &Options,
) -> Cleaned {
    let whole_page = document.format == Format::Html && !document.selected;
    // What a table of contents kept stays when that is gone.
    let kept = document.format == Format::Text && document.selected;
    document.selected = true;
    let mut ledger = Ledger::new(document, measured, rules, facts, options);
    if whole_page {
        ledger.measure_for(&comments::RULES);
        // Page selection looks at whole elements, so it comes before anything is cut out of them;
        // threads come before it, because a long one has more text than its article.
        let threads = comments::find_on_page(&ledger.view());
        ledger.apply(threads);
        let page = page::page_noise(&ledger.document, rules.page(), |block| !ledger.is_free(block));
        ledger.take_page(page);
    } else {
        ledger.measure();
        if kept {
            ledger.keep_text();
        }
        // What they name is neither thread nor teaser, though its lines may look so.
        ledger.find_contents();
        // Likes are decoration elsewhere.
        let threads = comments::find(&ledger.view());
        ledger.apply(threads);
    }
    front_matter::lift(&mut ledger);
    markup::strip(&mut ledger);
    citations::strip(&mut ledger);
    decoration::strip(&mut ledger);
    pleas::strip(&mut ledger);
    ledger.measure();
    let mut seen = [None; PHENOMENA.len()];
    for _ in 0..ROUNDS {
        let before = ledger.claimed();
        let told = ledger.tell_page();
        ledger.find_contents();
        for (find, seen) in PHENOMENA.iter().zip(&mut seen) {
            // On the same view they would find the same.
            let state = Some(ledger.state());
            if std::mem::replace(seen, state) != state {
                let claims = find(&ledger.view());
                ledger.apply(claims);
            }
        }
        if ledger.claimed() == before && !told {
            break;
        }
    }
    ledger.finish()
}

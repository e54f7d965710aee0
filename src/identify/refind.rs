//! Knowing mentions again that were edited, moved within their source, or moved with it.
//!
//! Sources are paired first: by path, then those that are gone with those that have come, by equal
//! bytes or by the quotes they share. In a pair the quotes are aligned in their order, so a quote's
//! neighbours decide which of several equal ones it is. What is left over is then looked for by
//! equal words (best surroundings first, nearest line second), in the gap of the alignment where it
//! stood by similar words, and last by equal words in any source.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alignment::aligned;
use crate::lexicon::wording_key;
use crate::taxonomy::{MentionRef, StatementKind, Taxonomy, quote_likeness};

/// Share of character pairs (Sørensen–Dice) from which a quote may be an edited form of another.
const ALIKE: f64 = 0.5;

/// The same where the quotes on both sides stayed and nothing else stands between them. Hand-set:
/// a duty in new words keeps a pair of characters in four, another duty in its place does not.
const ALIKE_IN_PLACE: f64 = 0.25;

/// Share of a source's quotes that another holds if it is the same source under another name.
const SAME_SOURCE: f64 = 0.5;

/// Which mentions of one taxonomy are which of an earlier one.
#[derive(Debug, Default)]
pub(super) struct Refound {
    /// New mention id → old mention id, for every mention that was found again.
    earlier: BTreeMap<String, String>,
    /// New source path → the path it had.
    moved: BTreeMap<String, String>,
    /// Indices into the old taxonomy's mentions that were not found.
    lost: Vec<usize>,
}

impl Refound {
    /// The id by which a mention was known earlier, or its own if it is new.
    pub(super) fn known_as<'a>(&'a self, id: &'a str) -> &'a str {
        self.earlier.get(id).map_or(id, String::as_str)
    }

    /// The path that a source had before it was renamed or moved.
    pub(super) fn moved_from(&self, path: &str) -> Option<&str> {
        self.moved.get(path).map(String::as_str)
    }

    /// The mentions of `old`, the taxonomy searched for, that are nowhere any more.
    pub(super) fn lost<'a>(&'a self, old: &'a Taxonomy) -> impl Iterator<Item = &'a MentionRef> {
        self.lost.iter().map(|&at| &old.mentions[at])
    }
}

/// One side of the search.
struct Side<'a> {
    mentions: &'a [MentionRef],
    /// Words of each mention without spacing and punctuation.
    keys: Vec<String>,
    /// Indices of the mentions of each source, in its order.
    of_source: BTreeMap<&'a str, Vec<usize>>,
    hashes: BTreeMap<&'a str, &'a str>,
}

impl<'a> Side<'a> {
    fn new(taxonomy: &'a Taxonomy) -> Self {
        let mut of_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, mention) in taxonomy.mentions.iter().enumerate() {
            if mention.kind != StatementKind::Facet {
                of_source.entry(mention.source.as_str()).or_default().push(at);
            }
        }
        let places = &taxonomy.mentions;
        for list in of_source.values_mut() {
            list.sort_by_key(|&at| (places[at].byte_start, places[at].byte_end));
        }
        Self {
            mentions: &taxonomy.mentions,
            keys: taxonomy.mentions.iter().map(|mention| wording_key(&mention.title_raw)).collect(),
            of_source,
            hashes: taxonomy
                .sources
                .iter()
                .map(|source| (source.path.as_str(), source.sha256.as_str()))
                .collect(),
        }
    }

    fn quotes(&self, source: &str) -> BTreeMap<&str, usize> {
        let mut quotes = BTreeMap::new();
        for &at in self.of_source.get(source).into_iter().flatten() {
            *quotes.entry(self.keys[at].as_str()).or_default() += 1;
        }
        quotes
    }
}

/// Looks for the mentions of `old` among those of `new`.
pub(super) fn refind(old: &Taxonomy, new: &Taxonomy) -> Refound {
    let (was, is) = (Side::new(old), Side::new(new));
    let mut search = Search { was: &was, is: &is, pairs: BTreeMap::new(), taken: BTreeSet::new() };
    let mut out = Refound::default();
    for (before, now) in source_pairs(&was, &is) {
        if before != now {
            out.moved.insert(now.to_owned(), before.to_owned());
        }
        search.source(before, now);
    }
    search.anywhere();
    for list in was.of_source.values() {
        out.lost.extend(list.iter().filter(|at| !search.pairs.contains_key(at)));
    }
    out.lost.sort_unstable();
    for (before, now) in search.pairs {
        let (before, now) = (&old.mentions[before].id, &new.mentions[now].id);
        out.earlier.insert(now.clone(), before.clone());
    }
    // A mention that is new, but whose id some other one had, must not pass for that one.
    let known: BTreeSet<&str> = was.mentions.iter().map(|old| old.id.as_str()).collect();
    for mention in is.of_source.values().flatten().map(|&at| &new.mentions[at]) {
        if !out.earlier.contains_key(&mention.id) && known.contains(mention.id.as_str()) {
            out.earlier.insert(mention.id.clone(), format!("{} anew", mention.id));
        }
    }
    out
}

/// Sources of both sides that are the same one: of equal path, or one gone and one come.
fn source_pairs<'a>(was: &Side<'a>, is: &Side<'a>) -> Vec<(&'a str, &'a str)> {
    let known: BTreeSet<&str> = was.hashes.keys().chain(was.of_source.keys()).copied().collect();
    let here: BTreeSet<&str> = is.hashes.keys().chain(is.of_source.keys()).copied().collect();
    let mut pairs: Vec<(&str, &str)> = known.intersection(&here).map(|&path| (path, path)).collect();
    let mut judged = Vec::new();
    for &gone in known.difference(&here) {
        let quotes = was.quotes(gone);
        for &come in here.difference(&known) {
            let same_bytes = was.hashes.get(gone).is_some_and(|hash| is.hashes.get(come) == Some(hash));
            let others = is.quotes(come);
            let shared: usize =
                quotes.iter().filter_map(|(quote, &n)| others.get(quote).map(|&m: &usize| n.min(m))).sum();
            let count = |quotes: &BTreeMap<&str, usize>| quotes.values().sum::<usize>();
            let fewer = count(&quotes).min(count(&others));
            if same_bytes || (fewer > 0 && shared as f64 >= SAME_SOURCE * fewer as f64) {
                judged.push((Reverse(same_bytes), Reverse(shared), gone, come));
            }
        }
    }
    judged.sort_unstable();
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    for (_, _, gone, come) in judged {
        if !left.contains(gone) && !right.contains(come) {
            left.insert(gone);
            right.insert(come);
            pairs.push((gone, come));
        }
    }
    pairs
}

struct Search<'a> {
    was: &'a Side<'a>,
    is: &'a Side<'a>,
    /// Old index → new index.
    pairs: BTreeMap<usize, usize>,
    /// New indices in use.
    taken: BTreeSet<usize>,
}

impl Search<'_> {
    fn pair(&mut self, old: usize, new: usize) {
        self.pairs.insert(old, new);
        self.taken.insert(new);
    }

    /// One source, before and now.
    fn source(&mut self, before: &str, now: &str) {
        let (was, is) = (self.was, self.is);
        let none = Vec::new();
        let olds = was.of_source.get(before).unwrap_or(&none);
        let news = is.of_source.get(now).unwrap_or(&none);
        let same = aligned(olds.len(), news.len(), |old, new| was.keys[olds[old]] == is.keys[news[new]]);
        for &(old, new) in &same {
            self.pair(olds[old], news[new]);
        }
        self.by_words(olds, news);
        let ends = std::iter::once((olds.len(), news.len()));
        let mut from = (0, 0);
        for (old, new) in same.into_iter().chain(ends) {
            self.in_gap(&olds[from.0..old], &news[from.1..new]);
            from = (old + 1, new + 1);
        }
    }

    fn free(&self, olds: &[usize], news: &[usize]) -> (Vec<usize>, Vec<usize>) {
        (
            olds.iter().copied().filter(|at| !self.pairs.contains_key(at)).collect(),
            news.iter().copied().filter(|at| !self.taken.contains(at)).collect(),
        )
    }

    /// Equal words elsewhere in the source.
    fn by_words(&mut self, olds: &[usize], news: &[usize]) {
        let (olds, news) = self.free(olds, news);
        let mut judged = Vec::new();
        for &old in &olds {
            for &new in news.iter().filter(|&&new| self.is.keys[new] == self.was.keys[old]) {
                let (a, b) = (&self.was.mentions[old], &self.is.mentions[new]);
                judged.push((Reverse(agreement(a, b)), a.line_start.abs_diff(b.line_start), old, new));
            }
        }
        judged.sort_unstable();
        self.take(judged.into_iter().map(|(_, _, old, new)| (old, new)));
    }

    /// Similar words between neighbours that stayed.
    fn in_gap(&mut self, olds: &[usize], news: &[usize]) {
        let (olds, news) = self.free(olds, news);
        let floor = if olds.len() == 1 && news.len() == 1 { ALIKE_IN_PLACE } else { ALIKE };
        let mut judged = Vec::new();
        for (i, &old) in olds.iter().enumerate() {
            for (j, &new) in news.iter().enumerate() {
                let alike = quote_likeness(&self.was.keys[old], &self.is.keys[new]);
                if alike >= floor {
                    judged.push((alike, i.abs_diff(j), old, new));
                }
            }
        }
        judged.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2, x.3).cmp(&(y.1, y.2, y.3))));
        self.take(judged.into_iter().map(|(_, _, old, new)| (old, new)));
    }

    /// Equal words in any source, where they leave no choice.
    fn anywhere(&mut self) {
        let all = |side: &Side<'_>| side.of_source.values().flatten().copied().collect::<Vec<_>>();
        let (olds, news) = self.free(&all(self.was), &all(self.is));
        let mut by_words: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let (was, is) = (self.was, self.is);
        for old in olds {
            by_words.entry(&was.keys[old]).or_default().0.push(old);
        }
        for new in news {
            by_words.entry(&is.keys[new]).or_default().1.push(new);
        }
        for (olds, news) in by_words.into_values() {
            if let ([old], [new]) = (&olds[..], &news[..]) {
                self.pair(*old, *new);
            }
        }
    }

    /// Takes the pairs in their order, each mention at most once.
    fn take(&mut self, pairs: impl Iterator<Item = (usize, usize)>) {
        for (old, new) in pairs {
            if !self.pairs.contains_key(&old) && !self.taken.contains(&new) {
                self.pair(old, new);
            }
        }
    }
}

/// How many characters next to two mentions are equal, in front and behind.
fn agreement(a: &MentionRef, b: &MentionRef) -> usize {
    let front = a.context.before.chars().rev().zip(b.context.before.chars().rev());
    let back = a.context.after.chars().zip(b.context.after.chars());
    front.take_while(|(a, b)| a == b).count() + back.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::mention::Context;
    use crate::source::SourceId;

    /// A taxonomy that holds nothing but these lines of these sources as mentions; ids are made of
    /// source, words and occurrence, as extraction makes them.
    fn taxonomy(sources: &[(&str, &[&str])]) -> Taxonomy {
        let mut out = Taxonomy::default();
        for (source, lines) in sources {
            let text = lines.join("\n");
            let mut start = 0;
            for (at, line) in lines.iter().enumerate() {
                let span = Span::new(start, start + line.len());
                start += line.len() + 1;
                let occurrence = lines[..at].iter().filter(|other| *other == line).count();
                out.mentions.push(MentionRef {
                    id: format!("{source} {line} {occurrence}"),
                    source: SourceId::new(source),
                    line_start: at + 1,
                    line_end: at + 1,
                    byte_start: span.start,
                    byte_end: span.end,
                    title_raw: (*line).to_owned(),
                    context: Context::of(&text, span),
                    kind: StatementKind::Task,
                    document: 0,
                    also_at: Vec::new(),
                    origins: Vec::new(),
                });
            }
        }
        out
    }

    /// Where each old line is now, as `source line`, or `-`.
    fn found(old: &[(&str, &[&str])], new: &[(&str, &[&str])]) -> Vec<String> {
        let (old, new) = (taxonomy(old), taxonomy(new));
        let refound = refind(&old, &new);
        let lost: Vec<&str> = refound.lost(&old).map(|mention| mention.id.as_str()).collect();
        let place = |mention: &MentionRef| {
            let now = new.mentions.iter().find(|now| refound.known_as(&now.id) == mention.id);
            assert_eq!(now.is_none(), lost.contains(&mention.id.as_str()), "{}", mention.id);
            now.map_or("-".to_owned(), |now| format!("{} {}", now.source, now.line_start))
        };
        old.mentions.iter().map(place).collect()
    }

    #[test]
    fn an_edited_line_is_known_by_its_neighbours_and_its_words() {
        let old = ["核对医嘱", "测量生命体征", "书写护理记录"];
        let new = ["核对医嘱", "每日测量并登记生命体征", "书写护理记录"];
        assert_eq!(found(&[("a", &old)], &[("a", &new)]), ["a 1", "a 2", "a 3"]);
        assert_eq!(
            found(&[("a", &old)], &[("a", &["核对医嘱", "采购办公用品", "书写护理记录"])]),
            ["a 1", "-", "a 3"]
        );
    }

    #[test]
    fn of_equal_lines_the_neighbours_tell_which_is_which() {
        let old = ["内科", "核对医嘱", "外科", "核对医嘱", "儿科", "核对医嘱"];
        let new = ["外科", "核对医嘱", "儿科", "核对医嘱"];
        assert_eq!(found(&[("a", &old)], &[("a", &new)]), ["-", "-", "a 1", "a 2", "a 3", "a 4"]);
        // The second line has the id that the first had: it is not the first.
        let new = ["急诊", "核对医嘱", "内科", "核对医嘱", "外科", "核对医嘱", "儿科", "核对医嘱"];
        assert_eq!(found(&[("a", &old)], &[("a", &new)]), ["a 3", "a 4", "a 5", "a 6", "a 7", "a 8"]);
    }

    #[test]
    fn a_renamed_source_is_known_by_its_quotes_even_if_it_was_edited_too() {
        let old = ["核对医嘱", "测量生命体征", "书写护理记录"];
        let new = ["核对医嘱", "测量体征", "书写护理记录", "交接班"];
        assert_eq!(
            found(&[("a", &old), ("b", &["采购"])], &[("c/a", &new), ("b", &["采购"])]),
            ["c/a 1", "c/a 2", "c/a 3", "b 1"]
        );
        let (was, is) = (taxonomy(&[("a", &old)]), taxonomy(&[("c/a", &new)]));
        assert_eq!(refind(&was, &is).moved_from("c/a"), Some("a"));
    }

    #[test]
    fn a_line_that_moved_is_known_by_its_words() {
        let old = ["核对医嘱", "测量生命体征", "书写护理记录", "交接班"];
        let new = ["交接班", "核对医嘱", "测量生命体征", "书写护理记录"];
        assert_eq!(found(&[("a", &old)], &[("a", &new)]), ["a 2", "a 3", "a 4", "a 1"]);
        assert_eq!(
            found(&[("a", &old)], &[("a", &old[..3]), ("b", &["值班", "交接班"])]),
            ["a 1", "a 2", "a 3", "b 2"]
        );
    }

    #[test]
    fn a_new_line_with_an_old_id_is_new() {
        // `核对医嘱` was reworded, and stands again at the end, where its id is that of the first.
        let old = ["核对医嘱", "测量生命体征"];
        let new = ["核对并执行医嘱", "测量生命体征", "核对医嘱"];
        assert_eq!(found(&[("a", &old)], &[("a", &new)]), ["a 3", "a 2"], "equal words come first");
    }
}

//! Who states a record, and in which list: items that one author lists side by side are distinct.

use rustc_hash::FxHashMap;

use super::record::Record;
use crate::lexicon::normal::{identity_form, normal_form};

/// Two items of one source further apart than this many lines, and than [`DOCUMENT_RATIO`] times the
/// usual step, belong to two documents. Origin: two reports pasted into one file are separated by the
/// prose and the tables of the first; lists inside one report are not.
const DOCUMENT_GAP: usize = 80;
/// See [`DOCUMENT_GAP`].
const DOCUMENT_RATIO: usize = 20;
/// Two neighbouring items further apart than this, and than [`LIST_RATIO`] times the usual step, belong
/// to two lists of one document.
const LIST_GAP: usize = 8;
/// See [`LIST_GAP`].
const LIST_RATIO: usize = 4;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Index of its document; `None` if its source is unknown.
    pub(crate) document: Option<u32>,
    /// Index of its list within all lists.
    pub(crate) list: u32,
}

/// Those among whom a record has one counterpart at most: the records of another document or, of its own document,
/// those of another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// Of a document.
    Document(u32),
    /// Of a list.
    List(u32),
}

impl Place {
    /// The field of the record here in which one at `other` is; `None` if the two stand in one list, or nobody knows.
    #[inline]
    pub(crate) fn field(self, other: Self) -> Option<Field> {
        let (own, document) = self.document.zip(other.document)?;
        match (own == document, self.list == other.list) {
            (false, _) => Some(Field::Document(document)),
            (true, false) => Some(Field::List(other.list)),
            (true, true) => None,
        }
    }
}

/// The place of every record, in the order of `records`.
pub(crate) fn places(records: &[Record]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |at: usize| (&records[at].source, &records[at].document, records[at].line_start, at);
        key(a).cmp(&key(b))
    });
    let mut out = vec![Place { document: None, list: 0 }; records.len()];
    let (mut document, mut list) = (0_u32, 0_u32);
    let mut from = 0;
    while from < order.len() {
        let first = &records[order[from]];
        let end = order[from..]
            .iter()
            .position(|&at| records[at].source != first.source || records[at].document != first.document)
            .map_or(order.len(), |len| from + len);
        let group = &order[from..end];
        let known = first.document.is_some();
        let list_gap = LIST_GAP.max(LIST_RATIO * usual_step(records, group));
        let document_breaks = if known { Vec::new() } else { document_breaks(records, group, list_gap) };
        for (k, &at) in group.iter().enumerate() {
            if k > 0 && document_breaks.contains(&k) {
                document += 1;
                list += 1;
            } else if k > 0 && step(records, group[k - 1], at) >= list_gap {
                list += 1;
            }
            let named = known || !first.source.is_empty();
            out[at] = Place { document: named.then_some(document), list };
        }
        document += 1;
        list += 1;
        from = end;
    }
    out
}

fn step(records: &[Record], a: usize, b: usize) -> usize {
    match (records[a].line_start, records[b].line_start) {
        (Some(a), Some(b)) => b.saturating_sub(a),
        _ => 0,
    }
}

/// The median distance of neighbouring items in lines.
fn usual_step(records: &[Record], group: &[usize]) -> usize {
    let mut steps: Vec<usize> = group.windows(2).map(|pair| step(records, pair[0], pair[1])).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// Positions in `group` (sorted by line) that start another document: after a very large gap, or, if
/// the categories restart (a category returns after others came between), at the largest gap before
/// the return, if lists are so far apart.
fn document_breaks(records: &[Record], group: &[usize], list_gap: usize) -> Vec<usize> {
    let gap = DOCUMENT_GAP.max(DOCUMENT_RATIO * usual_step(records, group));
    let mut breaks: Vec<usize> =
        (1..group.len()).filter(|&k| step(records, group[k - 1], group[k]) >= gap).collect();
    let mut last_seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut start = 0;
    for (k, &at) in group.iter().enumerate() {
        if breaks.contains(&k) {
            last_seen.clear();
            start = k;
        }
        let Some(category) = &records[at].category else { continue };
        let category = identity_form(&normal_form(category));
        if let Some(&seen) = last_seen.get(&category)
            && k - seen > 1
            && seen + 1 > start
            && last_seen.len() > 2
            && let Some(cut) = (seen + 1..=k).max_by_key(|&at| (step(records, group[at - 1], group[at]), at))
            && step(records, group[cut - 1], group[cut]) >= list_gap
        {
            breaks.push(cut);
            start = cut;
            last_seen.retain(|_, position| *position >= cut);
        }
        last_seen.insert(category, k);
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(source: &str, line: usize, category: &str) -> Record {
        Record {
            id: format!("{source}{line}"),
            title: "盘点".to_owned(),
            source: source.to_owned(),
            category: Some(category.to_owned()),
            line_start: Some(line),
            ..Record::default()
        }
    }

    #[test]
    fn restarting_categories_start_another_document() {
        let rows = [
            (5, "收银"),
            (6, "收银"),
            (9, "陈列"),
            (12, "库存"),
            (40, "概述"),
            (52, "收银"),
            (53, "陈列"),
            (54, "库存"),
        ];
        let records: Vec<Record> =
            rows.iter().map(|&(line, category)| record("店长.md", line, category)).collect();
        let documents: Vec<_> = places(&records).iter().map(|p| p.document).collect();
        assert_eq!(documents[..4], [Some(0); 4]);
        assert_eq!(documents[4..], [Some(1); 4]);
    }

    #[test]
    fn a_category_that_returns_among_items_of_many_lines_starts_no_document() {
        let rows = [(9, "采访"), (16, "采访"), (23, "编校"), (31, "版面"), (38, "采访"), (45, "编校")];
        let records: Vec<Record> =
            rows.iter().map(|&(line, category)| record("记者.md", line, category)).collect();
        let places = places(&records);
        assert!(places.iter().all(|p| p.document == Some(0) && p.list == places[0].list), "{places:?}");
    }

    #[test]
    fn a_gap_separates_lists_of_one_document() {
        let records: Vec<Record> =
            [3, 4, 5, 21, 22].iter().map(|&line| record("护士.md", line, "职责")).collect();
        let places = places(&records);
        assert!(places.iter().all(|p| p.document == Some(0)));
        assert_eq!(places[0].list, places[2].list);
        assert_ne!(places[2].list, places[3].list);
    }

    #[test]
    fn a_named_document_is_believed_and_no_source_is_nobody() {
        let mut records = vec![record("甲", 1, "一"), record("甲", 2, "一"), record("", 3, "一")];
        records[1].document = Some("甲#1".to_owned());
        let places = places(&records);
        assert_ne!(places[0].document, places[1].document);
        assert_eq!(places[2].document, None);
    }
}

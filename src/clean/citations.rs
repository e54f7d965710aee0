//! Citation marks, template code and labels inside a block: everything that inline rules describe.

use std::ops::Range;

use super::ledger::Ledger;
use crate::document::{Block, MarkKind};
use crate::lexicon::noise::{Glyphs, Inlines, Rule};

/// Bracketed marks, and the bare numbers that only count beside them.
const BRACKETS: &str = "GY131";
const BARE: &str = "GY132";
/// Template code, which metadata lose too.
const TEMPLATE: &str = "GY112";

/// Times a block is looked at again after a cut, so that what a cut brings together goes too.
const ROUNDS: usize = 8;

/// Cuts what inline rules match. Rules with a `min-marks` threshold need that many bracketed
/// citation marks in the document.
pub(super) fn strip(ledger: &mut Ledger<'_>) {
    let bracket = Glyphs::of("[").all();
    let bracketed: Vec<usize> =
        (0..ledger.document.blocks.len()).filter(|&at| ledger.glyphs(at).all() & bracket != 0).collect();
    let labels = bracketed.iter().filter(|&&at| is_label(ledger.document.blocks[at].text.as_str())).count();
    let rules = ledger.rules;
    let brackets = rules.index(BRACKETS);
    let brackets = rules.inlines(|rule| Some(rule) == brackets);
    let marks = labels + bracketed.iter().map(|&at| count_brackets(ledger, at, &brackets)).sum::<usize>();
    let count = marks.to_string();
    let template = ledger.rules.index(TEMPLATE);
    for entry in &mut ledger.document.metadata {
        for (_, pattern) in ledger.rules.inline(entry.value.as_str(), |rule| Some(rule) == template) {
            while let Some(found) = pattern.find(entry.value.as_str()).filter(|found| !found.is_empty()) {
                entry.value = entry.value.without(found.range());
            }
        }
    }
    ledger.document.metadata.retain(|entry| !entry.value.is_empty());
    let enough = |rule: &Rule| marks as f64 >= rule.threshold("min-marks");
    let applied: Vec<bool> =
        rules.rules().iter().map(|rule| enough(rule) && ledger.rule(&rule.code).is_some()).collect();
    let inlines = rules.inlines(|rule| applied[rule]);
    for at in 0..ledger.document.blocks.len() {
        // Nearly no text holds the characters of any of them.
        if !inlines.may_be_in(ledger.glyphs(at)) {
            continue;
        }
        for _ in 0..ROUNDS {
            if !ledger.is_free(at) || !strip_block(ledger, at, &inlines, &count) {
                break;
            }
        }
    }
}

/// True if something was cut that one of these patterns matches.
fn strip_block(ledger: &mut Ledger<'_>, at: usize, inlines: &Inlines<'_>, count: &str) -> bool {
    let block = &ledger.document.blocks[at];
    if !looked_at(block) {
        return false;
    }
    let (text, glyphs) = (block.text.as_str(), ledger.glyphs(at));
    let found = inlines.matching(text, glyphs).find_map(|(rule, pattern)| {
        let ranges = cuts(block, pattern, &ledger.rules.rules()[rule].code);
        (!ranges.is_empty()).then_some((rule, ranges))
    });
    let Some((rule, ranges)) = found else { return false };
    ledger.cut_text(at, ranges, rule, &[("count", count)]);
    true
}

fn looked_at(block: &Block) -> bool {
    block.is_prose() && !block.text.is_empty()
}

/// True for `[1] 某某. 书名`: what a mark in the text points to.
fn is_label(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(number, rest)| number.len() <= 3 && number.parse::<u16>().is_ok() && !rest.is_empty())
}

/// Number of marks that `brackets` finds in the block at `at`.
fn count_brackets(ledger: &Ledger<'_>, at: usize, brackets: &Inlines<'_>) -> usize {
    let block = &ledger.document.blocks[at];
    if !looked_at(block) {
        return 0;
    }
    let (text, glyphs) = (block.text.as_str(), ledger.glyphs(at));
    brackets.matching(text, glyphs).map(|(_, pattern)| cuts(block, pattern, BRACKETS).len()).sum()
}

/// The ranges of the block's text that a match of `pattern` takes out, outside code.
fn cuts(block: &Block, pattern: &regex::Regex, code: &str) -> Vec<Range<usize>> {
    let text = block.text.as_str();
    let code_marks: Vec<Range<usize>> = block
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::Code)
        .filter_map(|mark| block.text.from_source_span(mark.inner))
        .collect();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for found in pattern.captures_iter(text) {
        let whole = found.get(0).map_or(0..0, |m| m.range());
        let after = code_marks.partition_point(|mark| mark.end <= whole.start);
        let in_code = code_marks.get(after).is_some_and(|mark| mark.start < whole.end);
        if whole.is_empty() || in_code || !is_citation(text, &whole, code) {
            continue;
        }
        if let Some(cut) = found.name("cut") {
            ranges.push(cut.range());
        } else if let Some(kept) = found.get(1) {
            ranges.extend(
                [whole.start..kept.start(), kept.end()..whole.end].into_iter().filter(|r| !r.is_empty()),
            );
        } else {
            ranges.push(whole);
        }
    }
    ranges
}

/// An index (`a[1]`) is no citation, and a number after a counting word (版本 2) is no mark.
fn is_citation(text: &str, found: &Range<usize>, code: &str) -> bool {
    let label = text[..found.start].trim().is_empty();
    match code {
        _ if label && text[found.end..].starts_with([':', '：']) => false,
        BRACKETS => {
            let glued = text[found.start..].starts_with('[');
            let before = text[..found.start].chars().next_back();
            let link = text[found.end..].starts_with(['(', '[']);
            let index = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ']'));
            !(link || label || glued && index)
        }
        BARE => {
            let head = text[found.start..].chars().next().map_or(found.start, |c| found.start + c.len_utf8());
            const COUNTED: [&str; 16] = [
                "版本", "阶段", "階段", "步骤", "步驟", "第", "级", "級", "层", "層", "图", "圖", "表",
                "附录", "附錄", "类型",
            ];
            !COUNTED.iter().any(|word| text[..head].ends_with(word))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn marks_go_when_there_are_several() {
        let got = cleaned("# 甲\n\n制定排班 [1, 2]。核对库存[3]。完成盘点 4。结束 [5]。\n");
        assert_eq!(texts(&got), ["甲", "制定排班。核对库存。完成盘点。结束。"]);
        assert!(got.removals.iter().all(|removal| removal.rule.starts_with("GY13")));
    }

    #[test]
    fn marks_side_by_side_and_the_list_they_point_to_go() {
        let got = cleaned(
            "# 甲\n\n核对库存。[1][2]\n\n## 参考文献\n\n[1] 林某. 库存管理[M]. 2019.\n[2] 陈某. 盘点[J]. 2020.\n",
        );
        assert_eq!(texts(&got), ["甲", "核对库存。"]);
        assert!(cleaned("# 甲\n\n矩阵写作 a[1][2]，转置写作 b[2][1]。\n").removals.is_empty());
    }

    #[test]
    fn a_single_bracket_and_counted_numbers_stay() {
        let text = "# 甲\n\n数组 a[1] 与 b[2]、c[3]。发布版本 2。\n";
        assert_eq!(texts(&cleaned(text))[1], "数组 a[1] 与 b[2]、c[3]。发布版本 2。");
    }
}

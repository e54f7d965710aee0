//! Sections that the same source gives again with slight changes: another comma, another particle.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::duplicates::lines;
use super::line::{Form, is_letter_or_digit};
use super::view::{Claim, View};

/// How many letters in a row may be changed, and how many alike show that a text goes on.
const AHEAD: usize = 6;
const ALIKE: usize = 2;

/// Characters of denial and prohibition: a section with one more of them says something else.
const DENIALS: [char; 9] = ['不', '没', '無', '无', '非', '勿', '禁', '未', '免'];

/// Claims sections under the headings of an earlier one, down the whole path, that say the same block by
/// block but for a few letters.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY403") else { return Vec::new() };
    let (least, most) = (info.threshold("min-chars") as usize, info.threshold("max-changed"));
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let sections = OnceCell::new();
    let mut claims = Vec::new();
    let mut end_of_last = 0;
    for (at, path) in paths(view) {
        match first.get(&path) {
            Some(&start) if at >= end_of_last => {
                let sections = sections.get_or_init(|| view.sections());
                let (stop, end) = (sections.end(start), sections.end(at));
                if stop - start != end - at {
                    continue;
                }
                let chars: usize = (at + 1..end).map(|line| view.line(line).chars).sum();
                if chars >= least && says_the_same(view, start, stop, at, end, most) {
                    claims.push(view.claim(at..end, rule, &[("lines", &lines(view, start, stop))]));
                    end_of_last = end;
                }
            }
            Some(_) => {}
            None => {
                first.insert(path, at);
            }
        }
    }
    claims
}

/// The headings, each with a hash of itself and those above it.
fn paths(view: &View<'_>) -> Vec<(usize, u64)> {
    let mut open: Vec<(u8, u64)> = Vec::new();
    let mut found = Vec::new();
    for at in view.headings() {
        let level = view.line(at).heading;
        open.retain(|&(above, _)| above < level);
        let above = open.last().map_or(7, |&(_, path)| path);
        let path = (above ^ view.line(at).hash).wrapping_mul(0x0100_0000_01b3);
        open.push((level, path));
        found.push((at, path));
    }
    found
}

/// True if the blocks of both sections, as many of each, say the same one by one.
fn says_the_same(view: &View<'_>, start: usize, stop: usize, at: usize, end: usize, most: f64) -> bool {
    let text = |line: usize| !matches!(view.form(line), Form::Row | Form::Code);
    stop <= at
        && (start..stop).zip(at..end).all(|(one, other)| {
            text(one)
                && text(other)
                && (view.line(one).hash == view.line(other).hash
                    || is_near(view.text(one), view.text(other), most))
        })
}

/// True for two texts that differ in no more than the share `most` of their letters, and in no number or
/// denial.
fn is_near(one: &str, other: &str, most: f64) -> bool {
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|&c| is_letter_or_digit(c)).collect() };
    let (one, other) = (letters(one), letters(other));
    let longest = one.len().max(other.len());
    let kept = |c: &&char| c.is_ascii_digit() || DENIALS.contains(c);
    one.len().abs_diff(other.len()) as f64 <= most * longest as f64
        && one.iter().filter(kept).eq(other.iter().filter(kept))
        && changes(&one, &other).is_some_and(|changes| changes as f64 <= most * longest as f64)
}

/// How many letters have to be changed, put in or left out to make one text of the other: an upper bound,
/// found in one walk that looks a few letters ahead for where both go on alike. `None` where they do not.
fn changes(one: &[char], other: &[char]) -> Option<usize> {
    let (mut at, mut beside, mut changes) = (0, 0, 0);
    while at < one.len() && beside < other.len() {
        if one[at] == other[beside] {
            (at, beside) = (at + 1, beside + 1);
            continue;
        }
        let (skip, left_out) = (1..=AHEAD).find_map(|far| {
            let ways = (0..=far).map(|near| (far, near)).chain((0..far).map(|near| (near, far)));
            ways.rev().find(|&(skip, left_out)| {
                let rest = (one.get(at + skip..), other.get(beside + left_out..));
                matches!(rest, (Some(rest), Some(others)) if goes_on(rest, others))
            })
        })?;
        changes += skip.max(left_out);
        (at, beside) = (at + skip, beside + left_out);
    }
    Some(changes + (one.len() - at).max(other.len() - beside))
}

/// True for two texts that begin alike, or are both over.
fn goes_on(one: &[char], other: &[char]) -> bool {
    let len = one.len().min(other.len()).min(ALIKE);
    one[..len] == other[..len] && (len > 0 || one.len() == other.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const FIRST: &str = "- 每班接班时核对急救药品与器械的数量，登记在交接本上，差异当场报告护士长。\n\
                         - 每周三检查一次除颤仪的电量和电极片的有效期，快到期的提前两周申领。\n";

    #[test]
    fn a_section_told_again_goes() {
        let again = FIRST.replace('与', "和").replace("，差异", "，有差异").replace("两周", "两周，");
        let got =
            cleaned(&format!("# 急救车\n\n## 管理\n\n{FIRST}\n## 记录\n\n每月归档。\n\n## 管理\n\n{again}"));
        assert_eq!(texts(&got).len(), 6, "{:?}", texts(&got));
        assert!(got.removals.iter().any(|removal| removal.rule == "GY403" && removal.reason.contains('3')));
    }

    #[test]
    fn changes_are_counted_in_one_walk() {
        let count = |one: &str, other: &str| {
            super::changes(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(count("核对药品与器械", "核对药品与器械"), Some(0));
        assert_eq!(count("核对药品与器械", "核对药品和器械"), Some(1));
        assert_eq!(count("异常当场报告", "发现异常当场报告"), Some(2));
        assert_eq!(count("每班核对并登记", "每班核对登记"), Some(1));
        assert_eq!(count("每班核对", "每班核对登记"), Some(2));
        assert_eq!(count("甲乙丙丁戊己庚辛", "天地玄黄宇宙洪荒日月盈昃"), None);
    }

    #[test]
    fn sections_that_differ_in_a_number_a_denial_or_their_place_stay() {
        for (old, new) in [("一次", "2 次"), ("当场", "不必"), ("当场报告护士长", "下班前报告科主任")]
        {
            let other = FIRST.replace(old, new).replace('与', "和");
            let text = format!("# 急救车\n\n## 管理\n\n{FIRST}\n## 管理\n\n{other}");
            assert_eq!(texts(&cleaned(&text)).len(), 7, "{new}");
        }
        let again = FIRST.replace('与', "和");
        let text = format!("# 一病区\n\n## 管理\n\n{FIRST}\n# 二病区\n\n## 管理\n\n{again}");
        assert_eq!(texts(&cleaned(&text)).len(), 8);
    }
}

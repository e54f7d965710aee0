//! Tables of contents that have lost their structure: lines under a heading such as 目录 which stand
//! below once more, each above the text of its section.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::line::{Line, first_of_name};
use crate::clean::view::{Claim, View};
use crate::document::BlockKind;
use crate::lexicon::noise::Glyphs;
use crate::source::Format;

/// Longest entry, in characters.
const ENTRY: usize = 40;

/// Most entries of one table.
const ENTRIES: usize = 300;

/// How many lines below a table its last heading may stand.
const REACH: usize = 4000;

/// Fewest headings that it names.
const LEAST: usize = 3;

/// A table of contents with what it says about the document.
pub(in crate::clean) struct Contents {
    /// The table, and the buttons below the headings it names.
    pub(in crate::clean) claims: Vec<Claim>,
    /// From the block behind the table up to that of the last heading it names: all of it is text.
    pub(in crate::clean) text: Range<usize>,
}

/// Finds such tables. A menu that stands a second time at the foot of a page is none: no text parts
/// its entries there.
pub(in crate::clean) fn find(view: &View<'_>) -> Vec<Contents> {
    // Other formats say what is a list and what a heading.
    if view.document.format != Format::Text {
        return Vec::new();
    }
    let Some((rule, _)) = view.rule("GY141") else { return Vec::new() };
    let Some(share) = view.rule("GY142").map(|(_, info)| info.threshold("min-share")) else {
        return Vec::new();
    };
    let mut openers = view.hits("GY141");
    openers.sort_unstable();
    if openers.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Contents> = Vec::new();
    for opener in openers {
        let run = entries(view, opener + 1);
        if run.len() < LEAST {
            continue;
        }
        let places = places(view, run.clone());
        let below = |at: usize| view.name(at).and_then(|name| places.get(&name)).copied();
        let Some(end) = run.clone().rev().find(|&at| below(at).is_some()) else { continue };
        // Names that pages have as well, such as of references, speak neither for nor against, nor does
        // a button that folds the table.
        let button = usize::from(below(run.start).is_none());
        let own: Vec<usize> = (run.start + button..=end).filter(|&at| !view.is_furniture(at)).collect();
        let headings: FxHashSet<usize> = own.iter().filter_map(|&at| below(at)).collect();
        let over_text =
            headings.iter().filter(|&&at| at + 1 < view.len() && !headings.contains(&(at + 1))).count();
        let named = own.iter().filter(|&&at| below(at).is_some()).count();
        if headings.len() < LEAST
            || (named as f64) < share * own.len() as f64
            || over_text * 2 < headings.len()
        {
            continue;
        }
        let last = headings.iter().copied().max().unwrap_or(run.end);
        let mut claims = buttons(view, &headings);
        claims.push(view.claim(opener..end + 1, rule, &[("count", &(end + 1 - run.start).to_string())]));
        found.push(Contents { claims, text: view.live[end] + 1..view.live[last] });
    }
    found
}

/// The lines below headings that offer to read or edit the section, if several sections have them: a
/// single one may be text.
fn buttons(view: &View<'_>, headings: &FxHashSet<usize>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY145") else { return Vec::new() };
    let mut headings: Vec<usize> = headings.iter().copied().collect();
    headings.sort_unstable();
    let below = |&heading: &usize| {
        let end = (heading + 1..view.len()).find(|&at| !view.hit(at, rule)).unwrap_or(view.len());
        heading + 1..end
    };
    let stretches: Vec<Range<usize>> = headings.iter().map(below).filter(|lines| !lines.is_empty()).collect();
    if stretches.len() < 2 {
        return Vec::new();
    }
    stretches.into_iter().map(|lines| view.claim(lines, rule, &[])).collect()
}

/// Where each short line below `run` that is called like one of its lines stands first, by its name.
fn places(view: &View<'_>, run: Range<usize>) -> FxHashMap<u64, usize> {
    let wanted: FxHashSet<u64> = run.clone().filter_map(|at| view.name(at)).collect();
    let begin: String = run.clone().filter_map(|at| first_of_name(view.text(at))).collect();
    let begin = Glyphs::of(&begin).all();
    // Most lines begin with a letter that no name does, and of most names a few bits tell that they are none of these.
    let may_be_named = |line: &Line| line.glyphs.first_letter().is_none_or(|first| first & begin != 0);
    let bit = |name: u64| 1_u64 << (name >> 58);
    let bits = wanted.iter().fold(0, |all, &name| all | bit(name));
    let mut places = FxHashMap::default();
    for at in run.end..view.len().min(run.end + REACH) {
        let line = view.line(at);
        if line.chars > ENTRY || !may_be_named(line) {
            continue;
        }
        if let Some(name) = view.name(at).filter(|&name| bits & bit(name) != 0 && wanted.contains(&name)) {
            places.entry(name).or_insert(at);
        }
    }
    places
}

/// The lines from `start` on that may be entries: up to a sentence, or to the first one again, which
/// is where the text begins.
fn entries(view: &View<'_>, start: usize) -> Range<usize> {
    let mut said: FxHashMap<u64, usize> = FxHashMap::default();
    let mut again = FxHashSet::default();
    let mut end = start;
    while end < view.len().min(start + ENTRIES) {
        let line = view.line(end);
        let plain = matches!(view.block(end).kind, BlockKind::Paragraph | BlockKind::ListItem(_));
        if !plain || line.chars > ENTRY || line.is_prose() && line.stops > 0 {
            break;
        }
        if let Some(name) = view.name(end) {
            match said.get(&name) {
                // The first line may be a button that folds the table.
                Some(&before) if before < start + 2 => break,
                Some(_) => drop(again.insert(end)),
                None => drop(said.insert(name, end)),
            }
        }
        end += 1;
    }
    // Without the heading of the first section, the text begins with that of a later one.
    while end > start && again.contains(&(end - 1)) {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use crate::clean::testing::{cleaned, texts};

    #[test]
    fn pasted_lines_that_stand_below_as_headings_go() {
        let page = "热压机\n目　录\n[隐藏]\n1 结构\n2 保养\n▪每日\n结构[编辑]\n由机架与油缸组成，温控箱在右侧。\n\
                    保养[编辑]\n每日\n下班之前擦净压板，检查油位。\n";
        let got = cleaned(page);
        assert_eq!(
            texts(&got),
            [
                "热压机",
                "结构",
                "由机架与油缸组成，温控箱在右侧。",
                "保养",
                "每日",
                "下班之前擦净压板，检查油位。"
            ]
        );
    }

    #[test]
    fn buttons_below_several_headings_go() {
        let page = "热压机\n目录\n1结构\n2保养\n3停机\n结构\n播报\n编辑\n由机架与油缸组成，温控箱在右侧。\n\
                    保养\n播报\n编辑\n下班之前擦净压板，检查油位。\n停机\n长期不用时切断电源，油缸降到底。\n";
        assert_eq!(texts(&cleaned(page)).len(), 7, "{:?}", texts(&cleaned(page)));
        let roles = "报社岗位\n目录\n1采访\n2内勤\n3发行\n采访\n编辑\n记者写稿，编辑核对事实。\n内勤\n收发信件，登记来访的读者。\n发行\n核对各站的份数。\n";
        assert_eq!(texts(&cleaned(roles)).len(), 8);
    }

    #[test]
    fn lists_and_menus_are_no_tables_of_contents() {
        let list = "商品目录\n豆子\n牛奶\n杯子\n每周一由店长核对目录，缺货的补订。\n";
        assert_eq!(texts(&cleaned(list)).len(), 5);
        let menu = "导航\n班次\n库存\n店长每天要清点库存，安排排班，并与供应商确认到货时间。\n班次\n库存\n";
        assert!(cleaned(menu).removals.iter().all(|removal| removal.rule != "GY141"));
    }

    #[test]
    fn what_a_table_of_contents_names_is_text() {
        let rows: String = (1..9).map(|year| format!("201{year}年3月{year}日\n最佳班组（回复）\n")).collect();
        let page = format!(
            "首页 | 登录 | 注册 | 帮助\n行车工\n行车工是在厂房里操作起重机的人员，须持证上岗，每班交接。\n工作地点：厂房\n\
             目录\n1 职责\n2 奖项\n3 培训\n职责\n班前检查钢丝绳与吊钩，试吊之后才可以作业，发现裂纹立即停机报修。\n\
             奖项\n{rows}培训\n新学徒跟班六个月，由师傅逐项考核，合格之后单独操作，每年复训一次。\n"
        );
        let got = cleaned(&page);
        let left = texts(&got);
        assert!(left.iter().any(|text| text.starts_with("行车工是")), "{left:?}");
        assert_eq!(left.iter().filter(|text| text.starts_with("最佳班组")).count(), 8, "{left:?}");
        assert!(!left.iter().any(|text| text == "1 职责"), "{left:?}");
    }
}

//! Cases of the line grammar.

use std::sync::Arc;

use super::*;
use crate::source::SourceId;

fn blocks(text: &str, format: Format) -> Vec<(BlockKind, usize, String)> {
    let mut document = Document::new(SourceId::new("t"), Arc::from(text), format, "UTF-8");
    read_lines(&mut document);
    let mut end = 0;
    for block in &document.blocks {
        block.text.check(text).expect("aligned");
        assert!(block.span.start >= end, "{block:?}");
        end = block.span.end;
    }
    document.blocks.iter().map(|b| (b.kind, b.depth, b.text.as_str().to_owned())).collect()
}

fn markdown(text: &str) -> Vec<(BlockKind, usize, String)> {
    blocks(text, Format::Markdown)
}

const BULLET: BlockKind = BlockKind::ListItem(Marker::Bullet);

#[test]
fn nesting_survives_tabs_and_blanks_mixed() {
    let got = markdown("- 甲\n\t- 乙\n \t - 丙\n    - 丁\n        - 戊\n- 己\n");
    let depths: Vec<_> = got.iter().map(|(_, depth, text)| (*depth, text.as_str())).collect();
    assert_eq!(depths, [(0, "甲"), (1, "乙"), (1, "丙"), (1, "丁"), (2, "戊"), (0, "己")]);
}

#[test]
fn deep_indentation_is_a_list_not_code() {
    assert_eq!(markdown("文字\n\n        - 甲\n")[1], (BULLET, 0, "甲".into()));
}

#[test]
fn headings_inside_items_and_without_blanks() {
    let got = markdown("*   ### **Mining data**\n##标题\n#话题\n");
    assert_eq!(got[0], (BlockKind::Heading(3), 0, "Mining data".into()));
    assert_eq!(got[1].0, BlockKind::Heading(2));
    assert_eq!(got[2].0, BlockKind::Paragraph);
}

#[test]
fn tables_keep_cells_and_drop_rulers() {
    let got = markdown("|   |   |\n|---|---|\n|**甲**|乙\\|丙|\n\n| a | b |\n|---|:-:|\n| 1 | `x|y` |\n");
    assert_eq!(got[0], (BlockKind::TableRow { table: 0, header: false }, 0, "甲\t乙|丙".into()));
    assert_eq!(got[1].0, BlockKind::TableRow { table: 1, header: true });
    assert_eq!(got[2].2, "1\tx|y");
}

#[test]
fn lines_with_as_many_tabs_are_the_rows_of_a_table() {
    let row = |text: &str| (BlockKind::TableRow { table: 0, header: false }, 0, text.to_owned());
    let got = blocks("任务\t频率\t工具\n盘点库存\t每周\t\n\t每月\t台账\n正文\n", Format::Text);
    assert_eq!(got[..3], [row("任务\t频率\t工具"), row("盘点库存\t每周\t"), row("\t每月\t台账")]);
    assert_eq!(got[3].0, BlockKind::Paragraph);
    assert_eq!(blocks("甲\t乙\n丙\t丁\n戊\t己\n", Format::Text)[2], row("戊\t己"));
    // An item's mark, a word and its explanation, and lines of different lengths are no table.
    for text in ["1.\t盘点\n2.\t补货\n3.\t收货\n", "甲\t乙\n丙\t丁\n", "甲\t乙\t丙\n丁\t戊\n己\n"]
    {
        let rows = blocks(text, Format::Text);
        assert!(rows.iter().all(|(kind, ..)| !matches!(kind, BlockKind::TableRow { .. })), "{text}");
    }
}

#[test]
fn front_matter_needs_keys() {
    assert_eq!(markdown("---\ntitle: 甲\n---\n正文\n")[0].0, BlockKind::FrontMatter);
    assert_eq!(markdown("---\n\n正文\n\n---\n")[0].0, BlockKind::Rule);
}

#[test]
fn pasted_lines_stay_apart_and_wrapped_markdown_joins() {
    let long = "这一行写得很长很长很长很长很长很长很长很长很长很长很长很长很长没有写完";
    assert_eq!(markdown(&format!("{long}\n所以接着写。\n")).len(), 1);
    assert_eq!(blocks(&format!("{long}\n另一条标题\n"), Format::Text).len(), 2);
    assert_eq!(markdown("短行\n另一行\n").len(), 2);
}

#[test]
fn several_pictographs_make_a_list_one_does_not() {
    let got = markdown("🎯 甲\n🚀 乙\n\n文字\n文字\n\n🌱 单独一行\n");
    assert_eq!((got[0].0, got[1].0), (BULLET, BULLET));
    assert_eq!(got[4], (BlockKind::Paragraph, 0, "🌱 单独一行".into()));
}

#[test]
fn unclosed_fences_and_rules_swallow_nothing() {
    let got = markdown("```\n正文还在\n标题\n====\n结束。\n---\n");
    assert_eq!(got[1].2, "正文还在");
    assert_eq!(got[2], (BlockKind::Heading(1), 0, "标题".into()));
    assert_eq!(got.last().map(|b| b.0), Some(BlockKind::Rule), "a sentence is no title");
}

#[test]
fn comments_end_where_the_first_end_stands() {
    let got = markdown("<!-- 甲 --> 乙\n<!-- 丙\n<!-- 丁\n戊 -->\n<!-- 己\n庚\n");
    let texts: Vec<&str> = got.iter().map(|(.., text)| text.as_str()).collect();
    assert_eq!(texts[1..], ["<!-- 丙\n<!-- 丁\n戊 -->", "<!-- 己", "庚"], "{got:?}");
    // Looking through the rest for each of them would take minutes.
    let many = "<!-- 甲\n乙\n".repeat(100_000);
    assert!(!markdown(&many).is_empty());
}

#[test]
fn code_and_comments_are_verbatim() {
    let got = markdown("```sql\nselect *\n```\n<!-- 注\n释 -->\n{% raw %}\n");
    assert_eq!(got[0], (BlockKind::Code, 0, "```sql\nselect *\n```".into()));
    assert_eq!(got[1].0, BlockKind::Markup);
    assert_eq!(got[2].0, BlockKind::Markup);
}

#[test]
fn sentences_broken_by_the_page_are_whole_again() {
    let text = "岗位职责\n1. 按照工艺卡片和图纸要求装夹工件，完成零件的\n车削加工。\n\
                2. 首件加工完毕后进行自检，送检验员确认合格后方可批量加\n工。\n3. 每班清理铁屑。\n";
    let found = blocks(text, Format::Text);
    assert_eq!(found[1].2, "按照工艺卡片和图纸要求装夹工件，完成零件的车削加工。");
    assert_eq!(found[2].2, "首件加工完毕后进行自检，送检验员确认合格后方可批量加工。");
    assert_eq!(found.len(), 4);
}

#[test]
fn lines_that_stand_for_themselves_stay() {
    for text in [
        "1. 装夹工件并完成零件的车削加工\n2. 清理铁屑。\n",
        "1. 负责机床的日常点检、保养和刀具寿命的登记\n任职要求：中专以上。\n",
        "1. 负责机床的点检、保养和刀具寿命的登记\n按点检表逐项点检机床，发现异常立即停机，并报告班长。\n",
        "负责机床的日常点检、保养和刀具寿命的登记\n每班清理铁屑，保养导轨，做好记录。\n",
    ] {
        assert_eq!(blocks(text, Format::Text).len(), 2, "{text}");
    }
}

#[test]
fn a_page_number_between_dashes_is_no_item() {
    let got = blocks("1. 盘点库存。\n- 3 -\n- 3 号仓盘点\n", Format::Text);
    assert_eq!(got[1].0, BlockKind::Paragraph);
    assert_eq!(got[2].0, BULLET);
}

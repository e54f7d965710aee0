//! Cases of the outline.

use std::sync::Arc;

use super::*;
use crate::read::testing::document;
use crate::source::{Format, SourceId};

/// Titles with their roles, indented by nesting.
pub(super) fn sketch(text: &str) -> Vec<String> {
    fn walk(document: &Document, sections: &[Section], depth: usize, out: &mut Vec<String>) {
        for section in sections {
            let role = section.role.map_or("-", SectionRole::key);
            out.push(format!("{}{}={role}", " ".repeat(depth), section.name(document)));
            walk(document, &section.children, depth + 1, out);
        }
    }
    let document = document(text);
    let outline = outline(&document, &Lexicons::embedded());
    let mut out = Vec::new();
    for part in &outline.documents {
        walk(&document, &part.sections, 0, &mut out);
    }
    out
}

#[test]
fn numbering_styles_nest_by_rank() {
    let text = "一、岗位职责\n1.1 门店运营\n  • 排班\n  • 盘点\n1.2 人员管理\n  • 培训\n二、任职要求 2.1 学历\n  • 大专\n";
    assert_eq!(
        sketch(text),
        [
            "岗位职责=duties",
            " 门店运营=duties",
            " 人员管理=duties",
            "任职要求=requirements",
            " 学历=education"
        ]
    );
}

#[test]
fn the_title_of_the_whole_does_not_speak_for_its_parts() {
    let text = "# 店长的角色和职责\n\n## 谁是店长\n\n文字。\n\n## 岗位职责\n\n- 排班\n";
    assert_eq!(sketch(text), ["店长的角色和职责=-", " 谁是店长=overview", " 岗位职责=duties"]);
}

#[test]
fn a_lead_in_makes_a_section_of_duties() {
    let text = "# 手册\n\n### 咖啡店长\n\n店长的职责可分为以下几个方面：\n\n- **排班**\n  - 每周排定班表\n\n**持续学习**\n\n- 关注新品\n";
    assert_eq!(sketch(text), ["手册=-", " 咖啡店长=duties", "  持续学习=duties"]);
}

#[test]
fn labels_inside_one_line_open_sections() {
    let text = "岗位职责：1、负责排班；2、负责盘点。任职要求：1、大专以上学历；2、一年经验。\n";
    assert_eq!(sketch(text), ["岗位职责=duties", "任职要求=requirements"]);
}

#[test]
fn numbered_items_with_a_colon_above_bullets_are_headings() {
    let text = "# 仓库主管手册\n\n1. 职位名称 (Job Title):\n\n* 仓库主管 (Warehouse Supervisor)\n\n2. 核心职责概述:\n\n* 管好仓库。\n\n**4. 具体核心任务:**\n\n*   **收货:**\n    *   **核对单据:** 核对送货单。\n";
    assert_eq!(
        sketch(text),
        ["仓库主管手册=-", " 职位名称=role", " 核心职责概述=overview", " 具体核心任务=duties"]
    );
    let document = document(text);
    let role = outline(&document, &Lexicons::embedded()).documents[0].role.clone().expect("named");
    assert_eq!((role.title.as_str(), role.aliases), ("仓库主管", vec!["Warehouse Supervisor".to_owned()]));
}

#[test]
fn two_reports_in_one_source_are_two_documents() {
    let report =
        |role: &str| format!("# {role}报告\n\n## 职位概述\n\n文字。\n\n## 核心任务\n\n1. 排班\n2. 盘点\n\n");
    let text = format!("{}{}", report("店长"), report("店长"));
    let document = document(&text);
    assert_eq!(outline(&document, &Lexicons::embedded()).documents.len(), 2);
    let parts =
        "# 概览\n\n## 职位概述\n\n文字。\n\n# 详细\n\n## 职位概述\n\n文字。\n\n## 核心任务\n\n1. 排班\n";
    let document = super::tests::document(parts);
    assert_eq!(outline(&document, &Lexicons::embedded()).documents.len(), 1);
}

#[test]
fn a_text_without_headings_is_one_section() {
    assert_eq!(sketch("只有一行文字，没有标题。"), ["=-"]);
    let empty = Document::new(SourceId::new("e"), Arc::from("x"), Format::Text, "UTF-8");
    assert_eq!(outline(&empty, &Lexicons::embedded()).documents.len(), 1);
}

#[test]
fn roles_are_found_inside_titles() {
    for (title, role) in [
        ("# 如何成为咖啡店长：入门指南", "咖啡店长"),
        ("# 数据标注员角色和职责:一文看懂", "数据标注员"),
        ("# 岗位介绍: AI训练师", "AI训练师"),
    ] {
        let document = document(&format!("{title}\n\n正文。\n"));
        let found = outline(&document, &Lexicons::embedded()).documents[0].role.clone();
        assert_eq!(found.map(|role| role.title).as_deref(), Some(role), "{title}");
    }
}

#[test]
fn first_lines_head_their_stanzas() {
    let text = "背景\n小店开在车站旁边，早上最忙。\n\n活儿\n\n开门前\n清点备用金和零钱\n检查咖啡机压力\n\n\
                【打烊】\n盘点当天剩下的蛋糕\n关闭水电煤气阀门\n\n薪资\n每月十号发，另有夜班补贴\n";
    assert_eq!(sketch(text), ["背景=overview", "活儿=duties", " 开门前=duties", " 打烊=duties", "薪资=pay"]);
}

#[test]
fn stanzas_without_names_have_no_headings() {
    let text = "背景\n清点备用金和零钱\n\n检查咖啡机\n关闭水电\n\n盘点当天剩下的蛋糕\n打扫\n\n擦桌子\n扫地\n";
    assert!(!sketch(text).iter().any(|line| line.contains("擦桌子")), "the first line is the longer one");
    let text = "春天\n花开满了山坡\n\n夏天\n蝉在树上叫个不停\n\n秋天\n叶子落了一地\n\n冬天\n雪盖住了屋顶\n";
    assert_eq!(sketch(text).len(), 1, "no line is called like a section");
}

#[test]
fn the_top_of_a_tree_of_bullets_is_headings() {
    let text = "- 角色定位\n  - 归门店运营组\n- 主要工作\n  - 盘点\n    - 清点货架库存\n- 不归我管的\n  - 招聘\n\
                - 能力要求\n  - 三年经验\n";
    assert_eq!(
        sketch(text),
        ["角色定位=overview", "主要工作=duties", "不归我管的=comparison", "能力要求=skills"]
    );
    let duties = "- 门店\n  - 盘点库存\n- 人员\n  - 排定班表\n";
    assert_eq!(sketch(duties).len(), 1, "no item is called like a section");
}

#[test]
fn articles_stand_inside_of_chapters() {
    let text = "第一章　职责\n\n第一条　店长承担下列职责：\n（一）排定班表；\n（二）盘点库存。\n\n第二章　奖惩\n\n\
                第二条　隐瞒不报的，按条例处理。\n\n第三条　及时上报的，给予奖励。\n";
    assert_eq!(sketch(text), ["职责=duties", " 店长承担下列职责=duties", "奖惩=-"]);
}

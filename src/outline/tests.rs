//! Cases of the outline.

use std::sync::Arc;

use super::*;
use crate::source::{Source, SourceId};

fn document(text: &str) -> Document {
    let source = Source { id: SourceId::new("t.txt"), bytes: text.as_bytes().to_vec() };
    crate::read::read(&source).expect("readable")
}

/// Titles with their roles, indented by nesting.
fn sketch(text: &str) -> Vec<String> {
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
    let empty = Document::new(SourceId::new("e"), Arc::from("x"), crate::source::Format::Text, "UTF-8");
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

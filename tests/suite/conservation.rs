//! Rule 5 of the architecture on arbitrary text: what is not kept is a removal or markup.

use guiyi::clean::CorpusFacts;
use guiyi::convert::convert;
use proptest::prelude::*;

use super::stages::{check_conservation, check_document, cleaned, files, folder, pipeline, source};

/// Fragments that meet in Markdown files.
const MARKDOWN: &[&str] = &[
    "# 仓库主管\n",
    "## 🎯 核心任务\n",
    "核心任务\n===\n",
    "- 盘点库存\n",
    "\t- 登记入库单\n",
    "   * (a) 任务描述：核对单据 [1, 2]。\n",
    "1. **补货**：提交申请\n",
    "（二）安排叉车\n",
    "| 任务 | 说明 |\n|---|---|\n",
    "| 盘点 | 每周 \\| 月 |\n",
    "[[庫存|库存表]] 与 [手册](https://example.com/a?b=1)\n",
    "![图](a.png)\n",
    "<div><strong>精选留言（2）</strong></div><ul>\n<li><span>木木</span> 👍（1）<div>沙发</div></li>\n</ul>\n",
    "---\ntitle: \"倉管\"\ntags:\n- 物流\n---\n",
    "***\n",
    "> 引用：先进先出\n",
    "```\n代码 <li>\n```\n",
    "主管每天核对到货数量 3。\n",
    "\n",
    "    縮排的文字\n",
];

/// Fragments that meet in pages, whole or broken.
const HTML: &[&str] = &[
    "<!DOCTYPE html><html><head><title>仓库主管</title></head><body>",
    "<div class=\"nav\"><a href=\"/\">首页</a> | <a href=\"/jobs\">职位</a></div>",
    "<h1>岗位职责</h1>",
    "<ul><li>盘点库存<li>登记&nbsp;入库&amp;出库</ul>",
    "<ol><li><p>安排班次</p></li></ol>",
    "<table><tr><th>任务</th><td>说明</td></tr><tr><td>补货<td>每周",
    "</table>",
    "<p>主管<b>每天<i>核对</b>到货</i>数量",
    "</p>",
    "<script>if (a < b) { 负责(); }</script>",
    "<style>p { color: red }</style>",
    "<!-- 注释 -->",
    "<!--",
    "<br/>",
    "<pre>  原样\n\t文字</pre>",
    "&#x4ed3;&#24211;&bogus;&",
    "<div hidden>看不见</div>",
    "<div class=\"footer\">Copyright © 2026</div>",
    "</div></body></html>",
    "<a href='x",
    "< 5 与 > 3",
    "\n",
];

/// Fragments of text copied from pages, and what no author means to write.
const TEXT: &[&str] = &[
    "首页 > 频道 > 正文\n",
    "分享至\n",
    "0\n",
    "  • 盘点：每周五核对账实\n",
    "一、岗位定位 二、能力要求\n",
    "岗位职责：1、收货；2、上架；3、复核。\n",
    "特别声明：本文仅代表作者观点。\n",
    "2026-03-01 07:12:40\n",
    "相关推荐\n",
    "86文章数 12关注度\n",
    "\t\t任务\t说明\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{200b}👩‍🔧🏽️",
    "\u{3000}\u{3000}倉庫主管盤點資料\n",
    "\u{0}\u{7}",
    "𠮷野家 é e\u{301}",
    "[1][2] [^3]",
    "**__*`~~",
    "|||\n|--|",
    "\n\n\n",
];

/// Names and texts of every format, from whole Markdown to broken markup.
pub(crate) fn soup() -> impl Strategy<Value = (&'static str, String)> {
    let piece = prop_oneof![
        4 => prop::sample::select(MARKDOWN).prop_map(str::to_owned),
        4 => prop::sample::select(HTML).prop_map(str::to_owned),
        4 => prop::sample::select(TEXT).prop_map(str::to_owned),
        1 => "[\\PC\\n\\t]{0,12}",
    ];
    let name = prop::sample::select(&["a.md", "a.html", "a.txt"][..]);
    let of = |pieces: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(pieces), 1..24).prop_map(|parts| parts.concat()).boxed()
    };
    let mixed = prop::collection::vec(piece, 1..24).prop_map(|parts| parts.concat()).boxed();
    (name, prop_oneof![of(MARKDOWN), of(HTML), of(TEXT), mixed])
}

/// Every law on one text; `None` for a text that reading refuses.
fn check(name: &str, bytes: &[u8]) -> Result<(), String> {
    let source = source(name, bytes);
    let Ok(read) = pipeline().read(&source) else { return Ok(()) };
    check_document(&read).map_err(|broken| format!("read: {broken}"))?;
    check_conservation(&read, &[]).map_err(|broken| format!("read: {broken}"))?;
    let once = cleaned(&source);
    check_document(&once.document).map_err(|broken| format!("clean: {broken}"))?;
    check_conservation(&once.document, &once.removals).map_err(|broken| format!("clean: {broken}"))?;
    let again = pipeline()
        .clean(once.document.clone(), &CorpusFacts::default())
        .map_err(|failure| failure.to_string())?;
    if again.document.blocks != once.document.blocks {
        return Err(format!("cleaning twice removes more: {:?}", again.removals));
    }
    let converted = convert(once.document, pipeline().converter());
    check_document(&converted).map_err(|broken| format!("convert: {broken}"))?;
    check_conservation(&converted, &once.removals).map_err(|broken| format!("convert: {broken}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_byte_is_kept_removed_or_markup((name, text) in soup()) {
        check(name, text.as_bytes()).map_err(|broken| TestCaseError::fail(format!("{broken}\n{name}: {text:?}")))?;
    }

    #[test]
    fn simplified_text_is_left_alone(text in "[仓库主管盘点货架负责客户数据，。；：、a-zA-Z0-9 ]{0,60}") {
        prop_assert_eq!(pipeline().converter().convert_str(&text), text.as_str());
    }
}

#[test]
fn the_example_sources_lose_nothing() {
    for path in files(&folder("sources")) {
        let bytes = std::fs::read(&path).expect("file");
        let name = path.to_string_lossy();
        check(&name, &bytes).unwrap_or_else(|broken| panic!("{name}: {broken}"));
    }
}

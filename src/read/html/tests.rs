//! The reader as a whole.

use proptest::prelude::*;

use super::*;
use crate::document::{BlockKind, MarkKind, Marker};
use crate::source::{Format, SourceId};

fn read(text: &str) -> Document {
    let mut document = Document::new(SourceId::new("t.html"), text.into(), Format::Html, "UTF-8");
    read_html(&mut document);
    check(&document);
    document
}

/// Conservation: blocks increase, are disjoint and aligned; what is outside them is markup or blank.
fn check(document: &Document) {
    let text = &*document.text;
    let mut at = 0;
    for block in &document.blocks {
        assert!(block.span.start >= at, "{:?} overlaps what ends at {at} in {text:?}", block);
        assert!(text.is_char_boundary(block.span.start) && text.is_char_boundary(block.span.end));
        assert!(block.span.end > block.span.start, "{block:?}");
        block.text.check(text).unwrap_or_else(|e| panic!("{e} in {block:?} of {text:?}"));
        if let Some(span) = block.text.source_span() {
            assert!(block.span.contains(span), "{block:?} of {text:?}");
        }
        for mark in &block.marks {
            assert!(
                block.span.contains(mark.span) && mark.span.contains(mark.inner),
                "{mark:?} {block:?} {text:?}"
            );
        }
        assert!(block.container < document.containers.len());
        let free = matches!(block.kind, BlockKind::Code | BlockKind::Markup);
        assert!(free || !block.text.as_str().contains('\n'), "{block:?}");
        let row = matches!(block.kind, BlockKind::TableRow { .. });
        assert!(free || row || !block.text.as_str().contains('\t'), "{block:?}");
        at = block.span.end;
    }
    let mut covered: Vec<Span> = document.markup.clone();
    assert!(covered.windows(2).all(|pair| pair[0].end < pair[1].start), "{covered:?}");
    covered.extend(document.blocks.iter().map(|block| block.span));
    covered.sort_unstable();
    let mut at = 0;
    for span in covered.iter().chain([&Span::new(text.len(), text.len())]) {
        if span.start > at {
            assert_eq!(
                text[at..span.start].trim(),
                "",
                "uncovered at {at} of {text:?}: {:#?}",
                document.blocks
            );
        }
        at = at.max(span.end);
    }
}

fn lines(document: &Document) -> Vec<String> {
    let shown = |block: &&crate::document::Block| block.kind != BlockKind::Markup;
    let line = |block: &crate::document::Block| {
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            BlockKind::Paragraph => "p".into(),
            BlockKind::ListItem(Marker::Bullet) => format!("li{}", block.depth),
            BlockKind::ListItem(Marker::Number(n)) => format!("li{}#{n}", block.depth),
            BlockKind::TableRow { table, header } => format!("{}{table}", if header { "th" } else { "tr" }),
            BlockKind::Quote => "q".into(),
            BlockKind::Code => "code".into(),
            BlockKind::Rule => "hr".into(),
            _ => "?".into(),
        };
        format!("{kind} {}", block.text.as_str())
    };
    document.blocks.iter().filter(shown).map(line).collect()
}

#[test]
fn elements_become_blocks() {
    let page = "<html><head><title>护士 &amp; 助理</title><script>a<b</script></head><body>\n\
        <h1>护士</h1><div>病房<b>护理</b>的\n日常<br>第二行</div>\
        <ul><li>交班<ul><li>口头</li><li>书面</ul><li><p>巡房</p><p>记录</p></ul>\
        <ol start=3><li>三<li>四</ol><blockquote>引文</blockquote><hr><pre><code>x = 1\n  y</code></pre></body></html>";
    let document = read(page);
    assert_eq!(document.metadata("title").map(|t| t.as_str()), Some("护士 & 助理"));
    assert_eq!(
        lines(&document),
        [
            "h1 护士",
            "p 病房护理的日常",
            "p 第二行",
            "li0 交班",
            "li1 口头",
            "li1 书面",
            "li0 巡房",
            "p 记录",
            "li0#3 三",
            "li0#4 四",
            "q 引文",
            "hr ",
            "code x = 1\n  y"
        ]
    );
    let strong = document.blocks.iter().flat_map(|b| &b.marks).find(|m| m.kind == MarkKind::Strong);
    assert_eq!(strong.map(|mark| mark.inner.of(page)), Some("护理"));
}

#[test]
fn definition_lists_with_numbers_are_numbered_items() {
    let document = read(
        "<ul><li><b>职责：</b><dl><dt>1.</dt><dd>入库\n验收；</dd></dl><dl><dt>2.<dd> 盘点 </dl></li></ul>",
    );
    assert_eq!(lines(&document), ["li0 职责：", "li1#1 入库验收；", "li1#2 盘点"]);
    let document = read("<dl><dt>薪资</dt><dd>面议</dd><dt>3.</dt></dl>后文");
    assert_eq!(lines(&document), ["p 薪资", "p 面议", "p 3.", "p 后文"]);
}

#[test]
fn data_tables_are_rows_and_layout_tables_are_not() {
    let page = "<table><tr><th>类别<th>任务<th>工具</tr><tr><td rowspan=2>盘点<td>日盘<td>PDA<ul><li>扫码枪<li>打印机</ul></tr>\
        <tr><td>月<br>盘</td><td></td></tr><tr><td colspan=3>合计</td></tr></table>";
    assert_eq!(
        lines(&read(page)),
        ["th0 类别\t任务\t工具", "tr0 盘点\t日盘\tPDA；扫码枪；打印机", "tr0 盘点\t月 盘\t", "tr0 合计"]
    );
    let page = "<table><tr><td rowspan=3>盘点<td>日盘<td rowspan=3>三成</tr><tr><td>月盘</tr><tr><td>抽盘</tr>\
        <tr><td rowspan=3>收货<td>核对单据<td rowspan=3>七成</tr><tr><td>验外观</tr><tr><td>上架</tr></table>";
    assert_eq!(lines(&read(page))[1..3], ["tr0 盘点\t月盘\t三成", "tr0 盘点\t抽盘\t三成"]);
    // One cell over two columns, between cells that reach in from above.
    let page = "<table><tr><td rowspan=2>盘点<td colspan=2>日盘<td rowspan=2>三成</tr><tr><td colspan=2>月盘</tr></table>";
    assert_eq!(lines(&read(page)), ["tr0 盘点\t日盘\t\t三成", "tr0 盘点\t月盘\t\t三成"]);
    let page = "<table><tr><td><table><tr><td>导航</td></tr></table></td><td>正文第一段。<p>第二段。</td></tr></table>";
    assert_eq!(lines(&read(page)), ["p 导航", "p 正文第一段。", "p 第二段。"]);
}

#[test]
fn server_side_code_is_markup() {
    let page = "<%@ page a=\"<b>\" %>\n<c:import url=\"/x\"/><p>你好 ${user.name}，<?php if ($a > 1) echo '<p>'; ?>欢迎</p>\
        <!-- 注释 --><svg><text>图</text></svg><noscript><p>无脚本</p></noscript>";
    let document = read(page);
    assert_eq!(lines(&document), ["p 你好 ，欢迎"]);
    let raws = document.blocks.iter().filter(|block| block.kind == BlockKind::Markup).count();
    assert_eq!(raws, 5, "directive, import, comment, svg, noscript: {:#?}", document.blocks);
    assert_eq!(lines(&read("<p>模板写作 ${name} 的形式</p><p>${x}</p>")), ["p 模板写作 ${name} 的形式"]);
}

#[test]
fn the_head_is_one_block_even_when_it_is_never_closed() {
    let page = "<!DOCTYPE html><html lang=zh><head><meta name=author content=\"某甲\"><title>题 ${site.name}</title>\n<div>正文</div>";
    let document = read(page);
    assert_eq!(lines(&document), ["p 正文"]);
    assert_eq!(document.metadata("title").map(|t| t.as_str()), Some("题"));
    assert_eq!(document.metadata("author").map(|t| t.as_str()), Some("某甲"));
    assert!(document.blocks[1].text.as_str().starts_with("<head>"), "{:#?}", document.blocks);
    assert!(document.blocks[1].text.as_str().ends_with("</title>"));
}

#[test]
fn hidden_text_inside_a_line_is_dropped_and_hidden_containers_are_marked() {
    let document = read(
        "<div style='visibility: hidden'>甲<span style='display:none'>乱码</span>乙</div><div hidden>丙</div>",
    );
    assert_eq!(lines(&document), ["p 甲乙", "p 丙"]);
    let hidden = |at: usize| document.containers[document.blocks[at].container].hidden;
    assert!(!hidden(0) && hidden(1));
}

#[test]
fn images_alone_say_their_alternative_text() {
    let document = read("<p><img src=a alt='流程图'></p><p>笑<img alt='表情'>了</p>");
    assert_eq!(lines(&document), ["p 流程图", "p 笑了"]);
    assert_eq!(document.blocks[0].marks[0].kind, MarkKind::Image);
}

#[test]
fn a_link_over_several_lines_is_a_mark_in_each() {
    let document = read("<a href=x><div>甲</div><div>乙</div></a>丙");
    let links: Vec<usize> = document.blocks.iter().map(|block| block.marks.len()).collect();
    assert_eq!(links, [1, 1, 0]);
}

#[test]
fn an_island_keeps_its_place_and_parent() {
    let text = "前文\n<div class=\"留言 A\"><ul><li>甲</li></ul></div>\n后文";
    let mut document = Document::new(SourceId::new("t.md"), text.into(), Format::Markdown, "UTF-8");
    let start = text.find('<').expect("in the sample");
    let end = text.rfind('>').expect("in the sample") + 1;
    assert_eq!(read_island(&mut document, Span::new(start, end), 0, 4), 4);
    assert_eq!(document.blocks.len(), 1);
    assert_eq!(document.blocks[0].span.of(text), "甲");
    assert_eq!(document.containers[1].label, "留言 a");
    assert_eq!(document.containers[1].parent, 0);
}

#[test]
fn a_hundred_thousand_open_tags_are_read() {
    for tag in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<p><object>", "<a href=x>", "<svg>", "<h1>"] {
        let page = tag.repeat(100_000) + "末";
        let document = read(&page);
        let last = document.blocks.last().map(|block| block.span.of(&page));
        assert!(last.is_some_and(|text| text.ends_with('末')), "{tag}");
    }
    read(&"<%".repeat(50_000));
    read(&"</div>".repeat(50_000));
    read(&"&#".repeat(50_000));
}

const SOUP: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href='x'>",
    "</a>",
    "<ul>",
    "<ol>",
    "</ul>",
    "<li>",
    "</li>",
    "<table>",
    "</table>",
    "<tr>",
    "<th>",
    "<td rowspan=2>",
    "<td colspan=3>",
    "</td>",
    "</tr>",
    "<br>",
    "<hr/>",
    "<img alt='图 片'>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<head>",
    "</head>",
    "<title>",
    "</title>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<%@ x %>",
    "<%",
    "%>",
    "<?php",
    "?>",
    "${a}",
    "{{b}}",
    "<svg>",
    "</svg>",
    "<blockquote>",
    "</blockquote>",
    "<span style='display:none'>",
    "</span>",
    "<select>",
    "<option>",
    "<c:if/>",
    "<body>",
    "</body>",
    "</html>",
    "&nbsp;",
    "&amp;",
    "&#x4e2d;",
    "&bad;",
    "&",
    "<",
    ">",
    "\"",
    "</",
    "</>",
    "<!",
    "<?",
    "\0",
    "\u{1}",
    "\u{3000}",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    " ",
    "\n",
    "\r\n",
    "\t",
    "1.",
    "2、",
    "•",
    "职责",
    "负责盘点，",
    "a b",
    "😀",
    "<noscript>",
    "</noscript>",
    "<textarea>",
    "<caption>",
    "<thead>",
    "<![CDATA[",
    "]]>",
    "=",
];

#[test]
fn a_row_inside_a_cell_is_text_of_that_cell() {
    let document = read(
        "<table><tr><td>备货</td><td>清点<caption><tr>]]>负责盘点，<br>登记</tr></caption>库存</td></tr></table>",
    );
    let text: String = document.blocks.iter().map(|block| block.text.as_str()).collect();
    assert!(text.contains("负责盘点") && text.contains("库存"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tag_soup_is_conserved(parts in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        read(&parts.concat());
    }

    #[test]
    fn arbitrary_text_is_conserved(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn truncations_are_conserved(at in 0usize..700) {
        let page = "<!DOCTYPE html>\r\n<html><head><title>仓库&nbsp;主管</title><style>p{}</style></head>\
            <body class='页'><div id=\"main\" style=\"color:red\"><h1>职责<small>（新）</small></h1><p>一、<b>盘点</b>，\
            每月&ldquo;一&rdquo;次。<!-- 注 --><br/>二、<a href='/x?a=1&amp;b=2'>验收</a></p><table border=1><thead>\
            <tr><th>项<th>目</thead><tr><td>甲<td>乙</table><ul><li>丙<li>丁</ul></div></body></html>";
        let mut at = at.min(page.len());
        while !page.is_char_boundary(at) {
            at -= 1;
        }
        read(&page[..at]);
    }
}

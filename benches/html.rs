//! Reading pages and finding their content, on pages made here: pages a second on one core.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use guiyi::clean::page::page_noise;
use guiyi::document::{BlockKind, Document};
use guiyi::lexicon::noise::NoiseRules;
use guiyi::read::decode::decode;
use guiyi::read::html::read_html;
use guiyi::source::{Format, SourceId};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const SENTENCE: &str = "仓库主管每月组织盘点，核对账面与实物差异，并在三个工作日内提交差异说明；";

/// A portal page of the usual size (about 48 kB): menus, an article in the middle, related links,
/// comments and scripts around it.
fn page() -> String {
    let mut out = String::from(
        "<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>盘点制度 - 仓储频道</title>\
         <style>.a{color:red}</style></head><body>",
    );
    let links = |out: &mut String, class: &str, count: usize| {
        let _ = write!(out, "<div class=\"{class}\"><ul>");
        for at in 0..count {
            let _ =
                write!(out, "<li><a href=\"/news/{at}.html\" target=_blank>频道新闻标题第{at}条</a></li>");
        }
        out.push_str("</ul></div>");
    };
    links(&mut out, "top nav", 60);
    out.push_str("<table width=100%><tr><td class=left>");
    links(&mut out, "box", 60);
    out.push_str(
        "</td><td><h1>盘点制度</h1><p>来源：仓储频道&nbsp;&nbsp;时间：2024-05-06 10:20</p><div class=text>",
    );
    for at in 0..60 {
        let _ = writeln!(
            out,
            "<p>　　{at}、<b>{SENTENCE}</b>{SENTENCE}<br>{SENTENCE}&ldquo;账实相符&rdquo;。</p>"
        );
    }
    out.push_str("</div></td></tr></table>");
    for at in 0..20 {
        let _ = write!(out, "<script>var ad{at}={{id:{at}}};if(ad{at}.id<3)document.write('<p>');</script>");
    }
    links(&mut out, "related", 60);
    out.push_str("<div class=footer><p>版权所有 Copyright 2024</p></div></body></html>");
    out
}

fn read(bytes: &[u8]) -> Document {
    let decoded = decode(bytes).expect("the page is text");
    let id = SourceId::new("page.html");
    let mut document = Document::new(id, decoded.text.into(), Format::Html, decoded.encoding);
    read_html(&mut document);
    document
}

#[divan::bench]
fn read_page(bencher: Bencher<'_, '_>) {
    let bytes = page().into_bytes();
    assert!(read(&bytes).blocks.len() > 300);
    bencher
        .counter(ItemsCount::new(1usize))
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| read(divan::black_box(&bytes)));
}

#[divan::bench]
fn read_and_select(bencher: Bencher<'_, '_>) {
    let bytes = page().into_bytes();
    let rules = NoiseRules::embedded().expect("embedded rules");
    let document = read(&bytes);
    let removed: usize =
        page_noise(&document, rules.page(), |_| false).iter().map(|(range, ..)| range.len()).sum();
    let judged = document.blocks.iter().filter(|block| block.kind != BlockKind::Markup).count();
    // The headline and two lines for each of the sixty paragraphs stay.
    assert_eq!(judged - removed, 121);
    bencher
        .counter(ItemsCount::new(1usize))
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| page_noise(&read(divan::black_box(&bytes)), rules.page(), |_| false));
}

//! Markup that survived reading: scripts, template lines, images, link targets.

use super::ledger::Ledger;
use crate::document::{BlockKind, Edit, MarkKind, Span};

/// Claims markup blocks; cuts images with their alternative text and the targets of links.
pub(super) fn strip(ledger: &mut Ledger<'_>) {
    let (code, image, target) = (ledger.rule("GY111"), ledger.rule("GY113"), ledger.rule("GY114"));
    for at in 0..ledger.document.blocks.len() {
        if !ledger.is_free(at) {
            continue;
        }
        let block = &ledger.document.blocks[at];
        if let (BlockKind::Markup, Some((rule, info))) = (block.kind, code) {
            ledger.take(at, rule, info.reason.clone());
            continue;
        }
        if block.marks.is_empty() {
            continue;
        }
        if let Some((rule, info)) = image {
            cut_images(ledger, at, rule, &info.reason);
        }
        if let (Some((rule, info)), true) = (target, ledger.is_free(at)) {
            cut_targets(ledger, at, rule, &info.reason);
        }
    }
}

fn cut_images(ledger: &mut Ledger<'_>, at: usize, rule: usize, reason: &str) {
    let images: Vec<(Span, Span)> = ledger.document.blocks[at]
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::Image)
        .map(|mark| (mark.span, mark.inner))
        .collect();
    if images.is_empty() {
        return;
    }
    let block = &ledger.document.blocks[at];
    let mut edits: Vec<Edit> = Vec::with_capacity(images.len());
    for (_, inner) in &images {
        if let Some(range) = block.text.from_source_span(*inner)
            && edits.last().is_none_or(|last| last.range.end <= range.start)
        {
            edits.push(Edit { range, with: String::new() });
        }
    }
    let text = block.text.rewrite(&edits);
    ledger.rewrite(at, text);
    for (span, _) in images {
        ledger.cut_span(at, span, rule, reason.to_owned());
    }
    if ledger.document.blocks[at].text.as_str().trim().is_empty() && ledger.can_vanish(at) {
        ledger.take(at, rule, reason.to_owned());
    }
}

fn cut_targets(ledger: &mut Ledger<'_>, at: usize, rule: usize, reason: &str) {
    let source = ledger.document.text.clone();
    let tails: Vec<Span> = ledger.document.blocks[at]
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::Link)
        .map(|mark| Span::new(mark.inner.end, mark.span.end))
        .filter(|tail| tail.of(&source).contains("]("))
        .collect();
    for tail in tails {
        ledger.cut_span(at, tail, rule, reason.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn links_keep_their_text_and_images_go() {
        let got =
            cleaned("# 甲\n\n先看[排班表](https://example.org/a)再盘点 ![图](a.png)。\n\n![只有图](b.png)\n");
        assert_eq!(texts(&got), ["甲", "先看排班表再盘点 。"]);
        assert!(got.document.blocks.iter().all(|block| block.marks.is_empty()));
    }

    #[test]
    fn template_code_goes_and_code_stays() {
        let got = cleaned(
            "# 甲\n\n[团队]({{ site.base }}/team): 早班两人。{: .btn}\n\n变量 `{{ x }}` 表示门店。\n",
        );
        assert_eq!(texts(&got), ["甲", "团队: 早班两人。", "变量 {{ x }} 表示门店。"]);
    }
}

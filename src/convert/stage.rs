//! The stage: every block of a document in the target script.

use std::ops::Range;

use super::backend::Backend;
use super::output::{Output, Piece};
use super::{Converter, Evidence, changed, protected};
use crate::document::{AlignedText, Block, BlockKind, Document, Edit, Script, Span};

/// Converts the texts of `document`: its blocks and its metadata values.
///
/// Each block's own characters tell its script. A block without evidence has that of its section
/// (the blocks from one heading to the next), else that of the document. What is already in the
/// target script is left alone; if it holds single characters of the other script, they are
/// converted without regional words. Code, front matter, markup, rules, inline code, addresses,
/// quoted file names and words marked as another language stay as they are. Blocks that do not change keep their allocation.
pub fn convert(mut document: Document, converter: &Converter) -> Document {
    let (Some(target), Some(full)) = (converter.target().script(), &converter.full) else { return document };
    let foreign = std::mem::take(&mut document.foreign);
    let evidence: Vec<Evidence> =
        document.blocks.iter().map(|block| block_evidence(block, &foreign)).collect();
    let all = total(&evidence);
    let mut scratch = Output::default();
    for section in sections(&document.blocks) {
        let inherited = match total(&evidence[section.clone()]).script() {
            Script::None => all.script(),
            script => script,
        };
        for (block, &own) in document.blocks[section.clone()].iter_mut().zip(&evidence[section]) {
            if !block.is_prose() || block.text.is_empty() {
                continue;
            }
            if let Some(backend) = choose(converter, full, target, own, inherited) {
                let rewritten =
                    rewrite(backend, &block.text, || protected::ranges(block, &foreign), &mut scratch);
                if let Some(text) = rewritten {
                    block.text = text;
                }
            }
        }
    }
    for entry in &mut document.metadata {
        let own = Evidence::of(entry.value.as_str());
        if let Some(backend) = choose(converter, full, target, own, all.script()) {
            let ranges = || protected::in_text(entry.value.as_str());
            let rewritten = rewrite(backend, &entry.value, ranges, &mut scratch);
            if let Some(value) = rewritten {
                entry.value = value;
            }
        }
    }
    document.foreign = foreign;
    document
}

/// What the characters of a block tell, its words of other languages left out.
fn block_evidence(block: &Block, foreign: &[Span]) -> Evidence {
    let text = block.text.as_str();
    if !block.is_prose() {
        return Evidence::default();
    }
    let mut evidence = Evidence::of(text);
    for range in protected::foreign(block, foreign) {
        evidence -= Evidence::of(&text[range]);
    }
    evidence
}

pub(super) fn total(evidence: &[Evidence]) -> Evidence {
    let mut sum = Evidence::default();
    evidence.iter().for_each(|&each| sum += each);
    sum
}

/// Ranges of blocks, each from a heading up to the next.
fn sections(blocks: &[Block]) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut from = 0;
    for (at, block) in blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Heading(_)) && at > from {
            sections.push(from..at);
            from = at;
        }
    }
    sections.push(from..blocks.len());
    sections
}

/// What a text of this evidence goes through; `None` if it stays.
pub(super) fn choose<'a>(
    converter: &'a Converter,
    full: &'a Backend,
    target: Script,
    own: Evidence,
    inherited: Script,
) -> Option<&'a Backend> {
    if converter.undetected {
        return Some(full);
    }
    let script = match own.script() {
        Script::None => inherited,
        script => script,
    };
    let foreign = if target == Script::Hans { own.hant } else { own.hans };
    match script {
        Script::None => None,
        // Words are told apart by the text around them.
        Script::Mixed if inherited == target => converter.characters(),
        script if script == target => (foreign > 0).then(|| converter.characters()).flatten(),
        _ => Some(full),
    }
}

fn rewrite(
    backend: &Backend,
    text: &AlignedText,
    protected: impl FnOnce() -> Vec<Range<usize>>,
    scratch: &mut Output,
) -> Option<AlignedText> {
    let (output, mut changes) = changed(backend, text.as_str(), scratch)?;
    let protected = protected();
    if protected.is_empty() {
        let changes: Vec<_> = changes.into_iter().map(|change| (change.input, change.output)).collect();
        return Some(text.replaced(output, &changes));
    }
    let mut ahead = protected::Ahead::of(&protected);
    changes.retain(|change| !ahead.touches(&change.input));
    let edit = |change: Piece| Edit { range: change.input, with: output[change.output].to_owned() };
    let edits: Vec<Edit> = changes.into_iter().map(edit).collect();
    (!edits.is_empty()).then(|| text.rewrite(&edits))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Options, Phrases, Target};
    use super::*;
    use crate::document::{Mark, MarkKind, Metadata};
    use crate::lexicon::terms::Terms;
    use crate::source::{Format, SourceId};

    /// A document whose lines are blocks: `# ` starts a heading, four blanks start code.
    fn document(text: &str) -> Document {
        let source = SourceId::new("t.txt");
        let mut document = Document::new(source, Arc::from(text), Format::Text, "UTF-8");
        let mut at = 0;
        for line in text.split('\n') {
            let mark = if line.starts_with("# ") { 2 } else { 0 };
            let kind = match line {
                _ if mark > 0 => BlockKind::Heading(1),
                _ if line.starts_with("    ") => BlockKind::Code,
                _ => BlockKind::Paragraph,
            };
            let span = Span::new(at, at + line.len());
            document.blocks.push(Block {
                kind,
                span,
                text: AlignedText::from_source(text, Span::new(at + mark, span.end)),
                depth: 0,
                marks: Vec::new(),
                container: 0,
            });
            at = span.end + 1;
        }
        document
    }

    fn converter(to: Target, phrases: Phrases) -> Converter {
        let terms = Terms::embedded().expect("well formed");
        Converter::new(&Options { to, phrases, ..Options::default() }, &terms).expect("valid")
    }

    fn texts(document: &Document) -> Vec<&str> {
        for block in &document.blocks {
            block.text.check(&document.text).expect("aligned");
        }
        document.blocks.iter().map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn blocks_without_evidence_follow_their_section() {
        let source = "# 倉庫主管\n使用者\n核對資料庫與報表\n# 仓库主管\n使用者\n核对数据";
        let out = convert(document(source), &converter(Target::Hans, Phrases::Guiyi));
        assert_eq!(texts(&out), ["仓库主管", "用户", "核对数据库与报表", "仓库主管", "使用者", "核对数据"]);
    }

    #[test]
    fn text_in_the_target_script_is_never_put_through_words() {
        let source = "核心任务：程序文件由使用者执行，连结公司，建立指标";
        for phrases in [Phrases::Guiyi, Phrases::Opencc, Phrases::None] {
            let out = convert(document(source), &converter(Target::Hans, phrases));
            assert_eq!(texts(&out), [source]);
            assert!(out.blocks[0].text.runs().iter().all(|run| run.verbatim));
        }
        let source = "核心任務：程序文件由使用者執行";
        let out = convert(document(source), &converter(Target::HantTw, Phrases::Opencc));
        assert_eq!(texts(&out), [source]);
    }

    #[test]
    fn stray_characters_are_converted_without_words() {
        let source = "护士长负责巡视病房，核对医嘱，由陳使用者记录";
        let out = convert(document(source), &converter(Target::Hans, Phrases::Opencc));
        assert_eq!(texts(&out), ["护士长负责巡视病房，核对医嘱，由陈使用者记录"]);
    }

    #[test]
    fn code_addresses_and_file_names_stay() {
        let source = "    列印資料();\n執行 軟體 後開啟「盤點報表.xlsx」，見https://example.org/維修";
        let mut input = document(source);
        let code = source.rfind("軟體").expect("in the sample");
        let inner = Span::new(code, code + 6);
        input.blocks[1].marks.push(Mark { kind: MarkKind::Code, span: inner, inner });
        let out = convert(input, &converter(Target::Hans, Phrases::Guiyi));
        assert_eq!(
            texts(&out),
            ["    列印資料();", "执行 軟體 后开启「盤點報表.xlsx」，见https://example.org/維修"]
        );
    }

    #[test]
    fn words_marked_as_another_language_stay_and_are_no_evidence() {
        let source = "店员学习「軟體與設備維護」一词，用法见下，店长讲评";
        let mut input = document(source);
        let at = source.find("軟體").expect("in the sample");
        input.foreign.push(Span::new(at, source.find('」').expect("in the sample")));
        let out = convert(input, &converter(Target::HantTw, Phrases::Guiyi));
        assert_eq!(texts(&out), ["店員學習「軟體與設備維護」一詞，用法見下，店長講評"]);
        let mut input = document("他說「軟體與設備」");
        input.foreign.push(input.blocks[0].span);
        let out = convert(input, &converter(Target::Hans, Phrases::Guiyi));
        assert_eq!(texts(&out), ["他說「軟體與設備」"]);
    }

    #[test]
    fn metadata_follows_the_document() {
        let source = "使用者\n護士長的工作";
        let mut input = document(source);
        let value = AlignedText::from_source(source, Span::new(0, 9));
        input.metadata.push(Metadata { key: "title".into(), value });
        let out = convert(input, &converter(Target::Hans, Phrases::Guiyi));
        assert_eq!(out.metadata("title").map(AlignedText::as_str), Some("用户"));
    }

    #[test]
    fn keeping_changes_nothing() {
        let source = "護士長与护士";
        let out = convert(document(source), &converter(Target::Keep, Phrases::Guiyi));
        assert_eq!(texts(&out), [source]);
    }

    #[test]
    fn positions_point_at_what_was_written() {
        let source = "店長透過軟體盤點，每週回報";
        let out = convert(document(source), &converter(Target::Hans, Phrases::Guiyi));
        let text = &out.blocks[0].text;
        assert_eq!(text.as_str(), "店长通过软件盘点，每周回报");
        let origin = |part: &str| {
            let at = text.as_str().find(part).expect("in the result");
            text.to_source(at..at + part.len()).map(|span| span.of(source))
        };
        assert_eq!(origin("通过软件"), Some("透過軟體"));
        assert_eq!(origin("件"), Some("軟體"), "a term maps whole");
        assert_eq!(origin("盘"), Some("盤"), "a character maps alone");
        assert_eq!(origin("回报"), Some("回報"));
    }
}

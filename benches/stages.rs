//! Reading and cleaning Markdown and plain text made here: bytes a second on one core.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use guiyi::clean::{CorpusFacts, Options, clean};
use guiyi::document::Document;
use guiyi::lexicon::noise::NoiseRules;
use guiyi::read::read;
use guiyi::source::{Source, SourceId};

fn main() {
    divan::main();
}

/// Sections of a role description.
const SECTIONS: usize = 2_000;
/// Blocks of each section: heading, paragraph, three items.
const BLOCKS: usize = 5;

fn article() -> String {
    (0..SECTIONS).fold(String::new(), |mut out, at| {
        let _ = write!(
            out,
            "## 第{at}项 盘点\n\n仓库主管组织第{at}次盘点，核对账面与实物差异；参见[制度](https://example.org/{at})与**差异表**。\n\n\
             - 备货：开店前清点第{at}区库存\n- 交接：登记第{at}班现金与钥匙\n- 回访：每月联系{at}位会员\n\n"
        );
        out
    })
}

fn source(name: &str, text: String) -> Source {
    Source { id: SourceId::new(name), bytes: text.into_bytes() }
}

fn document(source: &Source) -> Document {
    read(source).expect("the article is text")
}

#[divan::bench(args = ["a.md", "a.txt"], sample_count = 20)]
fn read_article(bencher: Bencher<'_, '_>, name: &str) {
    let source = source(name, article());
    bencher.counter(BytesCount::new(source.bytes.len())).bench_local(|| {
        let document = document(&source);
        assert!(document.blocks.len() >= SECTIONS * BLOCKS);
        document
    });
}

#[divan::bench(args = ["a.md", "a.txt"], sample_count = 20)]
fn clean_article(bencher: Bencher<'_, '_>, name: &str) {
    let rules = NoiseRules::embedded().expect("embedded rules");
    let source = source(name, article());
    bencher
        .counter(BytesCount::new(source.bytes.len()))
        .with_inputs(|| document(&source))
        .bench_local_values(|document| {
            let cleaned = clean(document, &rules, &CorpusFacts::default(), &Options::default());
            assert!(cleaned.document.blocks.len() >= SECTIONS * BLOCKS);
            cleaned
        });
}

/// What every start of the program pays.
#[divan::bench(sample_count = 20)]
fn load_rules() -> NoiseRules {
    NoiseRules::embedded().expect("embedded rules")
}

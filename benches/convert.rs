//! Speed of script conversion on one core: dense text, start-up, detection, positions.
//!
//! The text is made of the example sentences of the term list and of phrases drawn from OpenCC's
//! dictionary, which is harder than prose: nearly every character starts a phrase.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use guiyi::convert::{Converter, Evidence, Options, Target};
use guiyi::document::Script;
use guiyi::lexicon::terms::Terms;

fn main() {
    divan::main();
}

/// About `bytes` bytes of Traditional text, always the same.
fn traditional(bytes: usize) -> String {
    let sentences: Vec<&str> = include_str!("../src/lexicon/terms_tw.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').nth(4))
        .collect();
    let phrases: Vec<&str> = include_str!("../data/opencc/STPhrases.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(_, values)| values.split(' ').next())
        .collect();
    let mut text = String::with_capacity(bytes + 100);
    // Multiplier and increment of Knuth's MMIX generator.
    let mut state = 1_u64;
    let mut draw = |list: &[&'static str]| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list[(state >> 33) as usize % list.len()]
    };
    while text.len() < bytes {
        text.push_str(draw(&sentences));
        text.push('，');
        for _ in 0..4 {
            text.push_str(draw(&phrases));
        }
        text.push_str("。\n");
    }
    text
}

fn config(name: &str) -> Converter {
    Converter::for_config(name, false).expect("known")
}

const MEBIBYTES_4: usize = 4 << 20;

#[divan::bench(args = ["t2s", "tw2s", "tw2sp", "s2t", "s2tw", "s2twp"])]
fn convert(bencher: Bencher<'_, '_>, name: &str) {
    let traditional = traditional(MEBIBYTES_4);
    let simplified = config("t2s").convert_str(&traditional).into_owned();
    let text = if name.starts_with('s') { simplified } else { traditional };
    let converter = config(name);
    let converted = Evidence::of(&converter.convert_str(&text)).script();
    assert_eq!(converted, if name.starts_with('s') { Script::Hant } else { Script::Hans });
    bencher.counter(BytesCount::of_str(&text)).bench(|| black_box(converter.convert_str(&text)));
}

/// guiyi's default with its terms, on one thread and on two at once.
#[divan::bench(threads = [1, 2])]
fn default_to_hans(bencher: Bencher<'_, '_>) {
    let text = traditional(MEBIBYTES_4);
    let terms = Terms::embedded().expect("well formed");
    let converter = Converter::new(&Options::default(), &terms).expect("valid");
    assert_eq!(converter.convert_str("核心任務透過軟體"), "核心任务通过软件");
    bencher.counter(BytesCount::of_str(&text)).bench(|| black_box(converter.convert_str(&text)));
}

#[divan::bench]
fn edits(bencher: Bencher<'_, '_>) {
    let text = traditional(MEBIBYTES_4);
    let converter = config("tw2sp");
    assert_eq!(converter.edits("資訊").len(), 1);
    bencher.counter(BytesCount::of_str(&text)).bench(|| black_box(converter.edits(&text)));
}

#[divan::bench]
fn detect(bencher: Bencher<'_, '_>) {
    let text = traditional(MEBIBYTES_4);
    assert_eq!(Evidence::of(&text).script(), Script::Hant);
    bencher.counter(BytesCount::of_str(&text)).bench(|| black_box(Evidence::of(&text)));
}

#[divan::bench(args = ["t2s", "tw2sp", "s2twp"])]
fn start_up(bencher: Bencher<'_, '_>, name: &str) {
    assert!(Converter::for_config(name, false).is_ok());
    bencher.bench(|| black_box(config(name)));
}

#[divan::bench]
fn start_up_with_terms(bencher: Bencher<'_, '_>) {
    let terms = Terms::embedded().expect("well formed");
    for to in [Target::Hans, Target::HantTw] {
        assert!(Converter::new(&Options { to, ..Options::default() }, &terms).is_ok());
    }
    bencher.bench(|| {
        let terms = Terms::embedded().expect("well formed");
        black_box(Converter::new(&Options::default(), &terms).expect("valid"))
    });
}

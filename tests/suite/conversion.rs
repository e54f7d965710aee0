//! Script conversion measured: regional terms, detection, and input that is not as it should be.

use guiyi::convert::{Blocks, Converter, Options, Target, detect};
use guiyi::document::Script;
use guiyi::lexicon::terms::Terms;

const KNOWN: &str = include_str!("terms/known.tsv");
const HELD_OUT: &str = include_str!("terms/held_out.tsv");
const HELD_OUT_2: &str = include_str!("terms/held_out_2.tsv");
const HELD_OUT_3: &str = include_str!("terms/held_out_3.tsv");
const HELD_OUT_4: &str = include_str!("terms/held_out_4.tsv");
const HELD_OUT_HANT: &str = include_str!("terms/held_out_hant.tsv");

fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect()
}

fn default_to_hans() -> Converter {
    Converter::new(&Options::default(), &Terms::embedded().expect("well formed")).expect("valid")
}

/// How many rows come out as expected, and the rows that do not; a trap is a row that holds no
/// word of the list.
struct Score<'a> {
    right: usize,
    missed: Vec<(&'a str, String)>,
    harmed: Vec<(&'a str, String)>,
}

fn score<'a>(converter: &Converter, rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Score<'a> {
    let mut score = Score { right: 0, missed: Vec::new(), harmed: Vec::new() };
    for (kind, text, expected) in rows {
        let converted = converter.convert_str(text);
        match kind {
            _ if converted == expected => score.right += 1,
            "term" => score.missed.push((text, converted.into_owned())),
            "trap" => score.harmed.push((text, converted.into_owned())),
            other => panic!("{other} is neither term nor trap"),
        }
    }
    score
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn taiwan_terms_come_out_as_expected_and_no_trap_is_changed() {
    let rows = rows(KNOWN);
    assert!(rows.len() >= 250, "{}", rows.len());
    let score = score(&default_to_hans(), rows.iter().map(|row| (row[0], row[1], row[2])));
    println!("known terms: {}/{}, missed {:?}", score.right, rows.len(), score.missed);
    assert_eq!(score.harmed, []);
    assert!(score.right * 100 >= rows.len() * 97, "{:?}", score.missed);
}

/// Fields the list was not written for. The floors are below what was measured (benches/README.md):
/// they tell a step back, not how good it is.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn terms_of_other_fields_hold_too() {
    let to = |to| {
        let terms = Terms::embedded().expect("well formed");
        Converter::new(&Options { to, ..Options::default() }, &terms).expect("valid")
    };
    let lists = [
        (Target::Hans, HELD_OUT, 90),
        (Target::Hans, HELD_OUT_2, 80),
        (Target::Hans, HELD_OUT_3, 80),
        (Target::Hans, HELD_OUT_4, 70),
        (Target::HantTw, HELD_OUT_HANT, 80),
    ];
    for (target, list, percent) in lists {
        let rows = rows(list);
        assert!(rows.len() >= 50, "{}", rows.len());
        let score = score(&to(target), rows.iter().map(|row| (row[1], row[2], row[3])));
        println!("held-out terms: {}/{}", score.right, rows.len());
        println!("missed {:#?}\nharmed {:#?}", score.missed, score.harmed);
        assert!(score.right * 100 >= rows.len() * percent, "{:#?}", score.missed);
        assert!(score.harmed.len() <= 2, "{:#?}", score.harmed);
    }
}

/// Sentences of one script, joined to lines of at least `shortest` Han characters.
fn lines(sentences: &[&str], shortest: usize, longest: usize, count: usize) -> Vec<String> {
    // Multiplier and increment of Knuth's MMIX generator.
    let mut state = 7_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sentences[(state >> 33) as usize % sentences.len()]
    };
    let han = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let mut lines = Vec::new();
    while lines.len() < count {
        let mut line = draw().to_owned();
        while han(&line) < shortest {
            line.push('，');
            line.push_str(draw());
        }
        if han(&line) <= longest {
            lines.push(line);
        }
    }
    lines
}

/// The hand-written sentences of the lists in both scripts, alone and joined.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn lines_are_rarely_taken_for_the_other_script() {
    let examples = include_str!("../../src/lexicon/terms_tw.tsv");
    let (examples, known, held_out) = (rows(examples), rows(KNOWN), rows(HELD_OUT));
    let pairs = examples.iter().map(|row| (row[4], row[5]));
    let pairs = pairs.chain(known.iter().map(|row| (row[1], row[2])));
    let (hant, hans): (Vec<&str>, Vec<&str>) =
        pairs.chain(held_out.iter().map(|row| (row[2], row[3]))).unzip();
    for (shortest, longest, per_mille) in [(6, 15, 5), (16, 60, 1)] {
        for (script, sentences) in [(Script::Hant, &hant), (Script::Hans, &hans)] {
            let lines = lines(sentences, shortest, longest, 20_000);
            let count =
                |wanted: &dyn Fn(Script) -> bool| lines.iter().filter(|line| wanted(detect(line))).count();
            let right = count(&|found| found == script);
            let none = count(&|found| found == Script::None);
            let wrong = lines.len() - right - none;
            println!("{script:?}, {shortest} to {longest} Han: right {right}, none {none}, wrong {wrong}");
            assert!(wrong * 1000 <= lines.len() * per_mille, "{script:?} {shortest}: {wrong}");
        }
    }
}

#[test]
fn joined_lines_of_both_scripts_are_mixed_and_plain_ones_tell_nothing() {
    let known = rows(KNOWN);
    let both = known
        .chunks_exact(4)
        .map(|rows| format!("{}，{}，{}，{}", rows[0][1], rows[1][1], rows[2][2], rows[3][2]));
    let lines: Vec<String> = both.collect();
    let settled = lines.iter().filter(|line| matches!(detect(line), Script::None)).count();
    assert_eq!(settled, 0, "evidence of both scripts is there");
    for line in ["主任每日三班", "A/B 3.5", "平板", "2026-11-22 08:00"] {
        assert_eq!(detect(line), Script::None, "{line}");
    }
}

#[test]
fn marks_inside_a_phrase_split_it_and_are_kept() {
    let converter = default_to_hans();
    for between in ["\u{200b}", "\u{200d}", "\u{fe0e}", "\u{e0100}", "\u{ad}", "\u{2060}"] {
        let text = format!("軟{between}體與軟體");
        assert_eq!(converter.convert_str(&text), format!("软{between}体与软件"), "{between:?}");
    }
    for kept in ["\u{e000}", "\u{f8ff}", "\u{10fffd}", "𠮷", "𪚥", "\u{3400}", "\u{fdd0}", "\0"] {
        let text = format!("{kept}護士{kept}軟體{kept}");
        assert_eq!(converter.convert_str(&text), format!("{kept}护士{kept}软件{kept}"), "{kept:?}");
    }
}

/// A line of 3 MB without a place to cut, a text of line feeds only, and every broken sequence.
#[test]
fn odd_streams_come_through_whole() {
    let converter = default_to_hans();
    let run = |bytes: &[u8]| -> Vec<u8> {
        let blocks = Blocks::new(&converter, bytes);
        blocks.flat_map(|block| converter.convert_lines(&block.expect("in memory"))).collect()
    };
    assert_eq!(run(&"護".repeat(1_000_000).into_bytes()), "护".repeat(1_000_000).into_bytes());
    assert_eq!(run(&[b'\n'; 600_000]), [b'\n'; 600_000]);
    for broken in [
        &b"\xff\xfe"[..],
        b"\xed\xa0\x80",
        b"\xc0\xaf",
        b"\xf8\x88\x80\x80\x80",
        b"\xe8\xad",
        b"\xf4\x90\x80\x80",
    ] {
        let input = [broken, "護士".as_bytes(), broken].concat();
        assert_eq!(run(&input), [broken, "护士".as_bytes(), broken].concat(), "{broken:?}");
    }
}

#[test]
fn the_reverse_uses_the_same_list() {
    let options = Options { to: Target::HantTw, ..Options::default() };
    let converter = Converter::new(&options, &Terms::embedded().expect("well formed")).expect("valid");
    for (hans, hant) in [
        ("护士通过软件登录系统", "護士通過軟體登入系統"),
        ("打印机与鼠标坏了", "印表機與滑鼠壞了"),
        ("核心任务与法律程序", "核心任務與法律程序"),
    ] {
        assert_eq!(converter.convert_str(hans), hant);
    }
}

//! The engine against OpenCC's own test cases and against cases of ours.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::NAMES;
use super::*;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    input: String,
    expected: BTreeMap<String, String>,
}

/// OpenCC's file, whose trailing commas JSON does not allow.
fn opencc_cases() -> Vec<Case> {
    let text = include_str!("../../data/opencc/testcases.json");
    let trailing = regex::Regex::new(r",(\s*[\]}])").expect("valid");
    let cases: Cases = serde_json::from_str(&trailing.replace_all(text, "$1")).expect("JSON");
    cases.cases
}

fn config(name: &str) -> Converter {
    Converter::for_config(name, true).expect("known")
}

/// Applies edits to a text.
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        assert!(edit.range.start >= at, "sorted and disjoint");
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.with);
        at = edit.range.end;
    }
    out + &text[at..]
}

#[test]
fn all_of_openccs_own_cases_pass() {
    let cases = opencc_cases();
    let mut run = 0;
    for name in NAMES {
        let converter = config(name);
        for case in &cases {
            let Some(expected) = case.expected.get(name) else { continue };
            assert_eq!(&converter.convert_str(&case.input), expected, "{name} {}", case.id);
            assert_eq!(&applied(&case.input, &converter.edits(&case.input)), expected, "{name} {}", case.id);
            run += 1;
        }
    }
    assert_eq!(run, 548, "the file of OpenCC 1.4.2");
}

/// Cases of ours, with what OpenCC 1.4.2 gives for them (`opencc` of PyPI).
const CASES: [(&str, &str, &str); 24] = [
    ("hk2s", "護士長喺病牀旁着手記錄", "护士长喺病床旁着手记录"),
    ("hk2sp", "倉務主管用士多房的軟件點貨", "仓务主管用士多房的软件点货"),
    ("hk2t", "衞生主任説明綫路", "衛生主任說明線路"),
    ("s2hk", "卫生主任说明线路和着装", "衞生主任説明線路和着裝"),
    ("s2hkp", "咖啡店长核对乔治·克鲁尼的订单", "咖啡店長核對佐治·古尼的訂單"),
    ("s2t", "干事在后台理发，头发干了", "幹事在後臺理髮，頭髮幹了"),
    ("s2tw", "干事在后台理发，里面着火", "幹事在後臺理髮，裡面著火"),
    ("s2twp", "仓库主管用软件打印U盘里的数据", "倉庫主管用軟體列印U盤裡的資料"),
    ("t2hk", "衛生主任說明線路", "衞生主任説明線路"),
    ("t2s", "護士長看著乾隆年間的帳簿", "护士长看著乾隆年间的帐簿"),
    ("t2tw", "裏面的爲羣衆說明", "裡面的為群眾說明"),
    ("tw2s", "護士長看著乾隆年間的帳簿，裡面著火", "护士长看着乾隆年间的帐簿，里面着火"),
    ("tw2sp", "店長用隨身碟裡的軟體列印資料", "店长用U盘里的软件打印数据"),
    ("tw2t", "裡面的為群眾說明", "裏面的爲羣衆說明"),
    // Compatibility ideographs are normalised first, so phrases hold across them.
    ("t2s", "\u{F91C}列的\u{2F800}", "卵列的丽"),
    ("tw2sp", "\u{F9E8}執行緒", "里线程"),
    // Description sequences are copied whole, whatever they hold.
    ("t2s", "⿰漢\n漢漢", "⿰漢\n汉汉"),
    ("s2twp", "⿱软件软件", "⿱软件軟體"),
    ("t2s", "⿰漢", "⿰汉"),
    // A variation selector or a zero-width space splits a phrase.
    ("s2twp", "软\u{FE00}件软件", "軟\u{FE00}件軟體"),
    ("s2tw", "头\u{200B}发", "頭\u{200B}發"),
    // Beyond the basic plane, both ways, and private use.
    ("t2s", "𠮷𡞱㜢\u{E000}", "𠮷𡞱𡞱\u{E000}"),
    ("tw2sp", "埠B型肝炎", "端口乙型肝炎"),
    ("s2twp", "打开SQL注入与PN结", "開啟SQL隱碼攻擊與PN接面"),
];

#[test]
fn cases_of_ours_pass_with_exact_positions() {
    for (name, input, expected) in CASES {
        let converter = config(name);
        assert_eq!(converter.convert_str(input), expected, "{name} {input}");
        assert_eq!(applied(input, &converter.edits(input)), expected, "{name} {input}");
    }
}

#[test]
fn every_configuration_has_a_case() {
    for name in NAMES {
        assert!(CASES.iter().any(|case| case.0 == name), "{name}");
        assert!(Converter::for_config(&format!("{name}.json"), false).is_ok(), "{name}");
    }
    assert_eq!(
        Converter::for_config("t2jp", true).map(|_| ()),
        Err(ConvertError::UnknownConfig("t2jp".into())),
        "Japanese is not supported"
    );
}

#[test]
fn nothing_is_lost_after_a_nul() {
    // OpenCC gives "汉" and drops the rest of the segment.
    assert_eq!(config("tw2s").convert_str("漢\0字體"), "汉\0字体");
}

#[test]
fn text_without_changes_is_borrowed() {
    for text in ["", "plain ASCII\n", "护士长巡视病房", "😀é𠮷"] {
        assert!(matches!(config("tw2sp").convert_str(text), Cow::Borrowed(_)), "{text}");
        assert!(config("tw2sp").edits(text).is_empty());
    }
}

#[test]
fn rare_characters_are_an_option() {
    // 㑮 has its Simplified form only in extension C.
    assert_eq!(config("t2s").convert_str("㑮"), "𫝈");
    assert_eq!(Converter::for_config("t2s", false).expect("known").convert_str("㑮"), "㑮");
}

#[test]
fn phrases_are_one_edit_and_characters_one_each() {
    let text = "資訊電機";
    let edits = config("tw2sp").edits(text);
    let shown: Vec<_> = edits.iter().map(|edit| (edit.range.clone(), edit.with.as_str())).collect();
    assert_eq!(shown, [(0..6, "信息"), (6..9, "电"), (9..12, "机")]);
}

#[test]
fn converters_can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Converter>();
}

static TESTED: LazyLock<Vec<Converter>> =
    LazyLock::new(|| ["tw2sp", "s2twp", "t2s", "hk2s"].into_iter().map(config).collect());

proptest::proptest! {
    /// On any text: edits and conversion agree, and the two halves of a text cut at a line feed
    /// convert as the whole does (unless a description sequence holds it).
    #[test]
    fn edits_and_blocks_agree_with_the_whole(
        parts in proptest::collection::vec("[為著裡乾隆軟體資訊執行緒后發髮臺台，\u{F900}\u{2F800}U盤B肝 \u{2FF0}a\u{FE00}]{0,12}", 1..6),
    ) {
        let text = parts.join("\n");
        for converter in TESTED.iter() {
            let whole = converter.convert_str(&text);
            proptest::prop_assert_eq!(&applied(&text, &converter.edits(&text)), &*whole);
            if !text.contains('\u{2FF0}') {
                let lines: Vec<_> = parts.iter().map(|part| converter.convert_str(part)).collect();
                proptest::prop_assert_eq!(&lines.join("\n"), &*whole);
            }
        }
    }
}

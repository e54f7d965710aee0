//! `guiyi convert`.

use crate::place::Place;

#[test]
fn convert_streams_files_and_pipes() {
    let place = Place::with(&[("a.txt", "岗位职责\n".as_bytes())]);
    assert_eq!(place.run(&["convert", "a.txt"]).expect(0).out(), "岗位职责\n");
    assert_eq!(place.pipe(&["convert", "-c", "tw2sp"], "岗位".as_bytes()).expect(0).out(), "岗位");
    place.run(&["convert", "a.txt", "-o", "out/b.txt"]).expect(0);
    assert_eq!(place.text("out/b.txt"), "岗位职责\n");
    place.run(&["convert", "-c", "nonsense", "a.txt"]).expect(2).says("nonsense");
}

#[test]
fn convert_takes_the_words_it_is_told_to() {
    let place = Place::with(&[("a.txt", "護士的核心任務透過軟體執行\n".as_bytes())]);
    let cases = [
        ("guiyi", "护士的核心任务通过软件执行\n"),
        ("opencc", "护士的核心任务透过软件运行\n"),
        ("none", "护士的核心任务透过软体执行\n"),
    ];
    for (words, expected) in cases {
        assert_eq!(place.run(&["convert", "a.txt", "--phrases", words]).expect(0).out(), expected, "{words}");
    }
    place.run(&["convert", "a.txt", "--phrases", "all"]).expect(2).says("guiyi");
    place.run(&["convert", "a.txt", "-c", "tw2s", "--phrases", "none"]).expect(2);
}

#[test]
fn naming_the_script_replaces_detection_and_nothing_else() {
    let text = "護士透過軟體登入，見https://example.org/維護\n使用者\n";
    let place = Place::with(&[("a.txt", text.as_bytes()), ("b.txt", "护士通过软件登录\n".as_bytes())]);
    let kept = "护士通过软件登录，见https://example.org/維護\n用户\n";
    for from in ["hant", "hant-tw", "hant-hk"] {
        assert_eq!(place.run(&["convert", "a.txt", "--from", from]).expect(0).out(), kept, "{from}");
    }
    let to_taiwan = ["convert", "b.txt", "--from", "hans", "--to", "hant-tw"];
    assert_eq!(place.run(&to_taiwan).expect(0).out(), "護士通過軟體登入\n");
    let words = ["convert", "a.txt", "--from", "hant-tw", "--phrases", "none"];
    assert!(place.run(&words).expect(0).out().starts_with("护士透过软体登入"));
    let words = ["convert", "a.txt", "--from", "hant-tw", "--phrases", "opencc"];
    assert!(place.run(&words).expect(0).out().starts_with("护士透过软件登录"));
    let other = ["convert", "a.txt", "--from", "hant", "--set", "convert.to=keep"];
    assert_eq!(place.run(&other).expect(0).out(), text, "the settings say where to");
    place.run(&["convert", "a.txt", "--from", "hant-tw", "--to", "hant-hk"]).expect(2).says("hant first");
}

#[test]
fn code_is_kept_unless_an_opencc_config_is_asked_for() {
    let text = "護士執行 `軟體`，見「報表.xlsx」與https://example.org/維護\n";
    let place = Place::with(&[("a.txt", text.as_bytes())]);
    let kept = "护士执行 `軟體`，见「報表.xlsx」与https://example.org/維護\n";
    assert_eq!(place.run(&["convert", "a.txt"]).expect(0).out(), kept);
    let all = "护士执行 `软体`，见「报表.xlsx」与https://example.org/维护\n";
    assert_eq!(place.run(&["convert", "a.txt", "-c", "tw2s"]).expect(0).out(), all);
}

#[cfg(not(feature = "opencc"))]
#[test]
fn an_engine_that_is_not_built_in_is_told_with_its_remedy() {
    let place =
        Place::with(&[("guiyi.toml", b"[convert]\nengine = 'opencc'\n"), ("a.md", "護士".as_bytes())]);
    let run = place.run(&["convert", "a.md"]).expect(2);
    run.says("convert.engine").says("--features opencc");
}

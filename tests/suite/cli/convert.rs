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

//! Cases of linking as a whole.

use super::*;

/// Two authors and one list of 咖啡店长, one duty a line.
fn records() -> Vec<Record> {
    let lists: [(&str, &[&str]); 3] = [
        (
            "甲.md",
            &[
                "盘点咖啡豆库存",
                "制定排班表",
                "处理顾客投诉",
                "培训新员工",
                "每日清洁咖啡机",
                "开店前检查设备",
            ],
        ),
        (
            "乙.md",
            &["对咖啡豆进行库存清点", "负责员工排班", "客诉处理", "新人带教", "咖啡机清洗", "每月清洁咖啡机"],
        ),
        ("丙.md", &["咖啡豆盘库", "编制班表", "安抚并处理顾客抱怨", "打烊后清点现金"]),
    ];
    let mut out = Vec::new();
    for (source, titles) in lists {
        for (at, title) in titles.iter().enumerate() {
            out.push(Record {
                id: format!("{source}{at}"),
                title: (*title).to_owned(),
                source: source.to_owned(),
                line_start: Some(at + 3),
                ..Record::default()
            });
        }
    }
    out
}

fn run(records: &[Record], constraints: &Constraints) -> Linked {
    let options = Options { collect_pairs: true, ..Options::default() };
    link(records, &LinkLexicon::embedded(), constraints, &options)
}

fn home(linked: &Linked, record: usize) -> usize {
    linked
        .clusters
        .iter()
        .position(|cluster| cluster.members.contains(&record))
        .expect("every record has a cluster")
}

#[test]
fn wordings_of_one_duty_come_together_and_lists_stay_apart() {
    let records = records();
    let linked = run(&records, &Constraints::default());
    let same = |a: usize, b: usize| home(&linked, a) == home(&linked, b);
    assert!(same(0, 6) && same(0, 12), "盘点");
    assert!(same(2, 8), "投诉");
    assert!(!same(4, 11), "每日 and 每月 exclude each other");
    for cluster in &linked.clusters {
        let mut sources: Vec<&str> = cluster.members.iter().map(|&at| records[at].source.as_str()).collect();
        sources.dedup();
        assert_eq!(sources.len(), cluster.members.len(), "one list's items are distinct: {cluster:?}");
        assert!(cluster.members.contains(&cluster.canonical));
    }
}

#[test]
fn the_order_of_the_records_and_the_threads_do_not_matter() {
    let records = records();
    let by_id = |linked: &Linked, records: &[Record]| {
        let mut out: Vec<(Vec<String>, String, Option<String>)> = linked
            .clusters
            .iter()
            .map(|cluster| {
                let mut ids: Vec<String> = cluster.members.iter().map(|&at| records[at].id.clone()).collect();
                ids.sort();
                let weakest = cluster.weakest.map(|link| format!("{:.6}", link.2));
                (ids, records[cluster.canonical].id.clone(), weakest)
            })
            .collect();
        out.sort();
        out
    };
    let expected = by_id(&run(&records, &Constraints::default()), &records);
    let mut turned = records.clone();
    turned.reverse();
    turned.rotate_left(5);
    assert_eq!(by_id(&run(&turned, &Constraints::default()), &turned), expected);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert_eq!(by_id(&pool.install(|| run(&records, &Constraints::default())), &records), expected);
}

#[test]
fn decisions_win_over_weights() {
    let records = records();
    let linked = run(&records, &Constraints { must: vec![(3, 15)], cannot: vec![(0, 6)] });
    assert_eq!(home(&linked, 3), home(&linked, 15));
    assert_ne!(home(&linked, 0), home(&linked, 6));
    assert!(
        linked.review.iter().all(|doubt| (doubt.pair.a, doubt.pair.b) != (0, 6)),
        "a decided pair is not asked about"
    );
}

#[test]
fn a_waterfall_adds_up_and_is_the_weight_that_linking_used() {
    let records = records();
    let linked = run(&records, &Constraints::default());
    let options = Options::default();
    for pair in &linked.pairs {
        let sum: f64 = pair.levels.iter().map(|level| level.weight).sum();
        assert!((sum - pair.weight).abs() < 1e-9);
        let again = explain(&records, pair.b, pair.a, &LinkLexicon::embedded(), &Model::shipped(), &options)
            .expect("two records");
        assert_eq!(&again, pair);
    }
    assert_eq!(linked.pairs[0].levels[0].comparison, "prior");
    assert!(explain(&records, 1, 1, &LinkLexicon::embedded(), &Model::shipped(), &options).is_none());
}

#[test]
fn blocking_finds_what_all_pairs_find() {
    let records = records();
    let lexicon = LinkLexicon::embedded();
    let all = link(&records, &lexicon, &Constraints::default(), &Options::default());
    let options = Options { all_pairs_up_to: 0, nearest: 6, ..Options::default() };
    let blocked = link(&records, &lexicon, &Constraints::default(), &options);
    assert!(blocked.candidates.pairs < all.candidates.pairs);
    assert_eq!(blocked.candidates.by_rule.len(), 5);
    let members = |linked: &Linked| -> Vec<Vec<usize>> {
        linked.clusters.iter().map(|cluster| cluster.members.clone()).collect()
    };
    assert_eq!(members(&blocked), members(&all));
}

#[test]
fn numbered_things_are_different_things() {
    let record = |id: &str, source: &str, title: &str| Record {
        id: id.to_owned(),
        title: title.to_owned(),
        source: source.to_owned(),
        ..Record::default()
    };
    let records =
        [record("a", "甲", "盘点1号库"), record("b", "乙", "盘点2号库"), record("c", "丙", "1号库盘点")];
    let linked = run(&records, &Constraints::default());
    assert_eq!(home(&linked, 0), home(&linked, 2));
    assert_ne!(home(&linked, 0), home(&linked, 1));
}

#[test]
fn nothing_and_odd_titles_are_no_trouble() {
    assert!(run(&[], &Constraints::default()).clusters.is_empty());
    let odd: Vec<Record> = ["", "。", "（）", "🎉", "a", "的"]
        .iter()
        .map(|title| Record { id: (*title).to_owned(), title: (*title).to_owned(), ..Record::default() })
        .collect();
    assert_eq!(run(&odd, &Constraints::default()).clusters.iter().map(|c| c.members.len()).sum::<usize>(), 6);
}

#[test]
fn only_what_has_something_in_common_is_asked_about() {
    let titled = |at: usize, source: &str, title: &str| Record {
        id: at.to_string(),
        title: title.to_owned(),
        source: source.to_owned(),
        ..Record::default()
    };
    let records = [
        titled(0, "甲", "检修锅炉"),
        titled(1, "甲", "编写年终总结"),
        titled(2, "乙", "接待来访学生"),
        titled(3, "乙", "锅炉安全附件校验"),
    ];
    let options = Options { review_floor: -50.0, ..Options::default() };
    let linked = link(&records, &LinkLexicon::embedded(), &Constraints::default(), &options);
    let asked: Vec<(usize, usize)> = linked.review.iter().map(|x| (x.pair.a, x.pair.b)).collect();
    assert_eq!(asked, [(0, 3)], "the others share a place at most");
    let cannot = Constraints { must: Vec::new(), cannot: vec![(0, 3)] };
    assert!(link(&records, &LinkLexicon::embedded(), &cannot, &options).review.is_empty());
}

#[test]
fn likeness_among_documents_of_many_trades_is_chance_more_often() {
    const OTHERS: &str = "切配蔬菜 浇灌苗木 驾驶公交车 装订图书 喷涂车身 抢救溺水者 编织竹器 放映影片 修剪草坪 养殖蜜蜂 裁剪布料 \
        烘焙面包 焊接管道 接听电话 搬运行李 检修电梯 采摘茶叶 护理婴儿 打磨镜片 印刷报纸 救治牲畜 播报天气 疏导车流 \
        清洗外墙 分拣邮件 雕刻木器 铺设地砖 安装空调 酿造白酒 调试钢琴";
    let record = |(number, title): (usize, &str)| Record {
        id: number.to_string(),
        title: title.to_owned(),
        source: format!("{number:02}"),
        ..Record::default()
    };
    let alike = ["获取审计证据", "收集调取核实证据"];
    let few: Vec<Record> = alike.into_iter().enumerate().map(record).collect();
    let many: Vec<Record> =
        alike.into_iter().chain(OTHERS.split_whitespace()).enumerate().map(record).collect();
    let together = |records: &[Record]| {
        let linked = run(records, &Constraints::default());
        home(&linked, 0) == home(&linked, 1)
    };
    assert!(together(&few) && !together(&many));
}

/// Two lists in one document: what a baker does, and a good half of it again in other words, a duty a line.
fn two_lists(length: usize) -> Vec<Record> {
    const TWICE: [[&str; 2]; 9] = [
        ["整理原料仓库，先进先出", "按先进先出整理原料仓库"],
        ["调试醒发箱温度", "醒发箱温度湿度调试"],
        ["称量面粉", "核对面粉重量"],
        ["教徒弟整形手法", "带徒弟练整形"],
        ["登记报废面包", "面包报废登记"],
        ["擦拭烤盘", "记录门店退货"],
        ["试做当季新品", "安排夜班宵夜"],
        ["联系奶油供应商", "上报水电用量"],
        ["排定出炉时刻", "锁好后门"],
    ];
    let listed = |list: usize| {
        TWICE.iter().take(length).enumerate().map(move |(at, titles)| Record {
            id: format!("{list}.{at}"),
            title: titles[list].to_owned(),
            source: "烘焙师.md".to_owned(),
            document: Some("烘焙师.md".to_owned()),
            line_start: Some(at + 1 + 40 * list),
            ..Record::default()
        })
    };
    listed(0).chain(listed(1)).collect()
}

#[test]
fn what_one_author_says_again_in_another_long_list_is_told_by_its_lead() {
    let levels = |length: usize| -> Vec<String> {
        let records = two_lists(length);
        let (lexicon, options) = (LinkLexicon::embedded(), Options::default());
        let found = explain(&records, 0, length, &lexicon, &Model::shipped(), &options).expect("a pair");
        found.levels.into_iter().map(|level| format!("{} {}", level.comparison, level.weight)).collect()
    };
    let (long, short) = (levels(9), levels(7));
    assert!(
        long.iter().any(|level| level == "context 0") && long.iter().any(|level| level.starts_with("lead "))
    );
    assert!(short.iter().any(|level| level == "context -2"), "too few rivals for a lead: {short:?}");
    assert!(!short.iter().any(|level| level.starts_with("lead ")));

    let records = two_lists(9);
    let linked = run(&records, &Constraints::default());
    let same = |a: usize, b: usize| home(&linked, a) == home(&linked, b);
    assert!(same(0, 9) && same(4, 13), "{:?}", linked.clusters);
    assert!((5..9).all(|at| !same(at, 9 + at)), "{:?}", linked.clusters);
}

#[test]
fn a_list_is_none_of_the_objects_that_others_state_one_by_one() {
    let titles = [
        ("甲", "制定社团章程、预算和活动日程"),
        ("乙", "制定活动日程"),
        ("丙", "活动日程制定"),
        ("乙", "制定社团预算"),
        ("丙", "社团预算的制定"),
        ("丁", "制定社团章程、预算、活动日程"),
    ];
    let record = |(at, (source, title)): (usize, &(&str, &str))| Record {
        id: at.to_string(),
        title: (*title).to_owned(),
        source: (*source).to_owned(),
        line_start: Some(at + 1),
        ..Record::default()
    };
    let records: Vec<Record> = titles.iter().enumerate().map(record).collect();
    let linked = run(&records, &Constraints::default());
    let same = |a: usize, b: usize| home(&linked, a) == home(&linked, b);
    assert!(same(1, 2) && same(3, 4) && !same(1, 3), "{:?}", linked.clusters);
    assert!(same(0, 5) && !same(0, 1) && !same(0, 3), "{:?}", linked.clusters);
}

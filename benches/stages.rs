//! Reading and cleaning Markdown and plain text made here, tidy and noisy, and the whole way from
//! bytes to the cleaned text: bytes a second on one core.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use guiyi::clean::{CorpusFacts, Options, clean};
use guiyi::document::Document;
use guiyi::lexicon::noise::NoiseRules;
use guiyi::pipeline::{Knowledge, Pipeline};
use guiyi::read::read;
use guiyi::render::article;
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Sections of a role description.
const SECTIONS: usize = 2_000;
/// Blocks of each section: heading, paragraph, three items.
const BLOCKS: usize = 5;

fn tidy() -> String {
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
    let source = source(name, tidy());
    bencher.counter(BytesCount::new(source.bytes.len())).bench_local(|| {
        let document = document(&source);
        assert!(document.blocks.len() >= SECTIONS * BLOCKS);
        document
    });
}

#[divan::bench(args = ["a.md", "a.txt"], sample_count = 20)]
fn clean_article(bencher: Bencher<'_, '_>, name: &str) {
    let rules = NoiseRules::embedded().expect("embedded rules");
    let source = source(name, tidy());
    bencher
        .counter(BytesCount::new(source.bytes.len()))
        .with_inputs(|| document(&source))
        .bench_local_values(|document| {
            let cleaned = clean(document, &rules, &CorpusFacts::default(), &Options::default());
            assert!(cleaned.document.blocks.len() >= SECTIONS * BLOCKS);
            cleaned
        });
}

/// What a portal puts above an article.
const ABOVE: [&str; 8] = [
    "首页 > 频道 > 仓储 > 正文",
    "登录 | 注册 | 设为首页 | 收藏本站",
    "2024-05-06 10:20　来源：仓储频道　作者：小满",
    "字号：大 中 小",
    "打印本页",
    "阅读 1024 次 评论 12 条",
    "盘点 库存 仓储 物流 配送 采购",
    "广告",
];

/// What it puts below.
const BELOW: [&str; 20] = [
    "扫码关注我们的公众号，获取更多仓储资料",
    "责任编辑：小满",
    "分享到：微信 微博 QQ空间",
    "上一篇：库区怎样划分",
    "下一篇：先进先出怎样落实",
    "相关阅读",
    "· 周转箱的编号办法",
    "· 冷库的巡检要点",
    "· 退货怎样入库",
    "声明：本文仅代表作者观点，如有侵权请联系我们删除。",
    "全部评论（3）",
    "麦穗",
    "2024-05-07 08:15",
    "抽盘的比例我们店定得低一些，人手不够。",
    "赞(3) 回复",
    "山前",
    "2024-05-07 09:40",
    "写得细，照着做了一遍。",
    "赞(1) 回复",
    "版权所有 © 2024 仓储频道",
];

/// What a chat leaves around a note written in it, and writers leave inside.
const CHAT: [&str; 3] = [
    "当然可以！以下是为您整理的仓库主管岗位说明：",
    "> [!NOTE]\n> 待补充：夜班的安排",
    "希望这份说明对您有帮助。如果您还需要调整，请随时告诉我！",
];

/// Paragraphs of each text, so that it has about 13 kB.
const PARAGRAPHS: usize = 40;

/// A text with the noise it was saved with: a portal's page pasted, or a note from a chat.
fn noisy(name: &str, number: usize) -> String {
    let mut out = String::new();
    let markdown = name.ends_with(".md");
    let above: &[&str] = if markdown { &CHAT[..2] } else { &ABOVE };
    let below: &[&str] = if markdown { &CHAT[2..] } else { &BELOW };
    for line in above {
        let _ = writeln!(out, "{line}\n");
    }
    for at in 0..PARAGRAPHS {
        let label = number * PARAGRAPHS + at;
        let _ = match at % 4 {
            0 if markdown => writeln!(out, "## 📦 {}. 第{label}区的职责\n", at / 4 + 1),
            0 => writeln!(out, "（{}）第{label}区的职责\n", at / 4 + 1),
            1 => writeln!(
                out,
                "仓库主管每月组织第{label}区的盘点，核对账面与实物差异[{at}]；差异超过 3 % 的货位，须在两个工作日内复盘，\
                 并把 Excel 明细发给财务 finance team。以下是常用的做法：\n"
            ),
            2 => writeln!(out, "- 备货：开店前清点第{label}区库存\n- 交接：登记现金与钥匙（共 {at} 项）\n"),
            _ => {
                writeln!(out, "班组长说：“先看货位，再看单据。”大家照办之后，错发由每周 {at} 件降到一件。\n")
            }
        };
    }
    for line in below {
        let _ = writeln!(out, "{line}\n");
    }
    out
}

/// Sources with a noisy text each.
fn noisy_sources(name: &str) -> Vec<Source> {
    (0..200).map(|number| source(name, noisy(name, number))).collect()
}

#[divan::bench(args = ["a.md", "a.txt"], sample_count = 10)]
fn clean_noisy(bencher: Bencher<'_, '_>, name: &str) {
    let rules = NoiseRules::embedded().expect("embedded rules");
    let sources = noisy_sources(name);
    bencher
        .counter(BytesCount::new(sources.iter().map(|source| source.bytes.len()).sum::<usize>()))
        .with_inputs(|| sources.iter().map(document).collect::<Vec<_>>())
        .bench_local_values(|documents| {
            for document in documents {
                let cleaned = clean(document, &rules, &CorpusFacts::default(), &Options::default());
                assert!(!cleaned.removals.is_empty() && cleaned.document.blocks.len() >= PARAGRAPHS);
            }
        });
}

/// From bytes to the bytes of the cleaned Markdown, the target of 50 MB/s; writing to disk excluded.
#[divan::bench(args = ["tidy.md", "tidy.txt", "noisy.md", "noisy.txt"], sample_count = 10)]
fn read_to_written(bencher: Bencher<'_, '_>, name: &str) {
    let knowledge = Knowledge::load(Vec::new()).expect("embedded lexicons");
    let pipeline = Pipeline::new(Settings::default(), knowledge).expect("default settings");
    let sources = if name.starts_with("noisy") { noisy_sources(name) } else { vec![source(name, tidy())] };
    let bytes = sources.iter().map(|source| source.bytes.len()).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for source in &sources {
            let found = pipeline.article(source, &CorpusFacts::default()).expect("the source is text");
            let mut written = Vec::with_capacity(source.bytes.len());
            article::markdown(&found.document, &mut written).expect("memory takes every byte");
            assert!(written.len() * 2 > source.bytes.len());
        }
    });
}

/// What every start of the program pays.
#[divan::bench(sample_count = 20)]
fn load_rules() -> NoiseRules {
    NoiseRules::embedded().expect("embedded rules")
}

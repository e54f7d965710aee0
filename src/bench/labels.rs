//! The words of a report for people, in both languages.

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Column heads and captions.
pub(super) struct Labels {
    pub(super) lang: &'static str,
    pub(super) title: &'static str,
    pub(super) linking: &'static str,
    pub(super) quality: [&'static str; 9],
    pub(super) clustering: [&'static str; 7],
    pub(super) candidates: [&'static str; 8],
    pub(super) baselines: [&'static str; 8],
    pub(super) documents: [&'static str; 8],
    pub(super) synthetic: [&'static str; 5],
    pub(super) against: [&'static str; 5],
    pub(super) errors: &'static str,
    pub(super) kinds: [&'static str; 3],
    pub(super) curve: &'static str,
    pub(super) precision: &'static str,
    pub(super) recall: &'static str,
    pub(super) sweep: &'static str,
    pub(super) threshold: &'static str,
    pub(super) compared: &'static str,
    pub(super) ours: &'static str,
    pub(super) synthetic_title: &'static str,
    pub(super) variation: &'static str,
    pub(super) hard_negative: &'static str,
    pub(super) documents_title: &'static str,
    pub(super) baselines_note: &'static str,
    pub(super) intervals_note: &'static str,
    pub(super) stability_note: &'static str,
    pub(super) review_note: &'static str,
    pub(super) seconds: &'static str,
    pub(super) memory: &'static str,
}

impl Labels {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static ZH: Labels = Labels {
    lang: "zh-CN",
    title: "归一 · 评测报告",
    linking: "归并",
    quality: ["归并", "任务", "簇", "金标", "精确率", "召回率", "F1", "95% 区间", "误并"],
    clustering: ["聚类", "聚类前 F1", "B³ F1", "整簇 F1", "ARI", "V", "平均精确率"],
    candidates: ["候选与稳定", "完备率", "缩减率", "复核/任务", "换序", "减一成", "添一成", "秒"],
    baselines: ["基线（阈值取自同一金标）", "簇", "阈值", "精确率", "召回率", "F1", "B³ F1", "误并"],
    documents: ["文档", "噪声 P", "噪声 R", "任务 P", "任务 R", "任务 F1", "误删", "残留"],
    synthetic: ["生成的难例", "类别", "对数", "正确", "比例"],
    against: ["与上次相比", "F1 差", "95% 区间", "B³ F1 差", "95% 区间"],
    errors: "最差的错误",
    kinds: ["必须分开却并了", "误并", "漏并"],
    curve: "精确率—召回率曲线（逐对，聚类前）",
    precision: "精确率",
    recall: "召回率",
    sweep: "阈值扫描（聚类后）",
    threshold: "阈值（比特）",
    compared: "与基线比较（F1）",
    ours: "归一",
    synthetic_title: "生成的难例：各类改写的召回率，各类近似项的精确率",
    variation: "改写",
    hard_negative: "近似项",
    documents_title: "文档",
    baselines_note: "基线的阈值取自同一份金标，是它们的上限；归一对所有金标用同一个阈值。",
    intervals_note: "区间由对金标簇重抽样得到（500 次），不是对任务对抽样。",
    stability_note: "换序、减一成、添一成：受扰动的结果与原结果的调整兰德指数（ARI）。",
    review_note: "复核/任务：依次询问最可能同为一项的两组（看权重，也看互为第几近；每答一次重排），看到 95% 应并的任务为止，平均每项任务要看的对数；能由前面的回答推出的不再出示。",
    seconds: "用时（秒）",
    memory: "内存峰值（MB）",
};

static EN: Labels = Labels {
    lang: "en",
    title: "guiyi bench report",
    linking: "Linking",
    quality: ["linking", "tasks", "clusters", "gold", "P", "R", "F1", "95 %", "apart broken"],
    clustering: ["clustering", "F1 before", "B3 F1", "exact F1", "ARI", "V", "avg. precision"],
    candidates: ["candidates", "complete", "reduction", "review/task", "order", "-10 %", "+10 %", "s"],
    baselines: [
        "baseline (threshold from this gold)",
        "clusters",
        "threshold",
        "P",
        "R",
        "F1",
        "B3 F1",
        "apart broken",
    ],
    documents: ["document", "noise P", "noise R", "tasks P", "tasks R", "tasks F1", "lost", "left"],
    synthetic: ["generated", "kind", "pairs", "right", "share"],
    against: ["against the saved run", "F1 change", "95 %", "B3 F1 change", "95 %"],
    errors: "Worst errors",
    kinds: ["must stay apart, joined", "wrongly joined", "missed"],
    curve: "Precision and recall of pairs, before clustering",
    precision: "precision",
    recall: "recall",
    sweep: "Threshold sweep, after clustering",
    threshold: "threshold (bits)",
    compared: "Beside the baselines (F1)",
    ours: "guiyi",
    synthetic_title: "Generated cases: recall by kind of variation, precision by kind of hard negative",
    variation: "variation",
    hard_negative: "hard negative",
    documents_title: "Documents",
    baselines_note: "A baseline's threshold is chosen on the gold it is scored on: an upper bound. guiyi uses one threshold for all.",
    intervals_note: "Intervals resample gold clusters (500 times), not pairs.",
    stability_note: "order, -10 %, +10 %: adjusted Rand index between the disturbed and the plain result.",
    review_note: "review/task: questions about the two groups likeliest to be one (by weight and by how near each is to the other, in a new order after each answer) until 95 % of the true merges were seen, for each task; what follows from the answers before is not asked.",
    seconds: "Time (s)",
    memory: "Peak memory (MB)",
};

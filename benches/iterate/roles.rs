//! Invented role descriptions: as many documents as wanted, each with the sections, attributes and furniture that
//! such documents have.

/// Documents of one role.
const TO_A_ROLE: usize = 8;
/// Duties of one document.
pub(crate) const DUTIES: usize = 30;
/// Of five statements two are of a duty not stated before.
const DISTINCT: usize = TO_A_ROLE * DUTIES * 2 / 5;

const CHARACTERS: &str = "库存客户设备合同预算门店生产物流病房药品课程财务车辆产品网络食材消防税务薪酬广告订单档案能源展会图纸\
    质量市场航班接口仓储证照样本桥梁电缆管线苗木票据舆情版权算力模具涂层渠道温湿隧道锅炉餐具床位试剂器械";
const ACTS: [(&str, &str); 24] = [
    ("编制", "编写"),
    ("审核", "审查"),
    ("核对", "核实"),
    ("制定", "拟定"),
    ("优化", "改进"),
    ("统计", "汇总"),
    ("分析", "研究"),
    ("组织", "安排"),
    ("检查", "巡查"),
    ("维护", "维修"),
    ("登记", "记录"),
    ("评估", "评价"),
    ("整理", "梳理"),
    ("培训", "辅导"),
    ("监督", "监管"),
    ("设计", "规划"),
    ("测试", "验证"),
    ("采购", "购买"),
    ("盘点", "清点"),
    ("发布", "公布"),
    ("跟踪", "跟进"),
    ("协调", "沟通"),
    ("处理", "解决"),
    ("收集", "搜集"),
];
const FORMS: [&str; 12] =
    ["计划", "报告", "台账", "流程", "方案", "清单", "手册", "预案", "模板", "规范", "数据", "进度"];
const SKILLS: [&str; 16] = [
    "沟通能力",
    "数据分析",
    "项目管理",
    "统计学",
    "谈判技巧",
    "应急处理",
    "文案写作",
    "法律知识",
    "会计基础",
    "编程",
    "心理学",
    "英语读写",
    "成本控制",
    "风险识别",
    "团队管理",
    "质量工具",
];
const TOOLS: [&str; 14] = [
    "Excel",
    "SQL",
    "ERP",
    "SAP",
    "钉钉",
    "企业微信",
    "Jira",
    "Power BI",
    "Tableau",
    "MES",
    "Visio",
    "CAD",
    "扫码枪",
    "测温仪",
];
const PARTNERS: [&str; 12] = [
    "财务部",
    "供应商",
    "客户",
    "生产部",
    "人事部",
    "法务",
    "市场部",
    "研发部",
    "物流商",
    "门店",
    "审计",
    "监理",
];
const OFTEN: [&str; 6] = ["每日", "每周", "每月", "每季度", "每年", "不定期"];

/// A sequence that looks random and is the same on every machine (Steele and others 2014, SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }

    /// A rank below `n` after Zipf's law.
    fn rank(&mut self, n: usize) -> usize {
        ((n as f64).powf(self.roll(1 << 20) as f64 / f64::from(1 << 20)) as usize).min(n) - 1
    }
}

/// What all documents are made of.
pub(crate) struct World {
    words: Vec<String>,
    documents: usize,
}

impl World {
    /// Words for so many documents: 2,000 at 10,000 duties, and more with the 0.6th power (Heaps' law).
    pub(crate) fn new(documents: usize) -> Self {
        let number = 2_000.0 * ((documents * DUTIES) as f64 / 10_000.0).powf(0.6);
        let characters: Vec<char> = CHARACTERS.chars().filter(|c| !c.is_whitespace()).collect();
        let mut dice = Dice(1);
        let words = (0..number as usize)
            .map(|_| String::from_iter([dice.of(&characters), dice.of(&characters)]))
            .collect();
        Self { words, documents }
    }

    /// A word: of the role's own trade as often as not.
    fn word(&self, dice: &mut Dice, role: usize) -> &str {
        let own = dice.roll(2) * role * 37;
        &self.words[(dice.rank(self.words.len()) + own) % self.words.len()]
    }

    /// Duty number `duty` of a role in one of its wordings, and a sentence that describes it.
    fn duty(&self, role: usize, duty: usize, dice: &mut Dice) -> (String, String) {
        let mut fixed = Dice((role * DISTINCT + duty) as u64 * 977 + 5);
        let (act, other) = fixed.of(&ACTS);
        let (one, two) = (self.word(&mut fixed, role), self.word(&mut fixed, role));
        let form = fixed.of(&FORMS);
        let title = match dice.roll(6) {
            0 | 1 => format!("{act}{one}{two}{form}"),
            2 => format!("对{one}{two}{form}进行{act}"),
            3 => format!("负责{one}{two}{form}的{act}"),
            4 => format!("{other}{one}{two}{form}"),
            _ => format!("{act}{}{one}{two}{form}", self.word(dice, role)),
        };
        let (with, after) = (dice.of(&PARTNERS), self.word(dice, role));
        let text = match dice.roll(3) {
            0 => format!("根据{after}情况{act}{one}{two}{form}，与{with}确认之后归入{}", dice.of(&FORMS)),
            1 => format!("{act}{form}，说明{one}与{two}的现状，{after}有出入时告知{with}"),
            _ => format!("按{after}的要求准备{one}资料，{act}{two}{form}并留存备查"),
        };
        (title, text)
    }

    /// Document number `at` as Markdown.
    pub(crate) fn document(&self, at: usize) -> String {
        let roles = self.documents.div_ceil(TO_A_ROLE);
        let (role, mut dice) = (at % roles, Dice(at as u64 * 31 + 11));
        let name = format!(
            "{}{}主管",
            self.words[(role * 7 + 90) % self.words.len()],
            self.words[(role * 13 + 50) % self.words.len()]
        );
        let mut out = format!("首页 > 招聘 > {name}\n\n# {name}\n\n## 岗位概述\n\n");
        for _ in 0..3 {
            let (one, two) = (self.word(&mut dice, role), self.word(&mut dice, role));
            out += &format!(
                "{name}对{one}的结果负责，是{two}与各部门之间的桥梁，也为一线同事提供{}方面的支持。",
                self.word(&mut dice, role)
            );
        }
        out += "\n\n## 岗位职责\n";
        for number in 0..DUTIES {
            if number % 6 == 0 {
                let group = (number / 6 + at / roles) % 5;
                out += &format!("\n### {}管理\n\n", self.words[(role * 5 + group) * 3 % self.words.len()]);
            }
            let duty = number * DISTINCT / DUTIES + dice.roll(TO_A_ROLE * 2 / 5);
            let (title, text) = self.duty(role, duty, &mut dice);
            out += &format!("- {title}\n");
            if dice.roll(3) > 0 {
                out += &format!(
                    "  - 任务描述：{text}。\n  - 所需技能：{}、{}\n",
                    dice.of(&SKILLS),
                    dice.of(&SKILLS)
                );
                out += &format!("  - 常用工具：{}、{}\n", dice.of(&TOOLS), dice.of(&TOOLS));
                out += &format!("  - 协作对象：{}\n  - 频率：{}\n", dice.of(&PARTNERS), dice.of(&OFTEN));
            }
        }
        out += "\n## 任职要求\n\n";
        for _ in 0..5 {
            out += &format!(
                "- 熟悉{}与{}，有{}经验\n",
                self.word(&mut dice, role),
                dice.of(&TOOLS),
                dice.of(&SKILLS)
            );
        }
        out += &format!(
            "\n点赞 {}　收藏 {}　分享\n\n版权声明：本文为原创文章，转载请注明出处。\n\n",
            dice.roll(900),
            dice.roll(90)
        );
        out + "扫码关注公众号，获取更多岗位资料\n\n相关推荐\n\n上一篇 下一篇\n"
    }
}

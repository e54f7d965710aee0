//! Numbers at random from a fixed seed, and the words that pages and comments are made of.

/// The step of SplitMix64 (Steele, Lea and Flood 2014).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Draws the same numbers in every run.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(STEP))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True `percent` times of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const WHO: [&str; 16] = [
    "护士长",
    "仓库主管",
    "焊工班长",
    "会计",
    "配送司机",
    "班主任",
    "客服组长",
    "门店店长",
    "车间主任",
    "采购员",
    "物业管家",
    "宿管阿姨",
    "景区讲解员",
    "质检员",
    "图书管理员",
    "社区医生",
];
const WHEN: [&str; 12] = [
    "每天早上",
    "交接班之前",
    "月底",
    "旺季来临时",
    "接到通知以后",
    "周五下班前",
    "开工第一周",
    "验收当天",
    "节假日前后",
    "天气转凉以后",
    "新人到岗的头一个月",
    "每个季度",
];
const ACTS: [&str; 16] = [
    "核对当天的清单",
    "把设备逐台检查一遍",
    "和上下游确认时间",
    "整理前一天的记录",
    "组织一次短会",
    "到现场走一圈",
    "更新公告栏里的安排",
    "把异常写进台账",
    "抽查三成的样品",
    "回访意见最多的几户人家",
    "重新排一遍班次",
    "清点备用的物资",
    "带着徒弟做一遍示范",
    "给家属打电话说明情况",
    "把钥匙和印章收好",
    "对照标准打分",
];
const WHY: [&str; 12] = [
    "免得出了差错找不到原因",
    "这样后面的人接手时心里有数",
    "否则返工的时间比做一遍还长",
    "因为纸面上的数字和实际常常对不上",
    "为的是让每个人都知道底线在哪里",
    "这是多年来吃过亏之后定下的规矩",
    "哪怕只差几分钟也会影响一整条线",
    "而不是等问题堆起来再处理",
    "该留的凭据一样也不能少",
    "做得好的经验要及时传开",
    "谁签字谁负责",
    "省下来的时间可以用来带新人",
];
const SAID: [&str; 24] = [
    "写得真实在",
    "学到了，谢谢分享",
    "我们单位也是这么干的，就是没人愿意坚持",
    "请问新人多久能独立上岗？",
    "说得轻巧，人手不够怎么办",
    "已转给同事看",
    "哈哈哈太真实了",
    "这个办法我试过，效果一般",
    "mark一下",
    "沙发！",
    "楼主好人",
    "第三段说得不对，旺季根本排不开",
    "收藏了，回头细看",
    "支持支持",
    "求一份表格模板",
    "去年我们就因为这个返工了半个月，教训啊",
    "同感",
    "不敢苟同，制度再好也要看执行的人",
    "催更",
    "能不能讲讲夜班怎么安排？",
    "干货满满",
    "看完想起我师父了",
    "小城市的店根本没有这个条件",
    "留个脚印",
];
const EMOJI: [&str; 6] = ["👍👍👍", "😂😂", "❤️", "[赞][赞]", "🌹🌹🌹", "[捂脸]"];
const NAMES: [&str; 24] = [
    "小满",
    "阿杰",
    "风吹麦浪",
    "Lily_Chen",
    "用户3829104",
    "不想上班的猫",
    "老周",
    "秋水",
    "Tom2019",
    "护士小李",
    "南方有嘉木",
    "momo",
    "一只大西瓜",
    "王师傅修车",
    "wei.zhang",
    "清风明月",
    "匿名用户",
    "木子李",
    "K线猎人",
    "豆包不是豆包",
    "大鹏",
    "山里人家",
    "Echo",
    "热心市民刘女士",
];
const PLACES: [&str; 8] = ["浙江", "广东", "北京", "四川", "江苏", "台湾", "黑龙江", "上海"];

/// A sentence about work, with its full stop.
pub(super) fn sentence(draw: &mut Draw) -> String {
    let (who, when, why) = (draw.pick(&WHO), draw.pick(&WHEN), draw.pick(&WHY));
    let (one, two) = (draw.pick(&ACTS), draw.pick(&ACTS));
    match draw.below(4) {
        0 => format!("{when}，{who}都要{one}，{why}。"),
        1 => format!("{who}{when}先{one}，再{two}，{why}。"),
        2 => format!("如果来不及{one}，{who}至少要{two}；{why}。"),
        _ => format!("{why}，所以{when}{who}会{one}。"),
    }
}

/// A paragraph of `least` sentences and up to two more.
pub(super) fn paragraph(draw: &mut Draw, least: usize) -> String {
    (0..least + draw.below(3)).map(|_| sentence(draw)).collect()
}

/// An item of a list in an article.
pub(super) fn item(draw: &mut Draw) -> String {
    format!("{}{}，{}", draw.pick(&WHEN), draw.pick(&ACTS), draw.pick(&WHY))
}

/// A heading in an article.
pub(super) fn heading(draw: &mut Draw) -> String {
    format!(
        "{}{}",
        draw.pick(&WHO),
        draw.pick(&["的一天", "怎么带新人", "最怕什么", "手里的三张表", "为什么难当"])
    )
}

/// A short comment.
pub(super) fn remark(draw: &mut Draw) -> String {
    match draw.below(10) {
        0 => draw.pick(&EMOJI).to_owned(),
        1 => format!("{}{}", draw.pick(&SAID), draw.pick(&EMOJI)),
        2 | 3 => format!("{}，{}。", draw.pick(&SAID), draw.pick(&SAID)),
        _ => draw.pick(&SAID).to_owned(),
    }
}

pub(super) fn name(draw: &mut Draw) -> &'static str {
    draw.pick(&NAMES)
}

pub(super) fn place(draw: &mut Draw) -> &'static str {
    draw.pick(&PLACES)
}

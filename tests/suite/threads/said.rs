//! What readers say under an article, and the habits of the page that shows it.

use super::draw::{Draw, name, paragraph, place, remark, sentence};

/// How a page writes dates, likes and links, the same for all of its comments.
pub(super) struct Habit {
    date: usize,
    likes: usize,
    place: usize,
    pub(super) reply: &'static str,
    pub(super) badge: &'static [&'static str],
    pub(super) avatar: bool,
    /// The line with name and date stands above what is said, and what it can be answered with below.
    pub(super) dated_above: bool,
    pub(super) unfold: &'static str,
}

impl Habit {
    /// Every page shows a name; most show dates, and one of likes and reply links at least.
    pub(super) fn draw(draw: &mut Draw) -> Self {
        let date = draw.below(7);
        let reply = draw.pick(&["回复", "回复", "回复", "回应", "回复TA", "举报 回复", "回复 · 举报", ""]);
        let likes = if reply.is_empty() || date == 6 { 1 + draw.below(6) } else { draw.below(7) };
        Self {
            date,
            likes,
            place: draw.below(5),
            reply,
            badge: draw.pick(&[
                &[][..],
                &[],
                &["作者"],
                &["LV3", "LV5", "Lv.2"],
                &["楼主", "铁粉"],
                &["VIP"],
            ]),
            avatar: draw.chance(50),
            dated_above: draw.chance(55),
            unfold: draw.pick(&[
                "展开{}条回复",
                "查看全部{}条回复",
                "{}条回复",
                "共{}条回复 ›",
                "—— 展开{}条回复",
            ]),
        }
    }

    fn date(&self, draw: &mut Draw) -> String {
        let (month, day) = (1 + draw.below(12), 1 + draw.below(28));
        let (hour, minute) = (draw.below(24), draw.below(60));
        match self.date {
            0 => format!("2023-{month:02}-{day:02}"),
            1 => format!("2021-{month:02}-{day:02} {hour:02}:{minute:02}"),
            2 => format!("{month}月{day}日"),
            3 => format!("{month:02}-{day:02} {hour:02}:{minute:02}"),
            4 => {
                let count = 1 + draw.below(11);
                draw.pick(&["{}分钟前", "{}小时前", "{}天前", "{}个月前", "刚刚", "昨天 10:2{}"])
                    .replace("{}", &count.to_string())
            }
            5 => format!("2022年{month}月{day}日 {hour:02}:{minute:02}:{minute:02}"),
            _ => String::new(),
        }
    }

    fn likes(&self, draw: &mut Draw) -> String {
        let count = if draw.chance(30) { 0 } else { 1 + draw.below(900) };
        match (self.likes, count) {
            (0, _) => String::new(),
            (1, count) => format!("👍 {count}"),
            (2, count) => format!("赞({count})"),
            (3, 0) => "赞".into(),
            (3, count) | (6, count) => format!("{count}"),
            (4, count) => format!("有用 {count}"),
            (_, 0) => "点赞".into(),
            (_, count) => format!("{count} 赞"),
        }
    }

    fn place(&self, draw: &mut Draw) -> String {
        match self.place {
            0 => format!("来自 {}", place(draw)),
            1 => format!("IP属地：{}", place(draw)),
            2 => format!("来自{}", place(draw)),
            _ => String::new(),
        }
    }
}

/// A part of what a comment says.
pub(super) enum Part {
    Text(String),
    List(Vec<String>),
    Image,
    Quote(String),
}

/// One comment with its answers.
pub(super) struct Said {
    pub(super) name: &'static str,
    pub(super) badge: &'static str,
    pub(super) date: String,
    pub(super) place: String,
    pub(super) likes: String,
    pub(super) parts: Vec<Part>,
    pub(super) answers: Vec<Said>,
    /// How many more answers are folded away.
    pub(super) folded: usize,
}

impl Said {
    pub(super) fn draw(draw: &mut Draw, habit: &Habit, deep: bool) -> Self {
        let name = name(draw);
        let mut parts = match draw.below(20) {
            0 => vec![Part::Text(paragraph(draw, 3)), Part::Text(paragraph(draw, 2))],
            1 => vec![Part::Text(sentence(draw)), Part::List((0..3).map(|_| remark(draw)).collect())],
            2 => vec![Part::Text(remark(draw)), Part::Image],
            3 => vec![Part::Quote(sentence(draw)), Part::Text(remark(draw))],
            4..7 => vec![Part::Text(format!("{}{}", sentence(draw), remark(draw)))],
            _ => vec![Part::Text(remark(draw))],
        };
        if !deep && draw.chance(30) {
            let mut first = format!("回复 @{}：", super::draw::name(draw));
            if let Some(Part::Text(text)) = parts.first() {
                first.push_str(text);
                parts[0] = Part::Text(first);
            }
        }
        let answers = if deep && draw.chance(25) { 1 + draw.below(3) } else { 0 };
        Self {
            name,
            badge: if habit.badge.is_empty() || draw.chance(60) { "" } else { draw.pick(habit.badge) },
            date: habit.date(draw),
            place: habit.place(draw),
            likes: habit.likes(draw),
            parts,
            answers: (0..answers).map(|_| Self::draw(draw, habit, false)).collect(),
            folded: if deep && draw.chance(15) { 2 + draw.below(20) } else { 0 },
        }
    }
}

/// How many comments a page shows.
pub(super) fn count(draw: &mut Draw) -> usize {
    match draw.below(10) {
        0 => 1,
        1 | 2 => 2 + draw.below(2),
        3..8 => 4 + draw.below(12),
        _ => 16 + draw.below(45),
    }
}

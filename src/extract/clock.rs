//! Hours in front of the entries of a timetable.

use crate::lexicon::particles::{Particle, Particles};

/// Length of a time of day, or a span of it, in front of an entry of a timetable (`08:30-09:00 `,
/// `上午9点：`), with what separates it from the entry.
pub(super) fn clock(text: &str) -> usize {
    if let Some(behind) = weekday(text) {
        return text.len() - behind.len();
    }
    let day = ["上午", "下午", "早上", "晚上", "中午", "凌晨", "傍晚"]
        .iter()
        .find_map(|part| text.strip_prefix(part))
        .unwrap_or(text);
    let Some(mut rest) = hour(day) else { return 0 };
    let joined = rest.trim_start().trim_start_matches(['-', '–', '—', '~', '～', '至', '到']).trim_start();
    rest = hour(joined).unwrap_or(rest);
    let end = rest.trim_start_matches([' ', '\u{3000}', ':', '：', '，', ',', '|', '-', '—', '–', '】', ']']);
    if end.is_empty() { 0 } else { text.len() - end.len() }
}

/// True for a name that is nothing but a time (`上午`, `周一至周三`, `早班 8:00–12:00`): what is done then
/// is no kind of task.
pub(super) fn is_time(name: &str, particles: &Particles) -> bool {
    let mut rest = name.trim();
    let named = !rest.is_empty();
    while !rest.is_empty() {
        let time = particles.behind(Particle::Time, rest);
        let next = time.or_else(|| day(rest)).or_else(|| hour(rest)).or_else(|| date(rest));
        let Some(next) = next else { return false };
        rest = next
            .trim_start_matches([' ', '-', '–', '—', '~', '～', '至', '到', '、', '/', '（', '(', '）', ')']);
    }
    named
}

/// What follows a day of the week at the start of `text`.
fn day(text: &str) -> Option<&str> {
    let day = ["周", "星期", "礼拜"].iter().find_map(|word| text.strip_prefix(word))?;
    day.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])
}

/// What follows a day of the month (`5 号`, `每月10日前后`) at the start of `text`.
fn date(text: &str) -> Option<&str> {
    let month = text.strip_prefix("每月").or_else(|| text.strip_prefix("次月")).unwrap_or(text);
    let digits = month.bytes().take_while(u8::is_ascii_digit).count();
    let behind = month[digits..].trim_start().strip_prefix(['号', '日'])?;
    let about = ["前后", "左右", "之前", "以前", "前", "后"];
    let behind = about.iter().find_map(|word| behind.strip_prefix(word)).unwrap_or(behind);
    (1..=2).contains(&digits).then_some(behind)
}

/// What follows a day of the week and the sign behind it (`周三 → `, `星期五：`) at the start of `text`.
fn weekday(text: &str) -> Option<&str> {
    let behind = day(text)?.trim_start();
    let entry = behind.trim_start_matches(['→', ':', '：', '|', '-', '—', ' ']);
    (entry.len() < behind.len() && !entry.is_empty()).then_some(entry)
}

/// What follows an hour (`8:30`, `9点半`, `14时`) at the start of `text`.
fn hour(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let minutes = rest.strip_prefix([':', '：']).filter(|rest| rest.len() >= 2);
    let minutes = minutes.filter(|rest| rest.bytes().take(2).all(|byte| byte.is_ascii_digit()));
    let whole = || rest.strip_prefix(['点', '时']).map(|rest| rest.strip_prefix('半').unwrap_or(rest));
    if !(1..=2).contains(&digits) {
        return None;
    }
    minutes.map(|rest| &rest[2..]).or_else(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_no_names_of_groups() {
        let particles = crate::lexicon::Lexicons::embedded().particles;
        for name in [
            "上午",
            "周一",
            "周一至周三",
            "早班（8:00–12:00）",
            "9:00",
            "星期五 下午",
            "月底",
            "5 号",
            "每月15日前",
        ] {
            assert!(is_time(name, &particles), "{name}");
        }
        for name in ["上午接待", "周报", "早班交接", "日常巡检", "月度盘点", "24小时值班", ""]
        {
            assert!(!is_time(name, &particles), "{name}");
        }
    }

    #[test]
    fn hours_and_spans_of_hours() {
        for text in [
            "07:30 盘点",
            "8:00-8:30：盘点",
            "上午9点，盘点",
            "14时至15时 盘点",
            "9点半 盘点",
            "周三 → 盘点",
            "星期五：盘点",
        ] {
            assert_eq!(&text[clock(text)..], "盘点", "{text}");
        }
        for text in ["24小时值班", "8 家门店", "2025年盘点", "盘点", "9点", "周期盘点", "周五盘点"]
        {
            assert_eq!(clock(text), 0, "{text}");
        }
    }
}

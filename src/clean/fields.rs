//! A line of a thread, taken apart: date, likes, buttons and the like at its ends, and what is left.

use crate::lexicon::threads::{Field, Threads};

/// Longest name of an author, in characters.
const LONGEST_NAME: usize = 20;

/// Characters between the fields of a comment's head.
const SEPARATORS: [char; 21] = [
    ' ', '\t', '\u{3000}', '\u{a0}', '·', '•', '|', '｜', ',', '，', '/', '-', '—', '(', ')', '（', '）',
    '：', '[', ']', '…',
];

/// What a line of a thread bears.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a> {
    pub(super) date: Option<&'a str>,
    /// The number of likes, where the line counts them.
    pub(super) likes: Option<u64>,
    /// It says something of likes, with a number or without.
    pub(super) liked: bool,
    pub(super) button: bool,
    pub(super) floor: bool,
    pub(super) place: bool,
    pub(super) badge: bool,
    pub(super) frame: bool,
    /// It ends with a number that nothing explains.
    pub(super) number: bool,
    /// What is left between the fields.
    pub(super) rest: &'a str,
}

/// What the fields of a line say, without their words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bearing {
    /// It bears a field other than what stands around a thread.
    pub(super) any: bool,
    pub(super) frame: bool,
    /// Nothing is left between the fields.
    pub(super) bare: bool,
    /// What is left can be a name, a colon behind it aside.
    pub(super) name: bool,
    pub(super) dated: bool,
    /// The date is one as seen from now.
    pub(super) relative: bool,
    pub(super) liked: bool,
    /// The likes are counted.
    pub(super) counted: bool,
    pub(super) button: bool,
    pub(super) place: bool,
    pub(super) badge: bool,
    pub(super) number: bool,
}

impl Bearing {
    /// Takes `text` apart and keeps what its fields are.
    pub(super) fn of(text: &str, threads: &Threads) -> Self {
        let fields = Fields::of(text, threads);
        let relative = |date: &str| date.ends_with('前') || date.starts_with(['刚', '剛', '昨', '今', '前']);
        Self {
            any: fields.any(),
            frame: fields.frame,
            bare: fields.rest.is_empty(),
            name: is_name(fields.rest) || named_with_colon(fields.rest),
            dated: fields.date.is_some(),
            relative: fields.date.is_some_and(relative),
            liked: fields.liked,
            counted: fields.likes.is_some(),
            button: fields.button,
            place: fields.place,
            badge: fields.badge,
            number: fields.number,
        }
    }
}

/// `小满：` or `小满 回复 阿杰：`, with what is said on the next line.
fn named_with_colon(text: &str) -> bool {
    text.strip_suffix([':', '：']).is_some_and(is_name)
}

impl<'a> Fields<'a> {
    /// Takes fields off both ends of a line. A sentence keeps its end: only what stands apart from it
    /// is a field.
    pub(super) fn of(text: &'a str, threads: &Threads) -> Self {
        let mut fields = Fields { rest: text.trim(), ..Fields::default() };
        if fields.rest.len() <= 5
            && !fields.rest.is_empty()
            && fields.rest.bytes().all(|byte| byte.is_ascii_digit())
        {
            fields.number = true;
            return Fields { rest: "", ..fields };
        }
        loop {
            let Some(found) = threads.at_end(fields.rest) else {
                // `3天前 12`: a number behind a field counts likes.
                let Some((before, number)) = fields.rest.rsplit_once(' ') else { break };
                let before = before.trim_end_matches(SEPARATORS);
                let counts = number.len() <= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
                if !counts || threads.at_end(before).is_none() {
                    break;
                }
                fields.number = true;
                fields.likes = fields.likes.or_else(|| number.parse().ok());
                fields.rest = before;
                continue;
            };
            let mut before = &fields.rest[..fields.rest.len() - found.len];
            // The minutes in `21:29 赞` belong to the time.
            let minutes = before.ends_with([':', '-', '/', '.'])
                && found.value.bytes().all(|byte| byte.is_ascii_digit())
                && fields.rest[before.len()..].starts_with(found.value);
            if minutes {
                before = &fields.rest[..before.len() + found.value.len()];
            }
            let apart = minutes || before.ends_with(|c: char| !c.is_alphanumeric()) || is_name(before);
            if !(before.is_empty() || apart) {
                break;
            }
            fields.take(found.field, found.value);
            fields.rest = before.trim_end_matches(SEPARATORS);
        }
        if let Some(found) = threads.floor_at_start(fields.rest)
            && fields.rest[found.len..].starts_with(SEPARATORS)
        {
            fields.floor = true;
            fields.rest = fields.rest[found.len..].trim_start_matches(SEPARATORS);
        }
        if ["(", "（"].iter().any(|open| fields.rest.ends_with(open)) {
            fields.rest = fields.rest.trim_end_matches(['(', '（']);
        }
        fields
    }

    fn take(&mut self, field: Field, value: &'a str) {
        match field {
            Field::Badge => self.badge = true,
            Field::Button => self.button = true,
            Field::Date => self.date = self.date.or(Some(value)),
            Field::Floor => self.floor = true,
            Field::Frame => self.frame = true,
            Field::Likes => {
                self.liked = true;
                self.likes = self.likes.or_else(|| value.parse().ok());
            }
            Field::Place => self.place = true,
        }
    }

    /// True if the line bears any field.
    pub(super) fn any(&self) -> bool {
        self.date.is_some()
            || self.liked
            || self.button
            || self.floor
            || self.place
            || self.badge
            || self.number
    }

    /// `小满（2021-02-03）：写得好`: a name, a date behind it, and what follows, where the fields have
    /// left that.
    pub(super) fn dated_name(&self, threads: &Threads) -> Option<(&'a str, Option<&'a str>, &'a str)> {
        let text = self.rest;
        for (at, _) in text.char_indices().skip(1).take(LONGEST_NAME + 2) {
            let name = text[..at].trim_end_matches(SEPARATORS);
            let Some(found) = threads.date_at_start(&text[at..]) else { continue };
            let rest = text[at + found.len..].trim_start_matches(SEPARATORS).trim_start_matches([':', '：']);
            return is_name(name).then(|| (name, Some(found.value), rest.trim()));
        }
        None
    }
}

/// True for what can be a name: short and without the marks of a sentence.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_NAME
        && !text.contains(['。', '，', '！', '？', '；', '、', '!', '?', ',', ';', '：', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::noise::NoiseRules;

    #[test]
    fn only_figures_that_follow_the_hour_at_once_are_minutes() {
        let rules = NoiseRules::embedded().expect("the shipped rules");
        let of = |text| Fields::of(text, rules.threads());
        let fields = of("小满 21:29 赞");
        assert_eq!((fields.liked, fields.date, fields.rest), (true, None, "小满 21:29"));
        let fields = of("(评论:赞63)");
        assert_eq!((fields.likes, fields.rest), (Some(63), "(评论:"));
    }
}

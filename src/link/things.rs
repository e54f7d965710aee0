//! One thing or one duty that two names word differently.

use std::ops::Range;

use super::cards::Card;
use super::features::Bag;
use super::similarity::Overlap;
use crate::lexicon::LinkLexicon;
use crate::lexicon::linking::{Entry, Frame, Token};
use crate::lexicon::paraphrases::Found;

/// A word of the object in the name of a thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Named {
    /// Class of the name.
    pub(crate) class: u32,
    /// Equal for equal names only.
    name: u32,
    /// Key of the word.
    key: u32,
    /// Share of the word that lies in the name.
    share: f32,
}

impl Named {
    /// The same with another key of the word.
    pub(crate) fn renumbered(self, key: impl Fn(u32) -> u32) -> Self {
        Self { key: key(self.key), ..self }
    }
}

/// The things that a name names, by their classes in the lexicon of paraphrases.
#[derive(Clone, Debug, Default)]
pub(crate) struct Things {
    /// Sorted by class and key.
    named: Vec<Named>,
    /// Classes and names, of names that hold a verb of the main action (催料) or stand where there is none: they name
    /// the duty, not only its object.
    duties: Vec<(u32, u32)>,
}

/// Where in memory the words of a name stand.
#[derive(Default)]
pub(crate) struct Places {
    /// In their order.
    words: Vec<(u32, Range<usize>)>,
    verbs: Vec<Range<usize>>,
}

/// Where the text stands in memory.
fn place(text: &str) -> Range<usize> {
    let range = text.as_bytes().as_ptr_range();
    range.start as usize..range.end as usize
}

impl Places {
    /// Notes the words that a token was read as: all of them in all of it, but the character pairs of an unknown run
    /// in their own places.
    pub(crate) fn words(&mut self, token: &Token<'_>, words: &[(u32, f32)]) {
        let all = place(token.text);
        let pairs = token.entry.is_none() && words.len() > 1;
        let part = |at: usize| all.start + all.len() * at / (words.len() + 1);
        let places = words
            .iter()
            .enumerate()
            .map(|(nth, &(key, _))| (key, if pairs { part(nth)..part(nth + 2) } else { all.clone() }));
        self.words.extend(places);
    }

    /// Notes a verb of the main action.
    pub(crate) fn verb(&mut self, token: &Token<'_>) {
        self.verbs.push(place(token.text));
    }
}

/// True if a longer name around a name makes another thing of it, by a noun (隐蔽工程验收 of 工程验收); a verb or a frame
/// does not (排班管理 of 排班).
fn specifies(body: &str, longer: &Found, name: &Found, lexicon: &LinkLexicon) -> bool {
    let (around, inside) = (&longer.range, &name.range);
    let verbal = |text: &str| {
        let acts = |entry: &Entry| !entry.actions.is_empty() || entry.frame != Frame::None;
        text.is_empty() || lexicon.entry(text).is_some_and(acts)
    };
    around.start <= inside.start
        && inside.end <= around.end
        && !(verbal(&body[around.start..inside.start]) && verbal(&body[inside.end..around.end]))
}

impl Things {
    /// The things named in `body`, whose words and verbs stand at `places`.
    pub(crate) fn of(body: &str, places: &Places, lexicon: &LinkLexicon) -> Self {
        let mut out = Self::default();
        let paraphrases = lexicon.paraphrases();
        let base = place(body).start;
        let verbs = places.verbs.iter().map(|verb| verb.start - base..verb.end - base);
        let parted = verbs.flat_map(|verb| paraphrases.parted(body, verb));
        let whole = paraphrases.find(body);
        // Names stand in the order in which they begin, so those around one are not far.
        let longest = whole.iter().map(|found| found.range.len()).max().unwrap_or(0);
        let specified = |found: &Found| {
            let near = whole.partition_point(|other| other.range.start + longest < found.range.end);
            let mut near = whole[near..].iter().take_while(|other| other.range.start <= found.range.start);
            near.any(|longer| specifies(body, longer, found, lexicon))
        };
        for found in whole.iter().filter(|found| !specified(found)).cloned().chain(parted) {
            let pieces = [place(&body[found.range]), place(&body[found.rest])];
            let end = pieces[0].end.max(pieces[1].end);
            let from = places.words.partition_point(|(_, word)| word.end <= pieces[0].start);
            for &(key, ref word) in places.words[from..].iter().take_while(|(_, word)| word.start < end) {
                let common =
                    |name: &Range<usize>| word.end.min(name.end).saturating_sub(word.start.max(name.start));
                let common: usize = pieces.iter().map(common).sum();
                if common > 0 {
                    let share = common as f32 / word.len() as f32;
                    out.named.push(Named { class: found.class, name: found.name, key, share });
                }
            }
            // A name without any verb that is known is all the duty there is.
            let within = |verb: &Range<usize>| {
                pieces.iter().any(|piece| piece.start <= verb.start && verb.end <= piece.end)
            };
            if places.verbs.is_empty() || places.verbs.iter().any(within) {
                out.duties.push((found.class, found.name));
            }
        }
        out.named.sort_by(|a, b| {
            (a.class, a.key, a.name).cmp(&(b.class, b.key, b.name)).then(b.share.total_cmp(&a.share))
        });
        out.named.dedup_by_key(|named| (named.class, named.key, named.name));
        out
    }

    /// The classes of the names, each once.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = u32> {
        classes(&self.named).map(|named| named[0].class)
    }

    pub(crate) fn named(&self) -> &[Named] {
        &self.named
    }

    pub(crate) fn duties(&self) -> &[(u32, u32)] {
        &self.duties
    }
}

fn classes(named: &[Named]) -> impl Iterator<Item = &[Named]> {
    named.chunk_by(|x, y| x.class == y.class)
}

/// What two names share by naming one thing in different words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Agreement {
    /// Weight in the first of words whose counterpart is another name of the same thing.
    pub(crate) a: f32,
    /// The same in the second.
    pub(crate) b: f32,
    /// True if the heads of both stand in names of one thing.
    pub(crate) headed: bool,
    /// True if both word one duty, verb and all.
    pub(crate) duty: bool,
}

impl Agreement {
    pub(crate) fn of(a: Card<'_>, b: Card<'_>) -> Self {
        let mut out = Self::default();
        let (mut told_a, mut told_b) = (Vec::new(), Vec::new());
        let mut theirs = classes(b.named()).peekable();
        for mine in classes(a.named()) {
            while theirs.next_if(|theirs| theirs[0].class < mine[0].class).is_some() {}
            let Some(theirs) = theirs.next_if(|theirs| theirs[0].class == mine[0].class) else { continue };
            // A name in both is compared by its words.
            let only = |own: &'_ [Named], other: &[Named]| -> Vec<Named> {
                own.iter().filter(|one| other.iter().all(|other| other.name != one.name)).copied().collect()
            };
            let (mine, theirs) = (only(mine, theirs), only(theirs, mine));
            if mine.is_empty() || theirs.is_empty() {
                continue;
            }
            tell(&mut told_a, &mine, a.object(), b.object());
            tell(&mut told_b, &theirs, b.object(), a.object());
            let heads = |head: &[u32], named: &[Named]| named.iter().any(|n| head.contains(&n.key));
            out.headed |= heads(a.head(), &mine) && heads(b.head(), &theirs);
        }
        out.a = told_a.iter().map(|word| word.1).sum();
        out.b = told_b.iter().map(|word| word.1).sum();
        let (mine, theirs) = (a.duties(), b.duties());
        let others = |class: u32| theirs.iter().filter(move |other| other[0] == class);
        out.duty =
            mine.iter().any(|one| !theirs.contains(one) && others(one[0]).any(|other| !mine.contains(other)));
        out
    }

    /// Share of the words of the name that has less of them.
    pub(crate) fn share(self, overlap: &Overlap) -> f64 {
        let of = |part: f32, all: f32| if all > 0.0 { f64::from(part / all) } else { 0.0 };
        of(self.a, overlap.a).min(of(self.b, overlap.b))
    }
}

/// Notes what the words of a name count in one name that the other has not, each once.
fn tell(told: &mut Bag, named: &[Named], own: &[(u32, f32)], other: &[(u32, f32)]) {
    for named in named {
        let weight = weight(named, own, other);
        match told.iter_mut().find(|word| word.0 == named.key) {
            Some(word) => word.1 = word.1.max(weight),
            None => told.push((named.key, weight)),
        }
    }
}

/// What a word counts in one name that the other has not.
fn weight(named: &Named, own: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let at = |bag: &[(u32, f32)]| bag.iter().position(|word| word.0 == named.key);
    if at(other).is_some() { 0.0 } else { at(own).map_or(0.0, |at| named.share * own[at].1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::cards::Cards;
    use crate::link::features::features;
    use crate::link::record::Record;

    fn agreement(one: &str, other: &str) -> Agreement {
        let record = |title: &str| Record { title: title.to_owned(), ..Record::default() };
        let all = Cards::new(features(&[record(one), record(other)], &LinkLexicon::embedded()));
        Agreement::of(all.get(0), all.get(1))
    }

    #[test]
    fn other_words_for_one_duty_agree_verb_and_all() {
        for (one, other) in
            [("每天催料", "负责交期跟踪"), ("带实习生", "承担临床带教工作"), ("看简历", "完成简历初筛")]
        {
            assert!(agreement(one, other).duty, "{one} {other}");
        }
    }

    #[test]
    fn a_light_verb_and_words_between_verb_and_thing_do_not_hide_a_duty() {
        for (one, other) in
            [("执行库存盘点", "清点存货"), ("清点门店的存货", "库存盘点"), ("跑 stock take", "库存盘点")]
        {
            assert!(agreement(one, other).duty, "{one} {other}");
        }
    }

    #[test]
    fn a_name_inside_of_another_counts_unless_a_noun_makes_another_thing_of_it() {
        let found = agreement("信息架构设计", "绘制网站地图");
        assert!(found.a > 0.0 && found.b > 0.0, "{found:?}");
        let found = agreement("隐蔽工程验收", "竣工验收");
        assert!(found.a == 0.0 && found.b == 0.0 && !found.duty, "{found:?}");
    }

    #[test]
    fn a_name_in_both_is_no_agreement() {
        let found = agreement("规划产品生命周期", "清理数据生命周期");
        assert!(found.a == 0.0 && found.b == 0.0 && !found.duty && !found.headed, "{found:?}");
    }

    #[test]
    fn other_words_for_one_thing_count_on_both_sides() {
        let found = agreement("整理当月发票", "整理当月请款单据");
        assert_eq!((found.a, found.b, found.duty), (0.0, 0.0, false), "what is not listed adds nothing");
        let found = agreement("保管瓦楞纸箱", "保管外箱");
        assert!(found.a > 0.0 && found.b > 0.0 && found.headed && !found.duty, "{found:?}");
    }

    #[test]
    fn duties_that_editors_keep_apart_do_not_agree() {
        for (one, other) in [
            ("备份数据库", "恢复数据库"),
            ("核对应收账款", "核对应付账款"),
            ("办理入库手续", "办理出库手续"),
            ("编写日报", "编写年报"),
            ("组织招聘", "组织培训"),
            ("制定计划", "执行计划"),
        ] {
            let found = agreement(one, other);
            assert!(!found.duty && !found.headed, "{one} {other} {found:?}");
        }
    }
}

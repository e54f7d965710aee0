//! What linking knows of words: action classes, synonym classes, frames, qualifiers, and the
//! segmentation of a title by them.

use rustc_hash::FxHashMap;

use super::compile::Builder;
use super::paraphrases::Paraphrases;
use super::{LexiconError, LexiconFile};

const EMBEDDED: [LexiconFile<'static>; 6] = [
    LexiconFile { name: "actions.tsv", text: include_str!("actions.tsv") },
    LexiconFile { name: "frames.tsv", text: include_str!("frames.tsv") },
    LexiconFile { name: "qualifiers.tsv", text: include_str!("qualifiers.tsv") },
    LexiconFile { name: "siblings.tsv", text: include_str!("siblings.tsv") },
    LexiconFile { name: "steps.tsv", text: include_str!("steps.tsv") },
    LexiconFile { name: "synonyms.tsv", text: include_str!("synonyms.tsv") },
];

const PARAPHRASES: LexiconFile<'static> =
    LexiconFile { name: "paraphrases.tsv", text: include_str!("paraphrases.tsv") };

/// A set of action classes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActionSet([u64; ActionSet::CAPACITY / 64]);

impl ActionSet {
    /// Largest number of action classes a lexicon may have.
    pub const CAPACITY: usize = 384;

    /// True if it holds no class.
    pub fn is_empty(self) -> bool {
        self.0 == [0; Self::CAPACITY / 64]
    }

    /// The classes in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// The classes in both.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// The classes that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & !other.0[at]))
    }

    /// True if the two share a class.
    pub fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    /// The numbers of its classes, ascending.
    pub fn bits(self) -> impl Iterator<Item = usize> {
        (0..self.0.len()).flat_map(move |word| {
            let mut rest = self.0[word];
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| 64 * word + rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(bit)
            })
        })
    }

    /// Adds the class of this number, below [`ActionSet::CAPACITY`].
    pub fn insert(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }
}

/// What a word does in a title besides naming things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// Nothing: an ordinary word.
    #[default]
    None,
    /// Says nothing (`相关`, `等`, `的`): skipped.
    Filler,
    /// A light verb (`进行`, `开展`, `负责`): skipped where another action stands.
    Light,
    /// Opens an adverbial (`根据`, `按照`): what follows qualifies the duty.
    Adverbial,
    /// Joins parts (`和`, `及`, `并`).
    Conjunction,
    /// Forbids what follows (`不得`, `严禁`).
    Prohibition,
    /// Ends or averts the act that follows (`停止`, `避免`); an act of its own where none follows.
    Prevention,
}

/// What the lexicon knows of one surface form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Action classes the word belongs to; empty for nouns.
    pub actions: ActionSet,
    /// Actions that a noun carries inside (`合同审查`): read where no other action is named.
    pub implied: ActionSet,
    /// The synonym class, as an index into [`LinkLexicon::concept`].
    pub concept: Option<u32>,
    /// How much the word tells one task from another: 1 for content words, less for words that most
    /// titles of a field share (`产品`, `项目`).
    pub weight: f32,
    /// Its part in a frame.
    pub frame: Frame,
    /// The member of a kind of things that it names, as kind and member.
    pub sibling: Option<(u16, u16)>,
    /// The pole it stands for on a dimension where two poles exclude each other (`每周` / `每月`).
    pub qualifier: Option<(u16, u16)>,
}

/// A piece of a segmented title.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    /// Its text in the normal form.
    pub text: &'a str,
    /// The lexicon's entry; `None` for a run of unknown characters.
    pub entry: Option<&'a Entry>,
}

/// Everything linking knows of words.
#[derive(Clone, Debug)]
pub struct LinkLexicon {
    pub(super) entries: FxHashMap<Box<str>, Entry>,
    /// Characters of the longest entry by first character.
    pub(super) longest: FxHashMap<char, usize>,
    pub(super) concepts: Vec<String>,
    pub(super) classes: Vec<String>,
    pub(super) related: Vec<ActionSet>,
    pub(super) opposed: Vec<ActionSet>,
    /// By class: the classes that stand in other steps of a sequence, and nowhere in the same one.
    pub(super) apart: Vec<ActionSet>,
    pub(super) dimensions: Vec<String>,
    pub(super) poles: Vec<String>,
    pub(super) paraphrases: Paraphrases,
}

impl LinkLexicon {
    /// The embedded lexicon.
    ///
    /// # Panics
    /// Never: a test parses the embedded files.
    pub fn embedded() -> Self {
        #[expect(clippy::expect_used, reason = "the embedded files are parsed by a test of this module")]
        Self::parse(&[]).expect("the embedded lexicons are well formed")
    }

    /// The embedded lexicon with the user's files on top. A file's stem says what it holds:
    /// `actions`, `synonyms`, `paraphrases`, `siblings`, `frames`, `qualifiers`, `steps`; others are not for this room and skipped.
    ///
    /// # Errors
    /// [`LexiconError`] for a malformed row, an unknown frame kind, an unknown class in a
    /// relation or a sequence, or more than [`ActionSet::CAPACITY`] action classes.
    pub fn parse(extra: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut build = Builder::default();
        build.embedded_paraphrases(PARAPHRASES);
        for file in EMBEDDED.iter().chain(extra) {
            let base = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name);
            match base.split('.').next().unwrap_or(base) {
                "actions" => build.actions(*file)?,
                "synonyms" => build.synonyms(*file)?,
                "frames" => build.frames(*file)?,
                "paraphrases" => build.paraphrases(*file)?,
                "qualifiers" => build.qualifiers(*file)?,
                "siblings" => build.siblings(*file)?,
                "steps" => build.steps(*file)?,
                _ => {}
            }
        }
        build.finish()
    }

    /// The entry of a surface in normal form.
    pub fn entry(&self, surface: &str) -> Option<&Entry> {
        self.entries.get(surface)
    }

    /// The name of a synonym class: its preferred form.
    pub fn concept(&self, id: u32) -> &str {
        self.concepts.get(id as usize).map_or("", String::as_str)
    }

    /// The names of the classes in `set`, joined by `/`.
    pub fn class_names(&self, set: ActionSet) -> String {
        let names: Vec<&str> =
            set.bits().filter_map(|bit| self.classes.get(bit)).map(String::as_str).collect();
        names.join("/")
    }

    /// The names that different authors give to one thing.
    pub fn paraphrases(&self) -> &Paraphrases {
        &self.paraphrases
    }

    /// True if a class of `a` is listed as related to a class of `b`.
    pub fn related(&self, a: ActionSet, b: ActionSet) -> bool {
        a.bits().any(|bit| self.related.get(bit).is_some_and(|set| set.meets(b)))
    }

    /// True if a class of `a` is listed as opposed to a class of `b`.
    pub fn opposed(&self, a: ActionSet, b: ActionSet) -> bool {
        a.bits().any(|bit| self.opposed.get(bit).is_some_and(|set| set.meets(b)))
    }

    /// True if a class of `a` and one of `b` are different steps of one sequence.
    pub fn another_step(&self, a: ActionSet, b: ActionSet) -> bool {
        a.bits().any(|bit| self.apart.get(bit).is_some_and(|set| set.meets(b)))
    }

    /// Set in the number of a dimension that only speaks against: a shared pole says nothing.
    pub const CONTRAST: u16 = 1 << 15;

    /// The name of a qualifier dimension and of one of its poles.
    pub fn qualifier(&self, dimension: u16, pole: u16) -> (&str, &str) {
        let name =
            |list: &'_ [String], at: u16| -> usize { usize::from(at).min(list.len().saturating_sub(1)) };
        (
            self.dimensions
                .get(name(&self.dimensions, dimension & !Self::CONTRAST))
                .map_or("", String::as_str),
            self.poles.get(name(&self.poles, pole)).map_or("", String::as_str),
        )
    }
}

impl LinkLexicon {
    /// Nouns that end in a verb, or else begin with one, carry its action.
    pub(super) fn imply_actions(&mut self) {
        let verb =
            |text: &str| self.entries.get(text).map(|entry| entry.actions).filter(|set| !set.is_empty());
        let implied: Vec<(Box<str>, ActionSet)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.actions.is_empty() && entry.concept.is_some())
            .filter_map(|(surface, _)| {
                let at: Vec<usize> = surface.char_indices().map(|(at, _)| at).collect();
                if at.len() < 4 {
                    return None;
                }
                let (tail, front) = (&surface[at[at.len() - 2]..], &surface[..at[2]]);
                verb(tail).or_else(|| verb(front)).map(|actions| (surface.clone(), actions))
            })
            .collect();
        for (surface, actions) in implied {
            self.slot(&surface).implied = actions;
        }
    }

    /// Nouns that end in a member of a kind are of its kind.
    pub(super) fn imply_siblings(&mut self) {
        let of = |text: &str| self.entries.get(text).and_then(|entry| entry.sibling);
        let implied: Vec<(Box<str>, (u16, u16))> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.sibling.is_none() && entry.concept.is_some())
            .filter_map(|(surface, _)| {
                let ends = surface.char_indices().skip(1).map(|(at, _)| &surface[at..]);
                Some((surface.clone(), ends.filter(|end| end.chars().nth(1).is_some()).find_map(of)?))
            })
            .collect();
        for (surface, sibling) in implied {
            self.slot(&surface).sibling = Some(sibling);
        }
    }

    pub(super) fn slot(&mut self, surface: &str) -> &mut Entry {
        if let Some(first) = surface.chars().next() {
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(surface.chars().count());
        }
        self.entries.entry(surface.into()).or_insert_with(|| Entry { weight: 1.0, ..Entry::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::normal::normal_form;

    #[test]
    fn the_embedded_files_are_sorted_unique_and_disjoint() {
        let mut surfaces: FxHashMap<&str, &str> = FxHashMap::default();
        for file in EMBEDDED {
            let body: Vec<&str> =
                file.text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
            assert!(file.text.starts_with('#'), "{} opens with its purpose", file.name);
            assert!(body.windows(2).all(|pair| pair[0] < pair[1]), "{} is sorted and unique", file.name);
            if file.name == "synonyms.tsv" {
                for line in body {
                    let mut cells = line.split('\t');
                    let name = cells.next().unwrap_or_default();
                    for word in
                        cells.next().unwrap_or_default().split(' ').filter(|w| *w != "-").chain([name])
                    {
                        if let Some(other) = surfaces.insert(word, name) {
                            panic!("{word} stands in {other} and {name}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn paraphrases_are_sorted_and_join_neither_poles_nor_synonym_classes() {
        let lexicon = LinkLexicon::embedded();
        let body: Vec<&str> = PARAPHRASES.text.lines().filter(|l| !l.starts_with('#')).collect();
        assert!(PARAPHRASES.text.starts_with('#') && body.windows(2).all(|pair| pair[0] < pair[1]));
        for row in body {
            let names: Vec<&str> = row.split(['\t', ' ']).collect();
            let mut poles: FxHashMap<u16, (u16, &str)> = FxHashMap::default();
            let of = |name: &&str| {
                // A sibling that no synonym class holds has a class of its own kind only.
                lexicon.entry(name).filter(|entry| entry.sibling.is_none()).and_then(|entry| entry.concept)
            };
            let mut concepts: Vec<u32> = names.iter().filter_map(of).collect();
            concepts.dedup();
            assert!(concepts.len() < 2, "words of different synonym classes in {row}");
            for (at, name) in names.iter().enumerate() {
                assert!(name.chars().count() > 1 && normal_form(name) == *name, "{name:?} in {row}");
                assert!(!names[..at].contains(name), "{name} twice in {row}");
                if let Some((dimension, pole)) = lexicon.entry(name).and_then(|entry| entry.qualifier) {
                    let (known, other) = *poles.entry(dimension).or_insert((pole, name));
                    assert!(
                        known == pole || dimension & LinkLexicon::CONTRAST != 0,
                        "{other} and {name} in {row}"
                    );
                }
            }
            assert!(names.len() > 1 && names.iter().all(|name| !name.is_empty()), "{row}");
            assert!(row.matches('\t').count() == 1 && !row.starts_with('-') && row.trim() == row, "{row}");
        }
    }

    #[test]
    fn opposed_and_related_classes_hold_both_ways() {
        let lexicon = LinkLexicon::embedded();
        let class = |verb: &str| lexicon.entry(verb).expect("known").actions;
        for (a, b) in [("编写", "评审"), ("设计", "分析"), ("上线", "下线"), ("开店", "闭店")]
        {
            assert!(lexicon.opposed(class(a), class(b)) && lexicon.opposed(class(b), class(a)), "{a} {b}");
        }
        assert!(lexicon.related(class("监控"), class("追踪")));
        for (a, b) in
            [("评审", "归档"), ("绑扎", "拆除"), ("打磨", "喷涂"), ("种植", "收割"), ("采样", "化验")]
        {
            assert!(
                lexicon.another_step(class(a), class(b)) && lexicon.another_step(class(b), class(a)),
                "{a} {b}"
            );
        }
        for (a, b) in [("归档", "存档"), ("发布", "上线"), ("维修", "抢修"), ("编写", "绘制")]
        {
            assert!(!lexicon.another_step(class(a), class(b)), "{a} {b}");
        }
        assert!(class("撰写").meets(class("编制")) && class("拟定").meets(class("编制")));
    }

    #[test]
    fn members_of_one_kind_are_told_apart_and_words_of_one_member_are_one() {
        let lexicon = LinkLexicon::embedded();
        let member = |word: &str| lexicon.entry(word).and_then(|entry| entry.sibling).expect("of a kind");
        for (a, b) in [("计划", "报告"), ("混凝土", "沥青"), ("轮胎", "发动机")] {
            assert!(member(a).0 == member(b).0 && member(a).1 != member(b).1, "{a} {b}");
        }
        assert_eq!(member("厕所"), member("洗手间"));
        assert_eq!(member("培训计划"), member("计划"), "a compound is of the kind of its head");
        assert!(lexicon.entry("客户").is_some_and(|entry| entry.sibling.is_none()));
        let mut seen: FxHashMap<&str, &str> = FxHashMap::default();
        let rows = include_str!("siblings.tsv").lines().filter(|line| !line.starts_with('#'));
        for (kind, words) in rows.filter_map(|line| line.split_once('\t')) {
            for word in words.split(['|', ' ']) {
                assert_eq!(seen.insert(word, kind), None, "{word} stands in one kind only, once");
            }
        }
    }

    #[test]
    fn a_user_file_adds_and_takes_out() {
        let text = "客户\t病友\n-药品\t药物\n-病房\n";
        let lexicon =
            LinkLexicon::parse(&[LexiconFile { name: "mine/synonyms.tsv", text }]).expect("well formed");
        let concept = |word: &str| lexicon.entry(word).and_then(|entry| entry.concept);
        assert_eq!(concept("病友"), concept("顾客"));
        assert!(concept("药物") != concept("药品") && concept("病区").is_none());
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let broken =
            |name, text| LinkLexicon::parse(&[LexiconFile { name, text }]).expect_err("broken").to_string();
        assert!(broken("frames.tsv", "# 说明\nnoise\t的\n").contains("frames.tsv:2"));
        assert!(broken("synonyms.tsv", "甲\t乙\t7\n").contains("synonyms.tsv:1"));
        assert!(broken("actions.tsv", "甲\t不存在\t-\t做甲\n").contains("不存在"));
    }
}

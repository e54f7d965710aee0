//! What linking knows of words: action classes, synonym classes, frames, qualifiers, and the
//! segmentation of a title by them.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::table::rows;
use super::{LexiconError, LexiconFile};

const EMBEDDED: [LexiconFile<'static>; 4] = [
    LexiconFile { name: "actions.tsv", text: include_str!("actions.tsv") },
    LexiconFile { name: "frames.tsv", text: include_str!("frames.tsv") },
    LexiconFile { name: "qualifiers.tsv", text: include_str!("qualifiers.tsv") },
    LexiconFile { name: "synonyms.tsv", text: include_str!("synonyms.tsv") },
];

/// A set of action classes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActionSet([u64; 4]);

impl ActionSet {
    /// Largest number of action classes a lexicon may have.
    pub const CAPACITY: usize = 256;

    /// True if it holds no class.
    pub fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    /// The classes in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// True if the two share a class.
    pub fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    fn bits(self) -> impl Iterator<Item = usize> {
        (0..Self::CAPACITY).filter(move |bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }

    fn insert(&mut self, bit: usize) {
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
    entries: FxHashMap<Box<str>, Entry>,
    longest: FxHashMap<char, usize>,
    concepts: Vec<String>,
    classes: Vec<String>,
    related: Vec<ActionSet>,
    opposed: Vec<ActionSet>,
    dimensions: Vec<String>,
    poles: Vec<String>,
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
    /// `actions`, `synonyms`, `frames`, `qualifiers`; others are not for this room and skipped.
    ///
    /// # Errors
    /// [`LexiconError`] for a malformed row, an unknown frame kind, an unknown related or opposed
    /// class, or more than [`ActionSet::CAPACITY`] action classes.
    pub fn parse(extra: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut build = Builder::default();
        for file in EMBEDDED.iter().chain(extra) {
            let base = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name);
            match base.split('.').next().unwrap_or(base) {
                "actions" => build.actions(*file)?,
                "synonyms" => build.synonyms(*file)?,
                "frames" => build.frames(*file)?,
                "qualifiers" => build.qualifiers(*file)?,
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

    /// True if a class of `a` is listed as related to a class of `b`.
    pub fn related(&self, a: ActionSet, b: ActionSet) -> bool {
        a.bits().any(|bit| self.related.get(bit).is_some_and(|set| set.meets(b)))
    }

    /// True if a class of `a` is listed as opposed to a class of `b`.
    pub fn opposed(&self, a: ActionSet, b: ActionSet) -> bool {
        a.bits().any(|bit| self.opposed.get(bit).is_some_and(|set| set.meets(b)))
    }

    /// The name of a qualifier dimension and of one of its poles.
    pub fn qualifier(&self, dimension: u16, pole: u16) -> (&str, &str) {
        let name =
            |list: &'_ [String], at: u16| -> usize { usize::from(at).min(list.len().saturating_sub(1)) };
        (
            self.dimensions.get(name(&self.dimensions, dimension)).map_or("", String::as_str),
            self.poles.get(name(&self.poles, pole)).map_or("", String::as_str),
        )
    }

    /// Cuts `clause` (in normal form, see [`normal_form`]) into the fewest pieces: words of the
    /// lexicon, Latin words, and runs of other characters; of equal cuts the one with the longer
    /// first word.
    pub fn segment<'a>(&'a self, clause: &'a str) -> Vec<Token<'a>> {
        let at: Vec<usize> = clause.char_indices().map(|(byte, _)| byte).chain([clause.len()]).collect();
        let chars: Vec<char> = clause.chars().collect();
        let n = chars.len();
        // cost[i]: pieces needed from i on, in half pieces; an unknown character costs one and a half words.
        let mut cost = vec![0_u32; n + 1];
        let mut step = vec![(1_usize, false); n + 1];
        for i in (0..n).rev() {
            let mut best = (cost[i + 1] + 3, 1, false);
            if is_latin(chars[i]) && (i == 0 || !is_latin(chars[i - 1])) {
                let run = chars[i..].iter().take_while(|c| is_latin(**c)).count();
                best = (cost[i + run] + 2, run, self.entries.contains_key(&clause[at[i]..at[i + run]]));
            }
            let longest = self.longest.get(&chars[i]).copied().unwrap_or(0).min(n - i);
            for len in (1..=longest).rev() {
                let inside_latin = (i > 0 && is_latin(chars[i - 1]) && is_latin(chars[i]))
                    || (i + len < n && is_latin(chars[i + len]) && is_latin(chars[i + len - 1]));
                if !inside_latin
                    && cost[i + len] + 2 < best.0 + u32::from(!best.2)
                    && self.entries.contains_key(&clause[at[i]..at[i + len]])
                {
                    best = (cost[i + len] + 2, len, true);
                }
            }
            cost[i] = best.0;
            step[i] = (best.1, best.2);
        }
        self.heal(&chars, &at, &mut step);
        let mut out: Vec<Token<'a>> = Vec::new();
        let (mut i, mut run) = (0, None::<usize>);
        while i < n {
            let (len, known) = step[i];
            let latin = len > 1 && !known;
            if known || latin || chars[i] == ' ' || is_latin(chars[i]) {
                if let Some(from) = run.take() {
                    out.push(Token { text: &clause[at[from]..at[i]], entry: None });
                }
                let text = &clause[at[i]..at[i + len]];
                if chars[i] != ' ' || len > 1 {
                    out.push(Token { text, entry: self.entries.get(text) });
                }
            } else if run.is_none() {
                run = Some(i);
            }
            i += len;
        }
        if let Some(from) = run {
            out.push(Token { text: &clause[at[from]..], entry: None });
        }
        out
    }
}

impl LinkLexicon {
    /// Takes back one-character words next to a single unknown character: together they are a word that
    /// the lexicon does not know (`可` + `行`).
    fn heal(&self, chars: &[char], at: &[usize], step: &mut [(usize, bool)]) {
        const BOUND: [char; 16] =
            ['的', '对', '将', '把', '向', '给', '等', '各', '和', '与', '及', '并', '、', '或', '在', '为'];
        let mut starts = Vec::new();
        let mut i = 0;
        while i < chars.len() {
            starts.push(i);
            i += step[i].0;
        }
        let single = |i: usize| step[i].0 == 1 && chars[i].is_alphabetic() && !is_latin(chars[i]);
        let unknown = |k: usize| starts.get(k).is_some_and(|&i| single(i) && !step[i].1);
        let merged: Vec<usize> = (0..starts.len())
            .filter(|&k| {
                let i = starts[k];
                let alone = |k: usize, away: usize| unknown(k) && !unknown(away);
                single(i)
                    && step[i].1
                    && !BOUND.contains(&chars[i])
                    && self
                        .entries
                        .get(&String::from(chars[i]) as &str)
                        .is_some_and(|entry| entry.concept.is_none())
                    && (alone(k + 1, k + 2) || (k > 0 && alone(k - 1, k.wrapping_sub(2))))
            })
            .map(|k| starts[k])
            .collect();
        let _ = at;
        for i in merged {
            step[i].1 = false;
        }
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '.' | '/' | '&' | '%')
}

/// The normal form all comparisons work on: NFKC (width, compatibility forms), lower case, no
/// quotation marks, no white space except one space between Latin words, `-` and `_` inside Latin
/// words read as a space.
pub fn normal_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '【' | '】'
            | '*' | '`' => {}
            c if c.is_whitespace() || matches!(c, '-' | '_' | '–' | '\u{200b}' | '\u{feff}') => gap = true,
            c => {
                if gap && c.is_ascii_alphanumeric() && out.ends_with(|p: char| p.is_ascii_alphanumeric()) {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
    }
    out
}

/// The text with everything but letters and digits taken out of its normal form: two titles with
/// equal identity forms are the same text.
pub fn identity_form(normal: &str) -> String {
    normal.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[derive(Default)]
struct Builder {
    /// class → (related, opposed, verbs), in file order.
    actions: Vec<(String, Vec<String>, Vec<String>, Vec<String>)>,
    synonyms: Vec<(String, Vec<String>, f32)>,
    frames: Vec<(String, Frame)>,
    qualifiers: Vec<(String, String, Vec<String>)>,
}

fn words(cell: &str) -> Vec<String> {
    cell.split_whitespace().filter(|w| *w != "-").map(|w| normal_form(&w.replace('_', " "))).collect()
}

impl Builder {
    fn actions(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 4)? {
            let class = row.columns[0].to_owned();
            let gone = row.columns.get(3).map(|cell| words(cell));
            if row.removes {
                match gone {
                    Some(gone) => self
                        .actions
                        .iter_mut()
                        .filter(|a| a.0 == class)
                        .for_each(|a| a.3.retain(|w| !gone.contains(w))),
                    None => self.actions.retain(|a| a.0 != class),
                }
                continue;
            }
            let (related, opposed, verbs) =
                (words(row.columns[1]), words(row.columns[2]), words(row.columns[3]));
            let full = self.actions.len() >= ActionSet::CAPACITY;
            match self.actions.iter_mut().find(|a| a.0 == class) {
                Some(known) => {
                    known.1.extend(related);
                    known.2.extend(opposed);
                    known.3.extend(verbs);
                }
                None if !full => self.actions.push((class, related, opposed, verbs)),
                None => {
                    let limit = ActionSet::CAPACITY;
                    return Err(LexiconError::at(
                        file.name,
                        row.line,
                        format!("more than {limit} action classes"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn synonyms(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 2)? {
            let name = normal_form(&row.columns[0].replace('_', " "));
            if row.removes {
                match row.columns.get(1) {
                    Some(cell) => {
                        let gone = words(cell);
                        self.synonyms
                            .iter_mut()
                            .filter(|s| s.0 == name)
                            .for_each(|s| s.1.retain(|w| !gone.contains(w)));
                    }
                    None => self.synonyms.retain(|s| s.0 != name),
                }
                continue;
            }
            let weight = match row.columns.get(2) {
                Some(cell) => {
                    cell.parse::<f32>().ok().filter(|w| (0.0..=1.0).contains(w)).ok_or_else(|| {
                        LexiconError::at(
                            file.name,
                            row.line,
                            format!("weight must be a number from 0 to 1: {cell:?}"),
                        )
                    })?
                }
                None => 1.0,
            };
            let surfaces = words(row.columns[1]);
            match self.synonyms.iter_mut().find(|s| s.0 == name) {
                Some(known) => known.1.extend(surfaces),
                None => self.synonyms.push((name, surfaces, weight)),
            }
        }
        Ok(())
    }

    fn frames(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 2)? {
            let frame = match row.columns[0] {
                "filler" => Frame::Filler,
                "light" => Frame::Light,
                "adverbial" => Frame::Adverbial,
                "conjunction" => Frame::Conjunction,
                other => {
                    return Err(LexiconError::at(
                        file.name,
                        row.line,
                        format!("frame kind must be filler, light, adverbial or conjunction: {other:?}"),
                    ));
                }
            };
            for word in row.columns.get(1).map(|cell| words(cell)).unwrap_or_default() {
                if row.removes {
                    self.frames.retain(|f| *f != (word.clone(), frame));
                } else {
                    self.frames.push((word, frame));
                }
            }
        }
        Ok(())
    }

    fn qualifiers(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 3)? {
            let dimension = row.columns[0].to_owned();
            if row.removes {
                let pole = row.columns.get(1).copied();
                self.qualifiers.retain(|q| q.0 != dimension || pole.is_some_and(|p| p != q.1));
            } else {
                self.qualifiers.push((dimension, row.columns[1].to_owned(), words(row.columns[2])));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<LinkLexicon, LexiconError> {
        let mut lexicon = LinkLexicon {
            entries: FxHashMap::default(),
            longest: FxHashMap::default(),
            concepts: Vec::new(),
            classes: self.actions.iter().map(|a| a.0.clone()).collect(),
            related: Vec::new(),
            opposed: Vec::new(),
            dimensions: Vec::new(),
            poles: Vec::new(),
        };
        for (name, surfaces, weight) in self.synonyms {
            let id = lexicon.concepts.len() as u32;
            for surface in surfaces.into_iter().chain([name.clone()]) {
                let entry = lexicon.slot(&surface);
                entry.concept = Some(id);
                entry.weight = weight;
            }
            lexicon.concepts.push(name);
        }
        let set_of = |names: &[String], classes: &[String], class: &str| {
            let mut set = ActionSet::default();
            for name in names {
                let bit = classes.iter().position(|c| c == name).ok_or_else(|| {
                    LexiconError::at("actions", 0, format!("class {class:?} names an unknown class {name:?}"))
                })?;
                set.insert(bit);
            }
            Ok::<_, LexiconError>(set)
        };
        for (class, related, opposed, _) in &self.actions {
            lexicon.related.push(set_of(related, &lexicon.classes, class)?);
            lexicon.opposed.push(set_of(opposed, &lexicon.classes, class)?);
        }
        for relation in [&mut lexicon.related, &mut lexicon.opposed] {
            for bit in 0..relation.len() {
                for other in relation[bit].bits().collect::<Vec<_>>() {
                    relation[other].insert(bit);
                }
            }
        }
        for (bit, (_, _, _, verbs)) in self.actions.iter().enumerate() {
            for verb in verbs {
                let entry = lexicon.slot(verb);
                entry.actions.insert(bit);
            }
        }
        lexicon.imply_actions();
        for (word, frame) in self.frames {
            lexicon.slot(&word).frame = frame;
        }
        for (dimension, pole, surfaces) in self.qualifiers {
            let d = position_or_push(&mut lexicon.dimensions, dimension);
            let p = position_or_push(&mut lexicon.poles, pole);
            for surface in surfaces {
                lexicon.slot(&surface).qualifier = Some((d, p));
            }
        }
        Ok(lexicon)
    }
}

fn position_or_push(list: &mut Vec<String>, name: String) -> u16 {
    let at = list.iter().position(|known| *known == name).unwrap_or_else(|| {
        list.push(name);
        list.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl LinkLexicon {
    /// Nouns that end in a verb, or else begin with one, carry its action.
    fn imply_actions(&mut self) {
        let verb = |text: &str| self.entries.get(text).map(|entry| entry.actions).filter(|set| !set.is_empty());
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

    fn slot(&mut self, surface: &str) -> &mut Entry {
        if let Some(first) = surface.chars().next() {
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(surface.chars().count());
        }
        self.entries.entry(surface.into()).or_insert_with(|| Entry { weight: 1.0, ..Entry::default() })
    }
}

//! Reading the linking lexicon's files.

use rustc_hash::FxHashMap;

use super::linking::{ActionSet, Frame, LinkLexicon};
use super::normal::normal_form;
use super::paraphrases::Paraphrases;
use super::table::rows;
use super::{LexiconError, LexiconFile};

/// Class, related classes, opposed classes, verbs.
type ActionRow = (String, Vec<String>, Vec<String>, Vec<String>);

/// A class of paraphrases.
enum Alike {
    /// A row of the embedded file, whose names stand in normal form. There are many, of which none is copied.
    Embedded(&'static str),
    Names(Vec<String>),
}

/// What parts the names in a row of the embedded paraphrases.
const BETWEEN: [char; 2] = ['\t', ' '];

impl Alike {
    /// The name in front.
    fn first(&self) -> Option<&str> {
        match self {
            Self::Embedded(row) => row.split(BETWEEN).next(),
            Self::Names(names) => names.first().map(String::as_str),
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Embedded(row) => row.matches(BETWEEN).count() + 1,
            Self::Names(names) => names.len(),
        }
    }
}

/// The rows of all files, in file order.
#[derive(Default)]
pub(super) struct Builder {
    actions: Vec<ActionRow>,
    synonyms: Vec<(String, Vec<String>, f32)>,
    paraphrases: Vec<Alike>,
    frames: Vec<(String, Frame)>,
    qualifiers: Vec<(String, String, Vec<String>)>,
    /// Sequence, its steps as class names.
    steps: Vec<(String, Vec<Vec<String>>)>,
    /// Kind, the words of its members.
    siblings: Vec<(String, Vec<Vec<String>>)>,
}

fn words(cell: &str) -> Vec<String> {
    cell.split_whitespace().filter(|w| *w != "-").map(|w| normal_form(&w.replace('_', " "))).collect()
}

/// Reads rows of a name and cells of words joined by `|`.
fn series(known: &mut Vec<(String, Vec<Vec<String>>)>, file: LexiconFile<'_>) -> Result<(), LexiconError> {
    for row in rows(file, 2)? {
        let name = row.columns[0];
        if row.removes {
            known.retain(|known| known.0 != name);
        } else {
            known.push((name.to_owned(), row.columns[1].split('|').map(words).collect()));
        }
    }
    Ok(())
}

impl Builder {
    pub(super) fn actions(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
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

    pub(super) fn synonyms(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
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

    pub(super) fn frames(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 2)? {
            let frame = match row.columns[0] {
                "filler" => Frame::Filler,
                "light" => Frame::Light,
                "adverbial" => Frame::Adverbial,
                "conjunction" => Frame::Conjunction,
                "prohibition" => Frame::Prohibition,
                "prevention" => Frame::Prevention,
                other => {
                    return Err(LexiconError::at(
                        file.name,
                        row.line,
                        format!(
                            "frame kind must be filler, light, adverbial, conjunction, prohibition or prevention: {other:?}"
                        ),
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

    /// Reads the embedded file, of which a test shows that it is well formed.
    pub(super) fn embedded_paraphrases(&mut self, file: LexiconFile<'static>) {
        let rows = file.text.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
        self.paraphrases.extend(rows.map(Alike::Embedded));
    }

    /// Reads a file on top; a row with `-` in front of the first name of a class takes the class out.
    pub(super) fn paraphrases(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 2)? {
            let names: Vec<String> = row.columns.iter().flat_map(|cell| words(cell)).collect();
            if row.removes {
                self.paraphrases.retain(|known| known.first() != names.first().map(String::as_str));
            } else {
                self.paraphrases.push(Alike::Names(names));
            }
        }
        Ok(())
    }

    pub(super) fn qualifiers(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
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

    pub(super) fn steps(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        series(&mut self.steps, file)
    }

    pub(super) fn siblings(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        series(&mut self.siblings, file)
    }

    pub(super) fn finish(self) -> Result<LinkLexicon, LexiconError> {
        let mut lexicon = LinkLexicon {
            entries: FxHashMap::default(),
            longest: FxHashMap::default(),
            concepts: Vec::new(),
            classes: self.actions.iter().map(|a| a.0.clone()).collect(),
            related: Vec::new(),
            opposed: Vec::new(),
            apart: vec![ActionSet::default(); self.actions.len()],
            dimensions: Vec::new(),
            poles: Vec::new(),
            paraphrases: Paraphrases::default(),
        };
        lexicon.paraphrases.reserve(self.paraphrases.iter().map(Alike::count).sum());
        for (class, names) in (0..).zip(self.paraphrases) {
            let mut insert = |name| lexicon.paraphrases.insert(name, class);
            match names {
                Alike::Embedded(row) => row.split(BETWEEN).for_each(|name| insert(name.into())),
                Alike::Names(names) => names.into_iter().for_each(|name| insert(name.into())),
            }
        }
        for (name, surfaces, weight) in self.synonyms {
            let id = lexicon.concepts.len() as u32;
            for surface in surfaces.into_iter().chain([name.clone()]) {
                let entry = lexicon.slot(&surface);
                entry.concept = Some(id);
                entry.weight = weight;
            }
            lexicon.concepts.push(name);
        }
        let members = |kind: Vec<Vec<String>>| kind.into_iter().enumerate();
        for (number, (_, kind)) in self.siblings.into_iter().enumerate() {
            for (member, surfaces) in members(kind) {
                let sibling = (u16::try_from(number), u16::try_from(member));
                let (Ok(kind), Ok(member)) = sibling else { continue };
                // What no synonym class holds becomes one: the words of a member mean the same.
                let own = lexicon.concepts.len() as u32;
                for surface in &surfaces {
                    let entry = lexicon.slot(surface);
                    entry.sibling = Some((kind, member));
                    if entry.concept.is_none() {
                        entry.concept = Some(own);
                    }
                }
                lexicon.concepts.extend(surfaces.into_iter().next());
            }
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
        let mut together = lexicon.apart.clone();
        for (sequence, steps) in &self.steps {
            let of = |names: &Vec<String>| set_of(names, &lexicon.classes, sequence);
            let steps = steps.iter().map(of).collect::<Result<Vec<_>, _>>()?;
            for (at, step) in steps.iter().enumerate() {
                for bit in step.bits() {
                    together[bit] = together[bit].union(*step);
                    let others = steps.iter().enumerate().filter(|(other, _)| *other != at);
                    lexicon.apart[bit] = others.fold(lexicon.apart[bit], |set, (_, other)| set.union(*other));
                }
            }
        }
        for (apart, together) in lexicon.apart.iter_mut().zip(together) {
            *apart = apart.without(together);
        }
        for (bit, (_, _, _, verbs)) in self.actions.iter().enumerate() {
            for verb in verbs {
                let entry = lexicon.slot(verb);
                entry.actions.insert(bit);
            }
        }
        lexicon.imply_actions();
        lexicon.imply_siblings();
        for (word, frame) in self.frames {
            lexicon.slot(&word).frame = frame;
        }
        for (dimension, pole, surfaces) in self.qualifiers {
            let contrast = if dimension.ends_with('!') { LinkLexicon::CONTRAST } else { 0 };
            let d = position_or_push(&mut lexicon.dimensions, dimension) | contrast;
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

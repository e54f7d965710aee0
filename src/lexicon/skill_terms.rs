//! Skills, tools and collaborators: which spellings are the same term.

use std::collections::BTreeMap;

use super::{LexiconError, LexiconFile, table, wording_key};

const AFFIXES: LexiconFile<'_> =
    LexiconFile { name: "term_affixes.tsv", text: include_str!("term_affixes.tsv") };
const SPELLINGS: LexiconFile<'_> =
    LexiconFile { name: "skill_terms.tsv", text: include_str!("skill_terms.tsv") };

/// An affix is taken off only if this many characters remain.
const REMAINS: usize = 2;

/// The kinds of terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermKind {
    /// What one must be able to do or know.
    Skill,
    /// Software, methods, documents used.
    Tool,
    /// With whom.
    Collaborator,
}

impl TermKind {
    const ALL: [Self; 3] = [Self::Skill, Self::Tool, Self::Collaborator];

    /// The kinds that a lexicon column names.
    fn named(name: &str) -> Option<&'static [Self]> {
        match name {
            "skills" => Some(&[Self::Skill]),
            "tools" => Some(&[Self::Tool]),
            "collaborators" => Some(&[Self::Collaborator]),
            "any" => Some(&Self::ALL),
            _ => None,
        }
    }
}

/// Affixes and aliases of terms.
#[derive(Clone, Debug, Default)]
pub struct TermLexicon {
    /// Normal forms, longest first.
    prefixes: BTreeMap<TermKind, Vec<String>>,
    suffixes: BTreeMap<TermKind, Vec<String>>,
    /// As written, longest first.
    examples: Vec<String>,
    classes: Vec<String>,
    /// Key of another spelling → key of the preferred one.
    aliases: BTreeMap<(TermKind, String), String>,
    /// Key → preferred spelling.
    preferred: BTreeMap<(TermKind, String), String>,
}

impl TermLexicon {
    /// The lexicon that comes with guiyi.
    ///
    /// # Panics
    /// Never: a test parses the embedded files.
    pub fn embedded() -> Self {
        Self::extended(&[]).expect("the embedded lexicons are tested")
    }

    /// The embedded lexicon and, on top of it, the user's files called `term_affixes.tsv` and
    /// `skill_terms.tsv`; others are passed over.
    ///
    /// # Errors
    /// [`LexiconError`] with file and line of the first row that cannot be used.
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        let named = |name: &'static str| {
            move |file: &&LexiconFile<'_>| file.name.rsplit(['/', '\\']).next() == Some(name)
        };
        // Affixes first: the keys of spellings depend on them.
        for file in std::iter::once(&AFFIXES).chain(user.iter().filter(named(AFFIXES.name))) {
            lexicon.add_affixes(*file)?;
        }
        for file in std::iter::once(&SPELLINGS).chain(user.iter().filter(named(SPELLINGS.name))) {
            lexicon.add_spellings(*file)?;
        }
        Ok(lexicon)
    }

    fn add_affixes(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in table::rows(file, 3)? {
            let [kinds, place, text] = row.columns[..] else {
                return Err(LexiconError::at(file.name, row.line, "expected attribute, place, text"));
            };
            let kinds = kinds_of(file, row.line, kinds)?;
            let lists: Vec<&mut Vec<String>> = match place {
                "prefix" => select(&mut self.prefixes, kinds),
                "suffix" => select(&mut self.suffixes, kinds),
                "example" => vec![&mut self.examples],
                "class" => vec![&mut self.classes],
                other => {
                    let message = format!("unknown place {other:?}: prefix, suffix, example or class");
                    return Err(LexiconError::at(file.name, row.line, message));
                }
            };
            for list in lists {
                list.retain(|known| known != text);
                if !row.removes {
                    list.push(text.to_owned());
                }
                list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            }
        }
        Ok(())
    }

    /// A `-` in front takes the row of that preferred spelling out.
    fn add_spellings(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in table::rows(file, 3)? {
            let (Some(&kinds), Some(&preferred)) = (row.columns.first(), row.columns.get(1)) else {
                return Err(LexiconError::at(file.name, row.line, "expected attribute, spelling, spellings"));
            };
            for &kind in kinds_of(file, row.line, kinds)? {
                let to = self.bare(kind, preferred);
                if row.removes {
                    self.preferred.remove(&(kind, to.clone()));
                    self.aliases.retain(|(of, _), target| *of != kind || *target != to);
                    continue;
                }
                for other in row.columns[2].split('|') {
                    let from = self.bare(kind, other);
                    if from != to {
                        self.aliases.insert((kind, from), to.clone());
                    }
                }
                self.preferred.insert((kind, to), preferred.to_owned());
            }
        }
        Ok(())
    }

    /// The key by which two spellings are one term: normal form, affixes taken off, aliases
    /// followed.
    pub fn key(&self, kind: TermKind, text: &str) -> String {
        let bare = self.bare(kind, text);
        self.aliases.get(&(kind, bare.clone())).cloned().unwrap_or(bare)
    }

    /// The lexicon's spelling of the term with this key.
    pub fn preferred(&self, kind: TermKind, key: &str) -> Option<&str> {
        self.preferred.get(&(kind, key.to_owned())).map(String::as_str)
    }

    /// The values in a value: `绘图工具（如甲、乙等）` gives 绘图工具, 甲 and 乙. Brackets that do
    /// not list examples stay where they are.
    pub fn pieces(&self, text: &str) -> Vec<String> {
        let text = text.trim();
        if let Some((head, inner)) = bracketed(text)
            && let Some(examples) = self.examples_in(head, inner)
        {
            return std::iter::once(head).chain(examples).map(str::to_owned).collect();
        }
        if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
    }

    /// A term that is introduced with its foreign name or abbreviation in brackets, taken apart:
    /// `先进先出（FIFO）` gives 先进先出 and FIFO.
    pub fn introduction<'a>(&self, text: &'a str) -> (&'a str, Option<&'a str>) {
        let foreign = |inner: &str| {
            inner.chars().any(|c| c.is_ascii_alphabetic())
                && inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '&'))
        };
        match bracketed(text) {
            Some((head, inner))
                if foreign(inner) && !head.is_ascii() && self.examples_in(head, inner).is_none() =>
            {
                (head, Some(inner))
            }
            _ => (text, None),
        }
    }

    /// The examples that brackets behind `head` list: after a word that says so, or foreign names
    /// behind the name of a class (`软件（SAP）`).
    fn examples_in<'a>(&self, head: &str, inner: &'a str) -> Option<Vec<&'a str>> {
        let said = self.examples.iter().find_map(|marker| inner.strip_prefix(marker.as_str()));
        let list = said.unwrap_or(inner).trim_start_matches([':', '：', ' ', ',', '，']);
        let list = list.trim_end_matches(['。', '…', '.', ' ']);
        let list = list.strip_suffix("等等").or_else(|| list.strip_suffix('等')).unwrap_or(list);
        let items: Vec<&str> = list
            .split(['、', '，', ',', ';', '；', '/', '／'])
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .collect();
        let of_class = self.classes.iter().any(|class| head.ends_with(class.as_str()))
            && items.iter().all(|item| item.is_ascii());
        ((said.is_some() || of_class) && !items.is_empty()).then_some(items)
    }

    /// The normal form without affixes.
    fn bare(&self, kind: TermKind, text: &str) -> String {
        let normal = wording_key(text);
        let mut rest = normal.as_str();
        let remains = |rest: &str| rest.chars().count() >= REMAINS;
        for prefix in self.prefixes.get(&kind).into_iter().flatten() {
            if let Some(shorter) = rest.strip_prefix(prefix.as_str())
                && remains(shorter)
            {
                rest = shorter;
                break;
            }
        }
        for suffix in self.suffixes.get(&kind).into_iter().flatten() {
            if let Some(shorter) = rest.strip_suffix(suffix.as_str())
                && remains(shorter)
            {
                rest = shorter;
                break;
            }
        }
        rest.to_owned()
    }
}

fn kinds_of(file: LexiconFile<'_>, line: usize, name: &str) -> Result<&'static [TermKind], LexiconError> {
    TermKind::named(name).ok_or_else(|| {
        let message = format!("unknown attribute {name:?}: skills, tools, collaborators or any");
        LexiconError::at(file.name, line, message)
    })
}

fn select<'a>(
    lists: &'a mut BTreeMap<TermKind, Vec<String>>,
    kinds: &[TermKind],
) -> Vec<&'a mut Vec<String>> {
    for &kind in kinds {
        lists.entry(kind).or_default();
    }
    lists.iter_mut().filter(|(kind, _)| kinds.contains(kind)).map(|(_, list)| list).collect()
}

/// The text in front of a closing pair of brackets, and the text in it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let body = text.trim_end().strip_suffix(['）', ')'])?;
    let mut depth = 1usize;
    for (at, c) in body.char_indices().rev() {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (head, inner) = (body[..at].trim(), body[at + c.len_utf8()..].trim());
            return (!head.is_empty() && !inner.is_empty()).then_some((head, inner));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(kind: TermKind, a: &str, b: &str) -> bool {
        let lexicon = TermLexicon::embedded();
        lexicon.key(kind, a) == lexicon.key(kind, b)
    }

    #[test]
    fn the_files_are_sorted_and_unique() {
        for file in [AFFIXES, SPELLINGS] {
            let rows: Vec<&str> = file.text.lines().filter(|line| !line.starts_with('#')).collect();
            let columns: Vec<Vec<&str>> = rows.iter().map(|row| row.split('\t').collect()).collect();
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "{} is not sorted", file.name);
        }
    }

    #[test]
    fn no_spelling_has_two_terms() {
        let lexicon = TermLexicon::embedded();
        for (kind, from) in lexicon.aliases.keys() {
            assert!(
                !lexicon.preferred.contains_key(&(*kind, from.clone())),
                "{from} is also a preferred one"
            );
        }
    }

    #[test]
    fn kind_words_praise_and_case_make_no_term() {
        assert!(same(TermKind::Skill, "沟通", "良好的沟通技巧"));
        assert!(same(TermKind::Tool, "JIRA", "Jira 软件"));
        assert!(same(TermKind::Collaborator, "采购部", "采购团队"));
        assert!(same(TermKind::Collaborator, "业务干系人", "业务利益相关方"));
    }

    #[test]
    fn what_is_left_must_be_a_name() {
        assert!(!same(TermKind::Collaborator, "团队", "部门"));
        assert!(!same(TermKind::Tool, "云平台", "云工具"), "one character is no name");
        assert!(!same(TermKind::Skill, "数据分析", "需求分析"));
        assert!(!same(TermKind::Tool, "C", "C++"));
    }

    #[test]
    fn examples_come_out_of_brackets_and_qualifiers_stay() {
        let lexicon = TermLexicon::embedded();
        assert_eq!(lexicon.pieces("库存系统（如 SAP、用友等）"), ["库存系统", "SAP", "用友"]);
        assert_eq!(lexicon.pieces("排班软件 (Deputy, Kronos)"), ["排班软件", "Deputy", "Kronos"]);
        assert_eq!(lexicon.pieces("沟通能力（书面与口头）"), ["沟通能力（书面与口头）"]);
        assert_eq!(lexicon.pieces("（如甲）"), ["（如甲）"], "examples of nothing");
    }

    #[test]
    fn abbreviations_are_told_from_examples() {
        let lexicon = TermLexicon::embedded();
        assert_eq!(lexicon.introduction("先进先出（FIFO）"), ("先进先出", Some("FIFO")));
        assert_eq!(lexicon.introduction("仓储软件（SAP）").1, None);
        assert_eq!(lexicon.introduction("咖啡知识（基础）").1, None);
    }

    #[test]
    fn users_add_and_take_out() {
        let same = |text: &str| {
            let file = LexiconFile { name: "d/skill_terms.tsv", text };
            let lexicon = TermLexicon::extended(&[file]).expect("well formed");
            lexicon.key(TermKind::Skill, "latte art") == lexicon.key(TermKind::Skill, "拉花")
        };
        assert!(same("skills\t拉花\t咖啡拉花|Latte Art\n"));
        assert!(!same("skills\t拉花\t咖啡拉花|Latte Art\n-skills\t拉花\n"));
        let bad = LexiconFile { name: "d/skill_terms.tsv", text: "skill\t拉花\t花\n" };
        let error = TermLexicon::extended(&[bad]).expect_err("no such attribute");
        assert!(error.to_string().starts_with("d/skill_terms.tsv:1"), "{error}");
    }
}

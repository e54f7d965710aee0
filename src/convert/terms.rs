//! The reader's terms as segments of their own, looked up beside OpenCC's.

use std::collections::BTreeMap;

use super::index::Index;
use crate::lexicon::terms::{Condition, Direction, Side, Terms};

/// Terms of one direction.
pub(super) struct TermIndex {
    pub(super) index: Index,
    /// By number.
    pub(super) values: Vec<String>,
    conditions: Vec<Vec<Condition>>,
}

impl TermIndex {
    /// The terms that lead from Traditional to Simplified, or back.
    ///
    /// # Errors
    /// A sentence that names the term that cannot be used.
    pub(super) fn new(terms: &Terms, to_simplified: bool) -> Result<Self, String> {
        let mut keys = BTreeMap::new();
        let (mut values, mut conditions) = (vec![String::new()], vec![Vec::new()]);
        for term in terms.iter() {
            let (key, value) = match (to_simplified, term.direction) {
                (true, Direction::ToSimplified | Direction::Both) => (&term.traditional, &term.simplified),
                (false, Direction::ToTraditional | Direction::Both) => (&term.simplified, &term.traditional),
                _ => continue,
            };
            let number = u16::try_from(values.len()).map_err(|_| "more than 65535 terms".to_owned())?;
            // Two Taiwan words for one mainland word: the first one in the list.
            if keys.contains_key(key.as_str()) {
                continue;
            }
            keys.insert(key.as_str(), number);
            values.push(value.clone());
            // Towards Traditional the conditions of a pair that leads both ways do not hold: they
            // are about Traditional neighbours.
            let apply = to_simplified || term.direction == Direction::ToTraditional;
            conditions.push(if apply { term.conditions.clone() } else { Vec::new() });
        }
        Ok(Self { index: Index::new(&keys)?, values, conditions })
    }

    /// The longest term at `at` whose conditions hold: where it ends, and its value. `first` and
    /// `second` are its first two characters, `head` is where they end.
    pub(super) fn longest(
        &self,
        bytes: &[u8],
        at: usize,
        first: u32,
        second: u32,
        head: usize,
    ) -> Option<(usize, &[u8])> {
        self.index.candidates(first, second).find_map(|(rest, number)| {
            let number = usize::from(number);
            let stop = head + rest.len();
            let holds = |condition: &Condition| {
                let found = condition.texts.iter().any(|text| match condition.side {
                    Side::Before => bytes[..at].ends_with(text.as_bytes()),
                    Side::After => bytes[stop..].starts_with(text.as_bytes()),
                });
                found == condition.wanted
            };
            let fits = bytes[head..].starts_with(rest) && self.conditions[number].iter().all(holds);
            fits.then(|| (stop, self.values[number].as_bytes()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Converter, Options, Target};
    use super::*;
    use crate::lexicon::table::{LexiconFile, rows};

    const FILE: LexiconFile<'static> =
        LexiconFile { name: "terms_tw.tsv", text: include_str!("../lexicon/terms_tw.tsv") };

    fn converter(to: Target, terms: &Terms) -> Converter {
        Converter::new(&Options { to, ..Options::default() }, terms).expect("valid")
    }

    #[test]
    fn every_example_of_the_list_holds() {
        let terms = Terms::embedded().expect("well formed");
        let (all, back) = (converter(Target::Hans, &terms), converter(Target::HantTw, &terms));
        for row in rows(FILE, 7).expect("seven columns") {
            let [traditional, simplified, direction, _, example, expected, _] = row.columns[..] else {
                panic!("line {}", row.line)
            };
            assert!(example.contains(traditional) && expected.contains(simplified), "line {}", row.line);
            if direction == "hant" {
                assert_eq!(back.convert_str(expected), example, "line {}", row.line);
                continue;
            }
            assert_eq!(all.convert_str(example), expected, "line {}", row.line);
            let edits = all.edits(example);
            let at = example.find(traditional).unwrap_or_default();
            let whole =
                edits.iter().any(|edit| edit.range.start <= at && at + traditional.len() <= edit.range.end);
            let written_alike = traditional.chars().count() == simplified.chars().count();
            assert!(whole || written_alike, "line {}: {edits:?}", row.line);
        }
    }

    #[test]
    fn no_term_fires_in_its_counterexample() {
        let terms = Terms::embedded().expect("well formed");
        let (all, back) = (converter(Target::Hans, &terms), converter(Target::HantTw, &terms));
        let mut seen = 0;
        for row in rows(FILE, 7).expect("seven columns").iter().filter(|row| row.columns[6] != "-") {
            let mut without = terms.clone();
            let text = format!("-{}\n", row.columns[0]);
            without.extend(LexiconFile { name: "test", text: &text }).expect("well formed");
            let counterexample = row.columns[6];
            let (to, with) =
                if row.columns[2] == "hant" { (Target::HantTw, &back) } else { (Target::Hans, &all) };
            assert_eq!(
                with.convert_str(counterexample),
                converter(to, &without).convert_str(counterexample),
                "line {}",
                row.line
            );
            seen += 1;
        }
        assert!(seen >= 50, "{seen} counterexamples");
    }

    #[test]
    fn pairs_that_lead_both_ways_come_back() {
        let terms = Terms::embedded().expect("well formed");
        let back = converter(Target::HantTw, &terms);
        for term in terms.iter().filter(|term| term.direction == Direction::Both) {
            assert_eq!(back.convert_str(&term.simplified), term.traditional);
        }
    }

    #[test]
    fn words_that_openccs_layer_harms_stay() {
        let all = converter(Target::Hans, &Terms::embedded().expect("well formed"));
        for (text, expected) in [
            ("核心任務與核心問題", "核心任务与核心问题"),
            ("訂出指標，建立公司，執行判決", "订出指标，建立公司，执行判决"),
            ("連結公司與社區，整合資源", "连结公司与社区，整合资源"),
            ("依法律程序辦理，程序員", "依法律程序办理，程序员"),
            ("老人的智慧，房屋物件，交作業", "老人的智慧，房屋物件，交作业"),
            ("向量與離線", "向量与离线"),
        ] {
            assert_eq!(all.convert_str(text), expected);
        }
    }

    #[test]
    fn outside_its_terms_the_default_is_openccs_tw2s() {
        let ours = converter(Target::Hans, &Terms::empty());
        let tw2s = Converter::for_config("tw2s", false).expect("known");
        for text in ["護士長看著乾隆年間的帳簿", "裡面著火，髮夾與頭髮", "薑母鴨與姜先生"]
        {
            assert_eq!(ours.convert_str(text), tw2s.convert_str(text));
        }
        assert_eq!(ours.convert_str("敍職、枱燈、衞生"), "叙职、台灯、卫生", "Hong Kong forms too");
    }

    #[test]
    fn conditions_look_at_both_sides() {
        let mut terms = Terms::empty();
        let text = "店務\t店铺事务\thans\t<巡 >表\n";
        terms.extend(LexiconFile { name: "test", text }).expect("well formed");
        let all = converter(Target::Hans, &terms);
        assert_eq!(all.convert_str("巡店務表，店務表，巡店務"), "巡店铺事务表，店务表，巡店务");
    }
}

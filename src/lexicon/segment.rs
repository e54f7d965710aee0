//! Cutting a title into the words of the linking lexicon.

use super::linking::{LinkLexicon, Token};

impl LinkLexicon {
    /// Cuts `clause` (in normal form, see [`normal_form`](super::normal::normal_form)) into the fewest pieces: words of the
    /// lexicon, Latin words, and runs of other characters; of equal cuts the one with the longer
    /// first word.
    pub fn segment<'a>(&'a self, clause: &'a str) -> Vec<Token<'a>> {
        self.segment_within(clause, usize::MAX)
    }

    /// Cuts a compound term into the shorter words that it is made of.
    pub fn parts<'a>(&'a self, term: &'a str) -> Vec<Token<'a>> {
        self.segment_within(term, term.chars().count().saturating_sub(1))
    }

    /// [`segment`](Self::segment) with words of the lexicon of at most `limit` characters.
    fn segment_within<'a>(&'a self, clause: &'a str, limit: usize) -> Vec<Token<'a>> {
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
            let longest = self.longest.get(&chars[i]).copied().unwrap_or(0).min(n - i).min(limit);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        LinkLexicon::embedded().segment(text).iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn the_fewest_words_win_over_the_longest_first_word() {
        assert_eq!(cut("对患者进行健康宣教"), ["对", "患者", "进行", "健康宣教"]);
        assert_eq!(cut("编写excel 报表"), ["编写", "excel", "报表"]);
    }

    #[test]
    fn a_compound_is_cut_into_its_words() {
        let lexicon = LinkLexicon::embedded();
        let parts: Vec<&str> = lexicon.parts("培训计划").iter().map(|token| token.text).collect();
        assert_eq!(parts, ["培训", "计划"]);
        assert_eq!(lexicon.parts("计划").len(), 1, "its characters are no words");
    }

    #[test]
    fn unknown_characters_form_one_run_and_nothing_is_lost() {
        let text = "给鹦鹉喂食a1并记录";
        assert_eq!(cut(text).concat(), text);
        assert!(cut(text).contains(&"鹦鹉喂食".to_owned()), "{:?}", cut(text));
    }
}

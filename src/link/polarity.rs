//! Words and their denial: 合格品 and 不合格品 are two things, however alike the names are.

use crate::lexicon::LinkLexicon;
use crate::lexicon::linking::Frame;

/// Characters that deny the word behind them.
const DENIERS: [char; 4] = ['不', '未', '非', '无'];

/// A word of two characters.
type Word = [char; 2];

/// The words that a name in normal form denies (合格 in 处置不合格品). A denier inside a word of the lexicon that is no
/// thing (不断, 未来) denies nothing.
pub(crate) fn denied(normal: &str, lexicon: &LinkLexicon) -> Vec<Word> {
    if !normal.contains(DENIERS) {
        return Vec::new();
    }
    let tokens = lexicon.segment(normal);
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let known =
            token.entry.is_some_and(|entry| entry.concept.is_none() && token.text.chars().count() > 1);
        if known || token.entry.is_some_and(|entry| entry.frame == Frame::Prohibition) {
            continue;
        }
        let behind = tokens.get(at + 1).map_or("", |next| next.text);
        let chars: Vec<char> = token.text.chars().chain(behind.chars().take(2)).collect();
        let own = token.text.chars().count();
        out.extend(
            chars
                .windows(3)
                .take(own)
                .filter(|w| DENIERS.contains(&w[0]) && w[1..].iter().all(|c| c.is_alphanumeric()))
                .map(|w| [w[1], w[2]]),
        );
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// True if one name denies a word that the other has and nowhere denies.
pub(crate) fn opposed((denied, text): (&[Word], &str), (others, other): (&[Word], &str)) -> bool {
    let against = |denied: &[Word], theirs: &[Word], text: &str| {
        denied.iter().any(|word| {
            let word_text = String::from_iter(word);
            !theirs.contains(word) && text.contains(&word_text)
        })
    };
    against(denied, others, other) || against(others, denied, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_word_is_told_from_the_word() {
        let lexicon = LinkLexicon::embedded();
        let apart = |a: &str, b: &str| opposed((&denied(a, &lexicon), a), (&denied(b, &lexicon), b));
        for (a, b) in [("处置不合格品", "处置合格品"), ("统计未签约客户", "统计签约客户")]
        {
            assert!(apart(a, b) && apart(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("处置不合格品", "不合格品的处置"),
            ("不断优化流程", "优化流程"),
            ("与不同部门协同", "跨部门协同"),
            ("不合格品处理", "不良品处理"),
        ] {
            assert!(!apart(a, b), "{a} {b}");
        }
    }
}

//! Pleas to comment, follow or share at the end of a paragraph that says more.

use super::ledger::Ledger;
use super::line::{Form, is_letter};
use crate::lexicon::noise::Glyphs;

/// Least Han characters before the plea for a paragraph that says more.
const REST: usize = 16;

/// Ends of sentences.
const MARKS: [char; 5] = ['。', '！', '？', '!', '?'];

/// Cuts the last sentences of paragraphs that are pleas by themselves. What stands before stays.
pub(super) fn strip(ledger: &mut Ledger<'_>) {
    let Some((rule, _)) = ledger.rule("GY273") else { return };
    let ascii = Glyphs::of("!?").all();
    for at in 0..ledger.document.blocks.len() {
        if !matches!(ledger.form(at), Form::Paragraph | Form::Quote) || !ledger.is_free(at) {
            continue;
        }
        // Most texts are too short, or a single sentence.
        let marked = ledger.glyphs(at).all() & ascii != 0;
        if !marked && !ledger.says_more(at, REST, 0) {
            continue;
        }
        let text = ledger.document.blocks[at].text.as_str();
        if !marked && !ledger.says_more(at, REST, u32::from(text.ends_with(MARKS))) {
            continue;
        }
        let end = text.trim_end().len();
        let mut start = end;
        while let Some(before) = last_sentence(&text[..start]) {
            let sentence = text[before..start].trim();
            if !ledger.rules.matches(rule, sentence, sentence.chars().count()) {
                break;
            }
            start = before;
        }
        let said = || text[..start].chars().filter(|&c| is_letter(c)).count();
        if start < end && said() >= REST {
            ledger.cut_text(at, std::iter::once(start..end).collect(), rule, &[]);
        }
    }
}

/// Where the last sentence of `text` begins, if another one stands before it.
fn last_sentence(text: &str) -> Option<usize> {
    let body = text.trim_end().trim_end_matches(MARKS);
    let mark = body.rfind(MARKS)?;
    Some(mark + body[mark..].chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn only_the_plea_of_a_paragraph_goes() {
        let got =
            cleaned("# 排班\n\n早班负责备货，晚班负责盘点，交接时核对现金。如有疑问，欢迎在评论区留言。\n");
        assert_eq!(texts(&got), ["排班", "早班负责备货，晚班负责盘点，交接时核对现金。"]);
        assert_eq!(got.removals[0].rule, "GY273");
        let kept = "# 客服\n\n每天查看门店评价。发现差评后两小时内联系顾客，并在评论区公开答复处理结果。\n";
        assert!(cleaned(kept).removals.is_empty());
    }
}

//! Labels of comment forms that are words of any text: 昵称, 内容, 提交.

use super::view::{Claim, View};
use crate::document::RemovalKind;

/// Claims runs of such lines that stand beside what only a comment form or a thread has.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY285") else { return Vec::new() };
    let mut claims = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let end = (at..view.len()).find(|&next| !view.hit(next, rule)).unwrap_or(view.len());
        let beside = |at| view.beside(at, RemovalKind::CommentThread);
        if view.is_page() && end > at && (beside(at) || beside(end - 1)) {
            claims.push(view.claim(at..end, rule, &[]));
        }
        at = end + 1;
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_form_goes_and_a_table_of_facts_stays() {
        let story = "店长每天要清点库存，安排排班，并与供应商确认到货时间。\n每周五盘点，差异写明原因，再与总部核对账目，月底汇总。\n";
        let form = cleaned(&format!("怎样当好店长\n\n{story}\n发表评论\n标题\n姓名\n内容 *\n验证码：\n"));
        assert_eq!(texts(&form).len(), 3, "{:?}", texts(&form));
        let facts = cleaned(&format!("{story}\n姓名\n林某\n昵称\n小满\n邮箱\nlin@example.org\n"));
        assert_eq!(texts(&facts).len(), 8, "{:?}", texts(&facts));
    }
}

//! Labels of comment forms that are words of any text: 昵称, 内容, 提交.

use super::view::{Claim, View};
use crate::document::RemovalKind;

/// Claims runs of such lines that stand beside what only a comment form or a thread has.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY285") else { return Vec::new() };
    if !view.is_page() {
        return Vec::new();
    }
    let lines: Vec<usize> = view.hits_of(rule).collect();
    let beside = |at| view.beside(at, RemovalKind::CommentThread);
    let runs = lines.chunk_by(|at, next| at + 1 == *next).map(|run| run[0]..run[0] + run.len());
    let found = runs.filter(|run| beside(run.start) || beside(run.end - 1));
    found.map(|run| view.claim(run, rule, &[])).collect()
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

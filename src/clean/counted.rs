//! Lines that only count: numbers beside lines of code, tabs of the steps of a page.

use super::line::Form;
use super::view::{Claim, View};

/// Claims runs of lines that are 1, 2, 3 and so on, one below the other.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY118") else { return Vec::new() };
    let least = info.threshold("min-lines") as usize;
    let mut claims = Vec::new();
    let mut from = 0;
    while let Some(start) = (from..view.len()).find(|&at| is(view, at, 1)) {
        let counted = (start..view.len()).zip(1..).take_while(|&(at, number)| is(view, at, number)).count();
        from = start + counted;
        if counted >= least {
            claims.push(view.claim(start..from, rule, &[]));
        }
    }
    claims
}

/// True if the line at `at` is this number and nothing else.
fn is(view: &View<'_>, at: usize, number: usize) -> bool {
    // Few lines are so short. A row of a form that nobody has filled in holds no more.
    let line = view.line(at);
    line.chars <= 4 && line.form != Form::Row && view.text(at).parse() == Ok(number)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn numbers_that_count_go_and_figures_stay() {
        let told = "盘点脚本每晚跑一次，差异超过百分之二时发邮件给店长，由店长当天核对。";
        let page = format!("{told}\nload(a)\ncount(a)\nmail(b)\n1\n2\n3\n{told}改\n");
        assert_eq!(texts(&cleaned(&page)).len(), 5, "{:?}", texts(&cleaned(&page)));
        let form = format!("{told}\n\n| 序号 | 差异 |\n|---|---|\n| 1 | |\n| 2 | |\n| 3 | |\n");
        assert_eq!(texts(&cleaned(&form)).len(), 5);
        let figures = format!("{told}\n1\n3\n4\n{told}改\n");
        assert_eq!(texts(&cleaned(&figures)).len(), 5);
    }
}

//! Lines that only count: numbers beside lines of code, tabs of the steps of a page.

use super::line::Form;
use super::view::{Claim, View};

/// Claims runs of lines that are 1, 2, 3 and so on, one below the other.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY118") else { return Vec::new() };
    let least = info.threshold("min-lines") as usize;
    // A row of a form that nobody has filled in holds no more than its number.
    let counts = view.counts().filter(|&at| view.form(at) != Form::Row);
    let counts: Vec<(usize, usize)> =
        counts.filter_map(|at| Some((at, view.text(at).parse().ok()?))).collect();
    let runs =
        counts.chunk_by(|above, below| above.0 + 1 == below.0 && above.1 + 1 == below.1 && below.1 > 1);
    let counted = runs.filter(|run| run[0].1 == 1 && run.len() >= least);
    counted.map(|run| view.claim(run[0].0..run[0].0 + run.len(), rule, &[])).collect()
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

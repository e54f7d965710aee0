//! Responsibility matrices: which of the parties is the role that the document is about.

use super::collect::Collector;
use super::header::Header;
use super::naming::{ends_with_fold, fold};
use crate::document::{AlignedStr, BlockKind};
use crate::outline::title::may_be_person;
use crate::read::marker::is_han;

impl<'a> Collector<'a> {
    /// The column of the role itself among the parties of a matrix.
    pub(super) fn own_party(&self, parties: &[usize], names: &[AlignedStr<'_>]) -> Option<usize> {
        if parties.is_empty() {
            return None;
        }
        let role = fold(self.role.as_deref()?);
        let own = |at: &usize| ends_with_fold(&role, names[*at].as_str());
        let known = parties.iter().copied().find(own).or_else(|| {
            let short = self.short_names.get_or_init(|| self.rows_that_name(&role));
            let named = |at: &usize| !short.is_empty() && short.contains(&fold(names[*at].as_str()));
            parties.iter().copied().find(named)
        });
        // 测试 in the matrix, 兼容测试工程师 in the text.
        let within = |at: &usize| {
            let name = fold(names[*at].as_str());
            name.chars().count() > 1 && role.contains(&name)
        };
        known
            .or_else(|| parties.iter().copied().find(|&at| self.holds_role(names[at].as_str())))
            .or_else(|| parties.iter().copied().find(within))
    }

    /// The only party that the text in front of a matrix names (`本表明确排程员与各岗位的分工`).
    pub(super) fn party_told_of(&self, parties: &[usize], header: &Header<'_>) -> Option<usize> {
        let above = || self.document.blocks[..header.block].iter();
        let told = |at: &usize| {
            let name = header.names[*at].as_str();
            let person = self.lexicons.roles.names_person(name);
            let short = [format!("（{name}）"), format!("({name})")];
            person && above().any(|block| block.text.as_str().contains(name))
                // 调度岗位（MPC）职责分工, MPC in the matrix.
                || above().any(|block| short.iter().any(|short| block.text.as_str().contains(short)))
                // `| RM | 发布经理 |` in a legend, 发布经理 in the text.
                || self.full_names(name).iter().any(|full| {
                    above().any(|block| {
                        !matches!(block.kind, BlockKind::TableRow { .. }) && block.text.as_str().contains(full)
                    })
                })
        };
        let mut told = parties.iter().copied().filter(told);
        told.next().filter(|_| told.next().is_none())
    }

    /// The names of roles that a row with nothing else in it gives for a short name.
    fn full_names(&self, short: &str) -> Vec<&'a str> {
        let rows = self.document.blocks.iter();
        let rows = rows.filter(|block| matches!(block.kind, BlockKind::TableRow { .. }));
        rows.filter_map(|row| row.text.as_str().split_once('\t'))
            .filter(|(first, full)| first.trim() == short && self.lexicons.roles.ends(full.trim()))
            .map(|(_, full)| full.trim())
            .collect()
    }

    /// True if the text says that the person `name` holds the document's role: `项目经理 顾某`,
    /// `顾某作为项目经理`.
    fn holds_role(&self, name: &str) -> bool {
        let (Some(role), name) = (self.role.as_deref(), name.trim()) else { return false };
        let between = |c: char| c.is_whitespace() || matches!(c, '：' | ':' | '（' | '(' | '、');
        let behind = |text: &str, at: usize| {
            let text = text[at + role.len()..].trim_start_matches(between);
            text.starts_with(name)
        };
        let before = |text: &str, at: usize| {
            let text = text[..at].trim_end_matches(between);
            ["作为", "担任", "任", "是", "为", ""]
                .iter()
                .any(|word| text.strip_suffix(word).is_some_and(|text| text.ends_with(name)))
        };
        may_be_person(name)
            && self.document.blocks.iter().filter(|block| block.is_prose()).any(|block| {
                let text = block.text.as_str();
                text.match_indices(role).any(|(at, _)| behind(text, at) || before(text, at))
            })
    }

    /// What stands first in the rows that hold the end of `role`, a folded name, behind it: `| RM | 发布经理 |`
    /// says what a party's short name stands for.
    fn rows_that_name(&self, role: &str) -> Vec<String> {
        let blocks = self.document.blocks.iter();
        let rows = blocks.filter(|block| matches!(block.kind, BlockKind::TableRow { .. }));
        // A row without the last character, which folding leaves as it is, holds no end of the name.
        let last = role.chars().next_back().filter(|c| is_han(*c));
        rows.filter_map(|row| row.text.as_str().split_once('\t'))
            .filter(|(_, behind)| last.is_none_or(|last| behind.contains(last)))
            .filter(|(_, behind)| behind.split('\t').any(|cell| ends_with_fold(role, cell)))
            .map(|(first, _)| fold(first))
            .collect()
    }
}

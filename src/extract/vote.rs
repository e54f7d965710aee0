//! What the items of a list say together: how many are duties, and which ones among requirements.

use super::collect::Collector;
use super::duty::Judgement;
use super::node::Node;
use crate::mention::Look;

/// From so many plain deeds, a list of requirements states duties as well.
const MIN_DEEDS: usize = 3;

impl<'a> Collector<'a> {
    /// The items that say plainly what is done, if there are enough of them to tell that a list of
    /// requirements states duties as well.
    pub(super) fn deeds(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        let judged: Vec<Judgement> =
            nodes.iter().map(|node| self.judge(self.text_of(node).as_str())).collect();
        let deed = |judged: &Judgement| judged.is_duty() && !judged.able && judged.quality.is_none();
        let plain = |judged: &Judgement| deed(judged) && judged.look == Look::Verb;
        if self.role.is_none() || judged.iter().filter(|judged| plain(judged)).count() < MIN_DEEDS {
            return Vec::new();
        }
        // Duties stand in front of the requirements proper.
        let end = judged.iter().rposition(plain).map_or(0, |last| last + 1);
        nodes.truncate(end);
        let mut judged = judged.iter();
        nodes.retain(|_| judged.next().is_some_and(deed));
        nodes
    }

    /// Share of the leaves of `nodes` that look like duties (for an item that opens with a verb all,
    /// for one that only ends with an action half), and how many leaves there are.
    pub(super) fn duty_share(&self, nodes: &[Node]) -> (f64, usize) {
        let mut score = 0.0;
        let mut all = 0usize;
        let mut stack: Vec<&Node> = nodes.iter().collect();
        while let Some(node) = stack.pop() {
            stack.extend(&node.children);
            if node.children.is_empty() {
                all += 1;
                let judged = self.judge(self.text_of(node).as_str());
                score += match judged.look {
                    Look::Verb if judged.against.is_none() => 1.0,
                    Look::Action if judged.against.is_none() => 0.5,
                    _ => 0.0,
                };
            }
        }
        (if all == 0 { 0.0 } else { score / all as f64 }, all)
    }
}

//! From a flat sequence to a tree: sections by level, items by depth.

/// Makes a tree of `flat` in its order: each goes into the last one that holds it, and what no open
/// one holds is a root. `holds(outer, inner)` compares ranks; `children` is where a node keeps the
/// ones inside it.
pub(crate) fn nest<T>(
    flat: impl IntoIterator<Item = T>,
    holds: impl Fn(&T, &T) -> bool,
    children: impl Fn(&mut T) -> &mut Vec<T>,
) -> Vec<T> {
    let mut roots = Vec::new();
    let mut open: Vec<T> = Vec::new();
    let close = |open: &mut Vec<T>, roots: &mut Vec<T>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(&mut *roots, &children).push(done);
        }
    };
    for next in flat {
        while open.last().is_some_and(|last| !holds(last, &next)) {
            close(&mut open, &mut roots);
        }
        open.push(next);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Node(usize, Vec<Node>);

    fn sketch(nodes: &[Node]) -> String {
        nodes.iter().map(|node| format!("{}[{}]", node.0, sketch(&node.1))).collect()
    }

    #[test]
    fn the_last_lower_rank_holds_what_follows() {
        let flat = [1, 3, 2, 2, 0, 1].map(|rank| Node(rank, Vec::new()));
        let tree = nest(flat, |outer, inner| outer.0 < inner.0, |node| &mut node.1);
        assert_eq!(sketch(&tree), "1[3[]2[]2[]]0[1[]]");
    }
}

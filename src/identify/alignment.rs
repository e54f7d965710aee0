//! The longest common subsequence of two sequences.

/// Up to this many cells the table of the exact method is filled; above, runs of equal items are
/// taken greedily. Sources have some hundred mentions.
const CELLS: usize = 4_000_000;

/// Pairs of equal items, rising on both sides: as many as there can be, where the sequences are not
/// excessively long. `equal` compares an item of the first with one of the second.
pub(super) fn aligned(olds: usize, news: usize, equal: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let shorter = olds.min(news);
    let head = (0..shorter).take_while(|&at| equal(at, at)).count();
    let tail = (0..shorter - head).take_while(|&at| equal(olds - 1 - at, news - 1 - at)).count();
    let (rows, columns) = (olds - head - tail, news - head - tail);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let inner = |row: usize, column: usize| equal(head + row, head + column);
    let middle =
        if rows * columns <= CELLS { exact(rows, columns, inner) } else { greedy(rows, columns, inner) };
    pairs.extend(middle.into_iter().map(|(row, column)| (head + row, head + column)));
    pairs.extend((0..tail).rev().map(|at| (olds - 1 - at, news - 1 - at)));
    pairs
}

fn exact(rows: usize, columns: usize, equal: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let width = columns + 1;
    // Longest common subsequence of what begins at row and column.
    let mut longest = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row * width + column] = if equal(row, column) {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < rows && column < columns {
        if equal(row, column) {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Each item with the first equal one behind the last pair.
fn greedy(rows: usize, columns: usize, equal: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut from = 0;
    let mut pairs = Vec::new();
    for row in 0..rows {
        if let Some(column) = (from..columns).find(|&column| equal(row, column)) {
            pairs.push((row, column));
            from = column + 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(a: &str, b: &str) -> String {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let pairs = aligned(a.len(), b.len(), |i, j| a[i] == b[j]);
        assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1), "{pairs:?}");
        pairs
            .iter()
            .map(|&(i, j)| [a[i], b[j]])
            .inspect(|two| assert_eq!(two[0], two[1]))
            .map(|two| two[0])
            .collect()
    }

    #[test]
    fn the_longest_common_part_is_found() {
        assert_eq!(common("abcd", "abcd"), "abcd");
        assert_eq!(common("abcd", "xbyd"), "bd");
        assert_eq!(common("aab", "ab").len(), 2);
        assert_eq!(common("", "ab"), "");
        assert_eq!(common("甲乙丙丁", "丁甲乙丙"), "甲乙丙");
    }

    #[test]
    fn long_sequences_are_aligned_too() {
        assert_eq!(greedy(3, 4, |i, j| ["a", "b", "c"][i] == ["x", "a", "c", "b"][j]), [(0, 1), (1, 3)]);
    }
}

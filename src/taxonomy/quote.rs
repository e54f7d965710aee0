//! How alike two quotes are: what tells an edited quote from another one.

/// Share of pairs of neighbouring characters in common (Sørensen–Dice), from 0 to 1. (strsim's
/// function of that name divides by lengths in bytes, which puts Chinese texts below a third.)
pub fn quote_likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        (i, j) = (i + usize::from(x <= y), j + usize::from(y <= x));
    }
    if a.is_empty() || b.is_empty() { 0.0 } else { 2.0 * common as f64 / (a.len() + b.len()) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_counts_characters() {
        assert_eq!(quote_likeness("核对医嘱", "核对医嘱"), 1.0);
        assert_eq!(quote_likeness("测量生命体征", "测量体征"), 0.5);
        assert_eq!((quote_likeness("", "甲"), quote_likeness("核对医嘱", "采购药品")), (0.0, 0.0));
    }
}

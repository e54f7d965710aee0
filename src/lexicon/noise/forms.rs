//! Patterns are written in Simplified characters and match Traditional ones too.

use std::collections::BTreeMap;

use crate::lexicon::{LexiconError, LexiconFile, table};

const VARIANTS: LexiconFile<'static> =
    LexiconFile { name: "noise_variants.tsv", text: include_str!("../noise_variants.tsv") };

/// The Traditional forms of Simplified characters.
pub(super) fn variants() -> Result<BTreeMap<char, String>, LexiconError> {
    let rows = table::rows(VARIANTS, 2)?;
    Ok(rows
        .iter()
        .filter_map(|row| row.columns[0].chars().next().map(|key| (key, row.columns[1].to_owned())))
        .collect())
}

/// The pattern with every Simplified character widened to a class with its Traditional forms.
pub(super) fn widen(pattern: &str, variants: &BTreeMap<char, String>) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let (mut escaped, mut in_class) = (false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {
                if let Some(forms) = variants.get(&c) {
                    let (open, close) = if in_class { ("", "") } else { ("[", "]") };
                    out.extend([open, c.encode_utf8(&mut [0; 4]), forms, close]);
                    continue;
                }
            }
        }
        out.push(c);
    }
    out
}

/// The first characters of a word in every script: nine bytes tell enough.
pub(super) fn forms(word: &str, variants: &BTreeMap<char, String>) -> Vec<String> {
    let start = word.char_indices().take_while(|(at, c)| at + c.len_utf8() <= 9).map(|(_, c)| c);
    start.fold(vec![String::new()], |forms, c| {
        let others = variants.get(&c).map_or("", String::as_str);
        std::iter::once(c)
            .chain(others.chars())
            .flat_map(|c| forms.iter().map(move |form| [form, &*c.encode_utf8(&mut [0; 4])].concat()))
            .collect()
    })
}

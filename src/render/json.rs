//! `taxonomy.json`.

use std::io::{self, Write};
use std::ops::Range;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::seal::{self, Sealed};
use crate::taxonomy::Taxonomy;

/// Writes the taxonomy as indented JSON with a digest in it (see [`super::seal`]) and a line feed at the end.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(taxonomy: &Taxonomy, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&sealed(taxonomy)?.bytes)
}

/// The same as a finished file.
///
/// # Errors
/// None in practice: every taxonomy has a JSON form.
pub fn sealed(taxonomy: &Taxonomy) -> io::Result<Sealed> {
    Ok(seal::json(plain(taxonomy)?))
}

/// The same without its digest.
pub(crate) fn plain(taxonomy: &Taxonomy) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec_pretty(taxonomy)?)
}

/// The lists of a written taxonomy that grow with its sources.
pub(crate) const LISTS: [&str; 5] = ["roles", "categories", "tasks", "mentions", "review"];

/// Where the elements of each of [`LISTS`] stand in a written taxonomy: from the first space in front of them to the
/// last brace.
pub(crate) fn elements(text: &[u8]) -> Places {
    let mut found = [const { Vec::new() }; LISTS.len()];
    for (key, section) in fields(text) {
        let Some(list) = LISTS.iter().position(|name| *name == key) else { continue };
        let body = &text[section.clone()];
        // Line feeds inside strings are escaped, so indentation tells what is an element.
        let starts = memmem::find_iter(body, "\n    {\n").map(|at| section.start + at + 1);
        let ends = memmem::find_iter(body, "\n    }").map(|at| section.start + at + "\n    }".len());
        found[list] = starts.zip(ends).map(|(start, end)| start..end).collect();
    }
    found
}

/// The fields of a written taxonomy, each from the line feed in front of it to the next one.
fn fields(text: &[u8]) -> Vec<(&str, Range<usize>)> {
    let starts: Vec<usize> = memmem::find_iter(text, "\n  \"").collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let key = |start: usize| {
        let rest = &text[start + "\n  \"".len()..];
        let end = memchr::memchr(b'"', rest)?;
        std::str::from_utf8(&rest[..end]).ok()
    };
    starts.iter().zip(ends).filter_map(|(&start, end)| Some((key(start)?, start..end))).collect()
}

/// A part of a file that is made of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// These bytes of the earlier file.
    Old(Range<usize>),
    /// New text.
    New(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Old(at) => at.len(),
            Self::New(text) => text.len(),
        }
    }
}

/// Pieces in a row, as few as may be.
#[derive(Debug, Default)]
struct Row {
    pieces: Vec<Piece>,
    /// Bytes of the closed ones.
    end: usize,
}

impl Row {
    fn end(&self) -> usize {
        self.end + self.pieces.last().map_or(0, Piece::len)
    }

    fn text(&mut self, more: &str) {
        match self.pieces.last_mut() {
            Some(Piece::New(text)) => text.push_str(more),
            _ => self.close(Piece::New(more.to_owned())),
        }
    }

    fn close(&mut self, next: Piece) {
        self.end = self.end();
        self.pieces.push(next);
    }

    /// Adds an element of a list, behind another if it is not the `first`.
    fn element(&mut self, piece: &Piece, first: bool) -> Range<usize> {
        // Elements that follow each other in the earlier file have the same bytes between them there.
        if let (Some(Piece::Old(last)), Piece::Old(at)) = (self.pieces.last_mut(), piece)
            && !first
            && last.end + BETWEEN.len() == at.start
        {
            last.end = at.end;
        } else {
            self.text(if first { "\n" } else { BETWEEN });
            match piece {
                Piece::Old(at) => self.close(Piece::Old(at.clone())),
                Piece::New(text) => self.text(text),
            }
        }
        let end = self.end();
        end - piece.len()..end
    }
}

/// Where the elements of each of [`LISTS`] stand.
pub(crate) type Places = [Vec<Range<usize>>; LISTS.len()];

/// What stands between two elements of a list.
const BETWEEN: &str = ",\n";

/// `taxonomy` without its digest and the end, with `lists` in place of its own, each a row of written elements (one or
/// several that follow each other), and where each of these stands.
pub(crate) fn composed(
    taxonomy: &Taxonomy,
    lists: &[Vec<Piece>; LISTS.len()],
) -> io::Result<(Vec<Piece>, Places)> {
    let mut frame = plain(taxonomy)?;
    seal::open_json(&mut frame);
    let mut row = Row::default();
    let mut places = [const { Vec::new() }; LISTS.len()];
    row.text("{");
    for (key, section) in fields(&frame) {
        let list = LISTS.iter().position(|name| *name == key);
        let Some(list) = list.filter(|&list| !lists[list].is_empty()) else {
            row.text(&String::from_utf8_lossy(&frame[section]));
            continue;
        };
        row.text(&format!("\n  \"{key}\": ["));
        places[list] =
            lists[list].iter().enumerate().map(|(at, piece)| row.element(piece, at == 0)).collect();
        row.text("\n  ],");
    }
    Ok((row.pieces, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::identify;
    use crate::merge::fixture::coffee;
    use crate::taxonomy::json_schema;

    #[test]
    fn what_is_written_validates_and_reads_back() {
        let (taxonomy, _) = identify(coffee().merged(), None);
        let mut out = Vec::new();
        super::write(&taxonomy, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        let json: serde_json::Value = serde_json::from_str(&text).expect("json");
        let validator = jsonschema::validator_for(&json_schema()).expect("a schema");
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(Taxonomy::from_json(&text), Ok(taxonomy));
    }

    #[test]
    fn a_taxonomy_is_composed_of_the_elements_of_another() {
        let (taxonomy, _) = identify(coffee().merged(), None);
        let whole = sealed(&taxonomy).expect("memory");
        let places = elements(&whole.bytes);
        let counts = places.each_ref().map(Vec::len);
        let lengths = [
            taxonomy.roles.len(),
            taxonomy.categories.len(),
            taxonomy.tasks.len(),
            taxonomy.mentions.len(),
            taxonomy.review.len(),
        ];
        assert_eq!(counts, lengths);
        let text = String::from_utf8(whole.bytes.clone()).expect("text");
        let old = places.each_ref().map(|list| list.iter().map(|at| Piece::Old(at.clone())).collect());
        let new = places.each_ref().map(|list| {
            let pieces = list.iter().enumerate().map(|(number, at)| match number % 3 {
                0 => Piece::New(text[at.clone()].to_owned()),
                _ => Piece::Old(at.clone()),
            });
            pieces.collect()
        });
        let frame = Taxonomy { tasks: Vec::new(), roles: Vec::new(), ..taxonomy.clone() };
        for (frame, lists) in [(&taxonomy, &old), (&frame, &old), (&frame, &new)] {
            let (pieces, now) = composed(frame, lists).expect("memory");
            assert_eq!(now, places);
            let mut out = Vec::new();
            let hash = seal::compose_json(&pieces, &mut io::Cursor::new(&whole.bytes), &mut out);
            assert_eq!((out, hash.expect("memory")), (whole.bytes.clone(), whole.sha256.clone()));
        }
        let (pieces, _) = composed(&taxonomy, &old).expect("memory");
        assert!(pieces.len() < 12, "what follows each other is one piece");
    }

    #[test]
    fn fields_stand_in_the_order_of_the_contract() {
        let mut out = Vec::new();
        super::write(&Taxonomy::default(), &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        let keys =
            ["format", "roles", "categories", "tasks", "terms", "mentions", "sources", "review", "retired"];
        let at: Vec<Option<usize>> = keys.iter().map(|key| text.find(&format!("\"{key}\""))).collect();
        assert!(at.windows(2).all(|pair| pair[0] < pair[1]) && at[0].is_some(), "{text}");
    }

    #[test]
    fn the_schema_refuses_what_is_not_a_taxonomy() {
        assert!(!jsonschema::is_valid(&json_schema(), &serde_json::json!({ "format": "guiyi.taxonomy/1" })));
    }
}

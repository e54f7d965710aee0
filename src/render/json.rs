//! `taxonomy.json`.

use std::io::{self, Write};
use std::ops::Range;

use memchr::memmem;

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
pub(crate) fn elements(text: &[u8]) -> [Vec<Range<usize>>; LISTS.len()] {
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

/// `taxonomy` with `lists` in place of its own, each a row of written elements (one or several that follow each
/// other), and where each of these stands.
pub(crate) fn composed(
    taxonomy: &Taxonomy,
    lists: [Vec<&[u8]>; LISTS.len()],
) -> io::Result<(Sealed, [Vec<Range<usize>>; LISTS.len()])> {
    let frame = plain(taxonomy)?;
    let size: usize = lists.iter().flatten().map(|piece| piece.len() + 2).sum();
    let mut out = Vec::with_capacity(size + frame.len() + 64);
    let mut places = [const { Vec::new() }; LISTS.len()];
    out.push(b'{');
    for (key, section) in fields(&frame) {
        let list = LISTS.iter().position(|name| *name == key);
        let Some(list) = list.filter(|&list| !lists[list].is_empty()) else {
            out.extend_from_slice(&frame[section]);
            continue;
        };
        out.extend_from_slice(format!("\n  \"{key}\": [").as_bytes());
        for (at, piece) in lists[list].iter().enumerate() {
            out.extend_from_slice(if at > 0 { b",\n" } else { b"\n" });
            let start = out.len();
            out.extend_from_slice(piece);
            places[list].push(start..out.len());
        }
        out.extend_from_slice(b"\n  ],");
    }
    Ok((seal::json(out), places))
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
        let lists = places.each_ref().map(|list| list.iter().map(|at| &whole.bytes[at.clone()]).collect());
        for frame in [taxonomy.clone(), Taxonomy { tasks: Vec::new(), roles: Vec::new(), ..taxonomy }] {
            let (again, now) = composed(&frame, Clone::clone(&lists)).expect("memory");
            assert_eq!((again, now), (whole.clone(), places.clone()));
        }
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

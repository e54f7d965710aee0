//! `taxonomy.json`.

use std::io::{self, Write};

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
    Ok(seal::json(serde_json::to_string_pretty(taxonomy)?))
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

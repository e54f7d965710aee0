//! The model: a prior and ordered, labelled levels of a few comparisons, all in bits.

use std::fmt;

use serde::Deserialize;

/// The shipped weights; the file states their origin.
const SHIPPED: &str = include_str!("weights.toml");

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// The object of the duty.
    Object,
    /// The class of the action.
    Action,
    /// The order-aware likeness of the names.
    Characters,
    /// Rare characters and pairs of characters in common, whatever the lexicon knows of them.
    Wording,
    /// How much the characters in common tell, in bits: a long name that shares six rare ones says more than a short
    /// one that shares two, although the latter are the larger part of it.
    Information,
    /// Description, skills, tools and collaborators, as one.
    Attributes,
    /// The group it is listed in.
    Category,
    /// Words that exclude each other (每周 / 每月).
    Qualifier,
    /// One duty against a compound of several.
    Parts,
    /// Who states it, and whether something else there is nearer.
    Context,
    /// By how much the pair leads every rival of both in the other's document, where both state many duties.
    Lead,
    /// Whether both documents state many duties, and run in parallel.
    Extent,
    /// Vectors given with the records.
    Embedding,
}

impl Comparison {
    /// All comparisons, in the order of a waterfall.
    pub const ALL: [Self; 13] = [
        Self::Object,
        Self::Action,
        Self::Characters,
        Self::Wording,
        Self::Information,
        Self::Attributes,
        Self::Category,
        Self::Qualifier,
        Self::Parts,
        Self::Context,
        Self::Lead,
        Self::Extent,
        Self::Embedding,
    ];

    /// The name in output and in the weights file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Action => "action",
            Self::Characters => "characters",
            Self::Wording => "wording",
            Self::Information => "information",
            Self::Attributes => "attributes",
            Self::Category => "category",
            Self::Qualifier => "qualifier",
            Self::Parts => "parts",
            Self::Context => "context",
            Self::Lead => "lead",
            Self::Extent => "extent",
            Self::Embedding => "embedding",
        }
    }
}

/// One level of a comparison.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// What a person reads.
    #[serde(rename = "level")]
    pub label: String,
    /// The same in English; empty if the file has none.
    #[serde(default)]
    pub english: String,
    /// Smallest score of the level; levels stand in falling order of it.
    pub min: f64,
    /// Match weight in bits (log2 odds).
    pub weight: f64,
}

/// Weights that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError(String);

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

/// A prior and the levels of every comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Match weight of a pair of which nothing is known, in bits.
    pub prior: f64,
    levels: [Vec<Level>; Comparison::ALL.len()],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    prior: f64,
    object: Vec<Level>,
    action: Vec<Level>,
    characters: Vec<Level>,
    wording: Vec<Level>,
    information: Vec<Level>,
    attributes: Vec<Level>,
    category: Vec<Level>,
    qualifier: Vec<Level>,
    parts: Vec<Level>,
    context: Vec<Level>,
    lead: Vec<Level>,
    extent: Vec<Level>,
    embedding: Vec<Level>,
}

impl Model {
    /// The shipped weights.
    ///
    /// # Panics
    /// Never: a test parses the embedded file.
    pub fn shipped() -> Self {
        #[expect(clippy::expect_used, reason = "the embedded file is parsed by a test of this module")]
        Self::parse(SHIPPED).expect("the shipped weights are well formed")
    }

    /// Reads a weights file (TOML).
    ///
    /// # Errors
    /// [`ModelError`] for malformed TOML, an unknown comparison, or levels that do not fall.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let file: File = toml::from_str(text).map_err(|error| ModelError(error.to_string()))?;
        let levels = [
            file.object,
            file.action,
            file.characters,
            file.wording,
            file.information,
            file.attributes,
            file.category,
            file.qualifier,
            file.parts,
            file.context,
            file.lead,
            file.extent,
            file.embedding,
        ];
        for (comparison, levels) in Comparison::ALL.iter().zip(&levels) {
            if levels.is_empty() || levels.windows(2).any(|pair| pair[0].min <= pair[1].min) {
                return Err(ModelError(format!(
                    "{}: levels must fall in `min`, at least one",
                    comparison.name()
                )));
            }
        }
        Ok(Self { prior: file.prior, levels })
    }

    /// The weights as a file that [`Model::parse`] reads, behind the comment lines of `header`.
    pub fn to_toml(&self, header: &str) -> String {
        let mut out = format!("{header}\nprior = {:.2}\n", self.prior);
        for comparison in Comparison::ALL {
            for level in self.levels(comparison) {
                // Labels hold no quotes and no control characters, in which TOML and this form would differ.
                let english = match level.english.as_str() {
                    "" => String::new(),
                    english => format!("english = {english:?}\n"),
                };
                out += &format!(
                    "\n[[{}]]\nlevel = {:?}\n{english}min = {:?}\nweight = {:.2}\n",
                    comparison.name(),
                    level.label,
                    level.min,
                    level.weight
                );
            }
        }
        out
    }

    pub(super) fn levels_mut(&mut self, comparison: Comparison) -> &mut [Level] {
        &mut self.levels[comparison as usize]
    }

    /// The levels of a comparison, best first.
    pub fn levels(&self, comparison: Comparison) -> &[Level] {
        &self.levels[comparison as usize]
    }

    /// The English label of a level, by the name of its comparison and its label; `None` if the weights have none.
    pub fn english(&self, comparison: &str, label: &str) -> Option<&str> {
        if comparison == "prior" {
            return Some("any two statements");
        }
        let comparison = Comparison::ALL.into_iter().find(|known| known.name() == comparison)?;
        let level = self.levels(comparison).iter().find(|level| level.label == label)?;
        Some(level.english.as_str()).filter(|english| !english.is_empty())
    }

    /// The same numbers without the labels.
    pub(crate) fn scales(&self) -> Scales {
        let steps = |levels: &Vec<Level>| levels.iter().map(|level| (level.min, level.weight)).collect();
        Scales { prior: self.prior, steps: self.levels.each_ref().map(steps) }
    }
}

/// The scores of a pair, by comparison; `None` where there is nothing to compare.
pub(crate) type Scores = [Option<f64>; Comparison::ALL.len()];

/// The weights of a pair, by comparison, in bits.
pub(crate) type Weights = [f64; Comparison::ALL.len()];

/// What a [`Model`] weighs, for millions of pairs.
#[derive(Debug)]
pub(crate) struct Scales {
    prior: f64,
    /// Of each comparison the smallest scores and the weights of its levels.
    steps: [Vec<(f64, f64)>; Comparison::ALL.len()],
}

impl Scales {
    /// The level of a comparison that a score reaches, as an index into [`Model::levels`]; the last one takes every
    /// score below.
    pub(crate) fn level_of(&self, comparison: Comparison, score: f64) -> usize {
        let steps = &self.steps[comparison as usize];
        // Which level is reached cannot be foreseen: to count the levels is faster than to stop at it.
        let last = steps.len() - 1;
        last - steps[..last].iter().map(|&(min, _)| usize::from(score >= min)).sum::<usize>()
    }

    /// The weight of a score.
    pub(crate) fn weight(&self, comparison: Comparison, score: f64) -> f64 {
        self.steps[comparison as usize][self.level_of(comparison, score)].1
    }

    /// What each comparison adds to the weight of a pair; 0 where there is nothing to compare.
    pub(crate) fn weights(&self, scores: &Scores) -> Weights {
        Comparison::ALL.map(|at| scores[at as usize].map_or(0.0, |score| self.weight(at, score)))
    }

    /// The weight of a pair.
    pub(crate) fn sum(&self, weights: &Weights) -> f64 {
        self.prior + weights.iter().sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_rise_with_the_score() {
        let model = Model::shipped();
        for comparison in Comparison::ALL {
            let mut levels = model.levels(comparison);
            if comparison == Comparison::Context {
                // Below 0 the levels say who the author is; that is no degree of nearness.
                levels = &levels[..7];
            }
            assert!(
                levels.windows(2).all(|pair| pair[0].weight >= pair[1].weight),
                "{} must fall: {levels:?}",
                comparison.name()
            );
        }
        assert!(model.prior < 0.0);
        for level in Comparison::ALL.iter().flat_map(|comparison| model.levels(*comparison)) {
            assert!(!level.english.is_empty(), "{} in English", level.label);
        }
    }

    #[test]
    fn unknown_keys_and_rising_levels_are_refused() {
        let broken = SHIPPED.replacen("\nprior =", "\nprier =", 1);
        assert!(Model::parse(&broken).is_err());
        let rising = SHIPPED.replacen("min = 0.66", "min = 0.95", 1);
        assert!(Model::parse(&rising).expect_err("rising").to_string().contains("object"));
    }
}

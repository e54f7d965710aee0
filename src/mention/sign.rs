//! Signs that a group of units (items of a list, lines, rows, headings, sentences) states duties, or
//! does not, where no section name says so.

macro_rules! signs {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// One thing that a group, its section or its document says for or against duties. The wire
        /// name is the key of `support.tsv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sign { $($(#[$doc])* $variant,)* }

        impl Sign {
            /// All signs, in the order of their keys.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $key),)*];
        }
    };
}

signs! {
    /// The document gives advice: what to learn, how to apply.
    Advice = "advice",
    /// Its units carry attributes of tasks.
    Attributes = "attributes",
    /// One of its units says `and anything else`.
    CatchAll = "catch-all",
    /// One of its units says who answers for it (负责…, 协助…).
    Charge = "charge",
    /// Other groups of the document look the same.
    Companions = "companions",
    /// At least half of its units are deeds.
    DeedsHalf = "deeds-half",
    /// Most of its units are deeds.
    DeedsMost = "deeds-most",
    /// Nearly all of its units are deeds.
    DeedsNearlyAll = "deeds-nearly-all",
    /// It has no more than two units.
    Few = "few",
    /// The title of the document asks how something is done.
    HowTo = "how-to",
    /// Its units say what one learns or practises.
    Learner = "learner",
    /// It has at least five units.
    Many = "many",
    /// It is most of what the document says.
    MostOfText = "most-of-text",
    /// Nothing says that the text is about somebody's work.
    NoBearing = "no-bearing",
    /// Its section is named after something else.
    OtherSection = "other-section",
    /// Its section describes the role as a whole, or the employer.
    Overview = "overview",
    /// Its units tell what is over.
    Past = "past",
    /// The groups that look the same have many units together.
    Pooled = "pooled",
    /// The document has two kinds of sections that belong to a job description.
    Posting = "posting",
    /// The document has one of them.
    PostingPlain = "posting-plain",
    /// Its units speak to the reader.
    Reader = "reader",
    /// The document names its role.
    Role = "role",
    /// It does so in a heading, in the metadata, or where the role's name belongs.
    RoleInTitle = "role-in-title",
    /// Its units are what users or applicants do on a page or a form.
    Steps = "steps",
    /// Many of its units are requirements, benefits, questions or advice.
    Unwelcome = "unwelcome",
    /// Some of them are.
    UnwelcomeSome = "unwelcome-some",
    /// The line above it speaks of work.
    WorkLead = "work-lead",
    /// The title of its section does.
    WorkTitle = "work-title",
    /// The title of the document does.
    WorkWhole = "work-whole",
}

/// The signs of one group and the sum of their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// The sum of the weights in `support.tsv`.
    pub score: i32,
    /// One bit for each sign.
    signs: u32,
}

impl Support {
    /// Adds a sign and its weight, unless it is among them.
    pub fn add(&mut self, sign: Sign, weight: i32) {
        if !self.has(sign) {
            self.signs |= 1 << sign as u32;
            self.score += weight;
        }
    }

    /// True if `sign` is among them.
    pub fn has(&self, sign: Sign) -> bool {
        self.signs & (1 << sign as u32) != 0
    }

    /// The keys of the signs, in order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        Sign::ALL.iter().filter(|(sign, _)| self.has(*sign)).map(|(_, key)| *key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_counts_once() {
        let mut support = Support::default();
        for (sign, weight) in [(Sign::Many, 2), (Sign::Charge, 1), (Sign::Many, 2)] {
            support.add(sign, weight);
        }
        assert_eq!((support.score, support.keys().collect::<Vec<_>>()), (3, vec!["charge", "many"]));
        assert!(Sign::ALL.len() <= 32);
    }
}

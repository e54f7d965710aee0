//! The words of a mention as its source has them, and what stands around them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Context;
use crate::document::Span;

/// The words of a mention, verbatim, in the text that they stand in: all of the source, or what of it lies
/// next to them.
#[derive(Clone)]
pub struct Quote {
    text: Arc<str>,
    span: Span,
}

/// As the cache keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    words: String,
    context: Context,
}

impl Quote {
    /// The words at `span` of `text`.
    pub fn of(text: &Arc<str>, span: Span) -> Self {
        Self { text: text.clone(), span }
    }

    /// Words with nothing around them.
    pub fn alone(words: &str) -> Self {
        Self { text: words.into(), span: Span::new(0, words.len()) }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        self.span.of(&self.text)
    }

    /// What stands around them.
    pub fn context(&self) -> Context {
        Context::of(&self.text, self.span)
    }

    /// The same, borrowed: in front of them and behind them.
    pub fn around(&self) -> (&str, &str) {
        Context::sides(&self.text, self.span)
    }

    /// The part `words` of it, the first if it says them twice, and where in it that starts.
    pub fn part(&self, words: &str) -> Option<(usize, Self)> {
        let at = self.as_str().find(words)?;
        let start = self.span.start + at;
        let span = Span::new(start, start + words.len());
        Some((at, Self { text: self.text.clone(), span }.apart()))
    }

    /// The same without the rest of the source.
    pub fn apart(&self) -> Self {
        Self::within(self.around(), self.as_str())
    }

    fn within((before, after): (&str, &str), words: &str) -> Self {
        let text = format!("{before}{words}{after}");
        Self { span: Span::new(before.len(), before.len() + words.len()), text: text.into() }
    }
}

impl PartialEq for Quote {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() && self.around() == other.around()
    }
}

impl Eq for Quote {}

impl fmt::Debug for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = self.around();
        f.debug_tuple("Quote").field(&before).field(&self.as_str()).field(&after).finish()
    }
}

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Kept { words: self.as_str().to_owned(), context: self.context() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Quote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { words, context } = Kept::deserialize(deserializer)?;
        Ok(Self::within((&context.before, &context.after), &words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_says_the_same_with_and_without_its_source() {
        let text: Arc<str> = format!("{}盘点库存，核对账目。{}", "甲".repeat(30), "乙".repeat(30)).into();
        let quote = Quote::of(&text, Span::new(90, 102));
        assert_eq!((quote.as_str(), quote.apart().as_str()), ("盘点库存", "盘点库存"));
        assert_eq!(quote, quote.apart());
        assert_eq!(quote.apart().text.chars().count(), 44);
        let json = serde_json::to_string(&quote).expect("plain data");
        assert_eq!(serde_json::from_str::<Quote>(&json).expect("as written"), quote);
        let (at, part) = quote.part("库存").expect("it says so");
        assert_eq!((at, part.as_str()), (6, "库存"));
        assert!(part.context().before.ends_with("甲盘点") && part.context().after.starts_with("，核对"));
        assert_eq!(Quote::alone("排班").context(), Context::default());
    }
}

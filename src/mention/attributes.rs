//! What a document says of a task, by attribute.

use serde::{Deserialize, Serialize};

use super::{Attribute, AttributeValue};

/// The values of a task by attribute, in the order of [`Attribute`]. Most tasks have those of one or two:
/// a short list takes a third of the room of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes(Vec<(Attribute, Vec<AttributeValue>)>);

impl Attributes {
    /// The values of `attribute`, if any are stated.
    pub fn get(&self, attribute: Attribute) -> Option<&[AttributeValue]> {
        let at = self.0.binary_search_by_key(&attribute, |(key, _)| *key).ok()?;
        Some(&self.0[at].1)
    }

    /// The values of `attribute`, to add to.
    pub fn entry(&mut self, attribute: Attribute) -> &mut Vec<AttributeValue> {
        let at = match self.0.binary_search_by_key(&attribute, |(key, _)| *key) {
            Ok(at) => at,
            Err(at) => {
                if self.0.is_empty() {
                    self.0.reserve_exact(1);
                }
                self.0.insert(at, (attribute, Vec::new()));
                at
            }
        };
        &mut self.0[at].1
    }

    /// Each attribute with its values.
    pub fn iter(&self) -> impl Iterator<Item = (Attribute, &[AttributeValue])> {
        self.0.iter().map(|(key, values)| (*key, &values[..]))
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        self.0.iter().flat_map(|(_, values)| values)
    }

    /// All values, to change.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut AttributeValue> {
        self.0.iter_mut().flat_map(|(_, values)| values)
    }
}

impl FromIterator<(Attribute, Vec<AttributeValue>)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Attribute, Vec<AttributeValue>)>>(all: I) -> Self {
        let mut out = Self::default();
        for (attribute, values) in all {
            *out.entry(attribute) = values;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    #[test]
    fn attributes_stand_in_their_order() {
        let value = |text: &str| AttributeValue { value: text.to_owned(), span: Span::new(0, 0) };
        let mut all = Attributes::default();
        all.entry(Attribute::Tools).push(value("扫码枪"));
        all.entry(Attribute::Description).push(value("盘点"));
        all.entry(Attribute::Tools).push(value("推车"));
        let keys: Vec<Attribute> = all.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [Attribute::Description, Attribute::Tools]);
        assert_eq!(all.get(Attribute::Tools).map(<[_]>::len), Some(2));
        assert_eq!((all.get(Attribute::Skills), all.values().count()), (None, 3));
        all.values_mut().for_each(|value| value.value.clear());
        assert!(all.values().all(|value| value.value.is_empty()));
    }
}

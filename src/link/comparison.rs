//! Comparing two records: one score for each comparison, or nothing where a field is missing.

use super::cards::{Card, Spread};
use super::context::Place;
use super::model::{Comparison, Scores, Weights};
use super::polarity;
use super::similarity::Overlap;
use super::things::Agreement;
use crate::lexicon::LinkLexicon;
use crate::lexicon::linking::ActionSet;

/// Score of two names that both name no object. Hand-set: between a trace and nothing in common.
const UNNAMED: f64 = 0.1;
/// Shared words weigh at least this in a likeness that counts in full: names that share only what most names
/// of their field have (`设备`) are less alike. Hand-set.
const TELLING: f64 = 0.6;
/// A compound whose words are covered to this share by a simple duty is the same duty. Hand-set.
const WHOLE: f64 = 0.85;

/// What different head nouns take from the likeness of objects. Hand-set.
const HEADS: f64 = 0.1;

/// Share of the words of either name that another name of the same thing must make up before unlike characters are no
/// evidence. Hand-set.
const REWORDED: f64 = 0.05;

/// Share of the words of either name that must be found in the other, in whatever words, where both name one duty.
/// Hand-set.
const ONE_DUTY: f64 = 0.5;

/// Likeness of characters that is no evidence against. Hand-set: the level "partly similar".
const LIKE_CHARACTERS: f64 = 0.4;

/// The same of the wording: the level "few rare characters in common".
const LIKE_WORDING: f64 = 0.14;

/// Object score from which an opposed action is what tells two duties apart. Hand-set: the level "mostly the same".
const SAME_OBJECT: f64 = 0.66;

/// Object score from which two names share more than a trace of their object. Hand-set: the level "slightly the same".
const PARTLY_SAME: f64 = 0.25;

/// Object score from which two names share a trace of their object. Hand-set: the level of that name.
const TRACE: f64 = 0.1;

/// Scores everything but the context of the pair, of which the first is spread out.
pub(crate) fn compare(
    (a, spread): (Card<'_>, &Spread),
    b: Card<'_>,
    vectors: (Option<&[f32]>, Option<&[f32]>),
    divided: bool,
    lexicon: &LinkLexicon,
) -> Scores {
    let mut scores = [None; Comparison::ALL.len()];
    let mut set = |comparison: Comparison, score: Option<f64>| scores[comparison as usize] = score;
    let mut overlap = spread.object(a, b);
    let mut agreed = Agreement::of(a, b);
    let reworded = agreed.share(&overlap) >= REWORDED;
    overlap.add(agreed.a, agreed.b);
    // 维护客户 is no other word for a duty on 客户档案.
    agreed.duty &= overlap.covers(ONE_DUTY);
    // Other words for the same thing are no evidence against it.
    let counts = |least: f64| move |score: &f64| !(reworded || agreed.duty) || *score >= least;
    let characters = if a.text() == b.text() { 1.0 } else { spread.characters(b) };
    set(Comparison::Characters, Some(characters).filter(counts(LIKE_CHARACTERS)));
    set(Comparison::Wording, Some(spread.wording(b)).filter(counts(LIKE_WORDING)));
    set(Comparison::Information, Some(spread.information(b)));
    let alike = object(a, b, overlap, agreed);
    set(Comparison::Object, alike);
    set(Comparison::Action, action(a, b, alike.unwrap_or(0.0), agreed, lexicon));
    let attributes = a.attributed() || b.attributed();
    set(Comparison::Attributes, attributes.then(|| spread.attributes(b)));
    if !a.category().is_empty() && !b.category().is_empty() {
        set(Comparison::Category, Some(Overlap::of(a.category(), b.category()).dice()));
    }
    // That both are 每日 says nothing of duties on different things.
    let akin = alike.is_some_and(|score| score >= PARTLY_SAME);
    let qualified = qualifier(a, b, alike.unwrap_or(0.0));
    set(Comparison::Qualifier, qualified.filter(|score| *score < 0.0 || akin));
    set(Comparison::Parts, parts(a, b, overlap, divided));
    if let (Some(a), Some(b)) = vectors {
        set(Comparison::Embedding, cosine(a, b));
    }
    scores
}

/// True if two names have something in common: a word of the object, a kind of action, or much of their wording.
pub(crate) fn akin(scores: &Scores) -> bool {
    let reached =
        |comparison: Comparison, least: f64| scores[comparison as usize].is_some_and(|score| score >= least);
    let against = [Comparison::Action, Comparison::Object]
        .iter()
        .any(|&comparison| scores[comparison as usize].is_some_and(|score| score < 0.0));
    !against
        && (reached(Comparison::Object, TRACE)
            || reached(Comparison::Action, 0.5)
            || reached(Comparison::Wording, 0.29))
}

/// True if of two names one half is the same and the other differs altogether: the same action on different objects,
/// different actions on the same object.
pub(crate) fn contrast(scores: &Scores) -> bool {
    let Some(action) = scores[Comparison::Action as usize] else { return false };
    let object = scores[Comparison::Object as usize].unwrap_or(0.0);
    object < TRACE && action >= 1.0 || object >= SAME_OBJECT && action < 0.5
}

/// True if two names by themselves are likely one duty: much of the object in common and no other action, or nearly the
/// same characters. Only such pairs show that two documents are akin; that each record has a nearest one does not.
pub(crate) fn sound(scores: &Scores) -> bool {
    let score = |comparison: Comparison| scores[comparison as usize];
    let object = score(Comparison::Object).is_some_and(|score| score >= PARTLY_SAME);
    let action = score(Comparison::Action).is_none_or(|score| score >= 0.5);
    let contradicted = score(Comparison::Qualifier).is_some_and(|score| score <= -1.0);
    !contradicted && (object && action || score(Comparison::Characters).is_some_and(|score| score >= 0.999))
}

/// What tells pairs of equal weight apart when records are ranked: levels are steps, likeness is not.
pub(crate) fn fine(scores: &Scores) -> f64 {
    [Comparison::Object, Comparison::Characters, Comparison::Wording, Comparison::Attributes]
        .iter()
        .filter_map(|&comparison| scores[comparison as usize])
        .sum()
}

/// Likeness of the objects: how much of each name's words the other has. The worse covered name counts
/// more, because a word without a partner (`模型` in 模型指标 against 指标) tells two tasks apart; the better
/// covered one counts too, because a longer name may only elaborate. Different head nouns cost; −1 if the two name
/// different members of a kind of things.
fn object(a: Card<'_>, b: Card<'_>, overlap: Overlap, agreed: Agreement) -> Option<f64> {
    if a.object().is_empty() || b.object().is_empty() {
        return Some(if a.object().is_empty() && b.object().is_empty() { UNNAMED } else { 0.0 });
    }
    if !agreed.headed && poles(a.siblings(), b.siblings(), |_| false).is_some_and(|score| score < 0.0) {
        return Some(-1.0);
    }
    let shared_head = a.head().iter().any(|key| b.head().contains(key)) || agreed.headed;
    let head = if a.head().is_empty() || b.head().is_empty() || shared_head { 0.0 } else { HEADS };
    let (x, y) = (overlap.cover_a(), overlap.cover_b());
    let told = f64::from(overlap.shared_a.max(overlap.shared_b)) / TELLING;
    Some(((0.55 * x.min(y) + 0.45 * x.max(y)) * told.min(1.0) - head).clamp(0.0, 1.0))
}

/// −3 if one denies what the other does; 1.2 same rare class, 1 same class, 0.7 related classes, 0.5 the action
/// stands in the other's details, 0 another, −1.2 another where nothing else differs, −0.5 another step of one
/// sequence, −1 opposed; one less if the objects are alike (`alike` is their score), whatever the details say, for then
/// the action is all that tells the two apart.
fn action(a: Card<'_>, b: Card<'_>, alike: f64, agreed: Agreement, lexicon: &LinkLexicon) -> Option<f64> {
    let unnamed = a.main().is_empty() || b.main().is_empty();
    let akin = || unnamed || a.main().meets(b.main()) || lexicon.related(a.main(), b.main());
    if a.denied() != b.denied() && akin()
        || a.denies_words(b) && polarity::opposed(a.denied_words(), b.denied_words())
    {
        return Some(-3.0);
    }
    if agreed.duty {
        return Some(if a.rare().meets(b.rare()) { 1.2 } else { 1.0 });
    }
    if unnamed {
        return None;
    }
    // Verbs that may be part of the object speak for a shared action, but not among themselves.
    if meets(a.verbs(), b.verbs()) || meets(a.loose(), b.verbs()) || meets(a.verbs(), b.loose()) {
        return Some(if a.rare().meets(b.rare()) { 1.2 } else { 1.0 });
    }
    // Of coordinated verbs the nearest pair counts: 建立与维护 is related to 管理 although 建立 alone is not.
    let sure = nearest(a.verbs(), b.verbs(), lexicon);
    let related = [nearest(a.loose(), b.verbs(), lexicon), nearest(a.verbs(), b.loose(), lexicon), sure];
    let related = related.contains(&0.7);
    Some(if related {
        0.7
    } else if sure < 0.0 && alike >= SAME_OBJECT {
        sure - 1.0
    } else if a.main().meets(b.other()) || b.main().meets(a.other()) {
        0.5
    } else if sure == 0.0 && a.telling() && b.telling() && a.same_rest(b) {
        -1.2
    } else {
        sure
    })
}

fn meets(mut one: impl Iterator<Item = ActionSet>, other: impl Iterator<Item = ActionSet> + Clone) -> bool {
    one.any(|x| other.clone().any(|y| x.meets(y)))
}

/// How near the nearest of two lists of verbs are.
fn nearest(
    one: impl Iterator<Item = ActionSet>,
    other: impl Iterator<Item = ActionSet> + Clone,
    lexicon: &LinkLexicon,
) -> f64 {
    let pair = |x: ActionSet, y: ActionSet| {
        if lexicon.opposed(x, y) {
            -1.0
        } else if lexicon.related(x, y) {
            0.7
        } else if lexicon.another_step(x, y) {
            -0.5
        } else {
            0.0
        }
    };
    one.flat_map(|x| other.clone().map(move |y| pair(x, y))).fold(f64::NEG_INFINITY, f64::max)
}

/// A compound duty against another: 1 if both are compound, 0.5 if these list the same objects only in part, 0 if the
/// simple one is only a part of it (what it is about stands there, and the compound has more; or it does one of its
/// actions), −1 if it is one of three objects or more that the compound lists and its author states others of them
/// elsewhere (`divided`); `None` if neither is compound or the simple one covers the whole.
fn parts(a: Card<'_>, b: Card<'_>, overlap: Overlap, divided: bool) -> Option<f64> {
    let covered = if a.items().is_empty() { overlap.cover_b() } else { overlap.cover_a() };
    if divided && covered < WHOLE {
        return Some(-1.0);
    }
    let (compound, simple, covered) = match (a.compound(), b.compound()) {
        (false, false) => return None,
        (true, true) => {
            let (x, y) = (a.objects(), b.objects());
            let shared = x.iter().filter(|word| y.contains(word)).count();
            let partly = 0 < shared && shared < x.len().max(y.len());
            return Some(if partly { 0.5 } else { 1.0 });
        }
        (true, false) => (a, b, overlap.cover_a()),
        (false, true) => (b, a, overlap.cover_b()),
    };
    let topic = simple.topic()?;
    let object = compound.objects().contains(&topic) && covered < WHOLE;
    let same = compound.object().iter().any(|word| word.0 == topic);
    let acts = simple.main().meets(compound.main()) || simple.main().meets(compound.other());
    let action = compound.compound_actions() && same && acts;
    (object || action).then_some(0.0)
}

/// −1 if the two names have different poles of a dimension and none in common, less if only their frequencies tell so:
/// −0.5 if the objects are alike (`alike` is their score), for authors differ in how often a duty is done, and the merge
/// shows both; −0.75 on things that are only partly the same; 1 if they share a pole.
fn qualifier(a: Card<'_>, b: Card<'_>, alike: f64) -> Option<f64> {
    let speaks = |dimension: u16| dimension & LinkLexicon::CONTRAST == 0;
    let named = poles(a.qualifiers(), b.qualifiers(), speaks);
    if named.is_some_and(|score| score < 0.0) {
        return named;
    }
    let told = poles(a.told(), b.told(), speaks);
    told.map(|score| {
        if score < 0.0 && alike >= SAME_OBJECT {
            -0.5
        } else if score < 0.0 {
            -0.75
        } else {
            score
        }
    })
}

/// −1 if two sorted lists of a dimension and a pole each have different poles of a dimension and none in common, else
/// 1 if they share a pole of a dimension that `speaks`.
fn poles(a: &[u32], b: &[u32], speaks: impl Fn(u16) -> bool) -> Option<f64> {
    let of = |number: u32| (number >> 16) as u16;
    let mut score = None;
    let mut at = 0;
    while at < a.len() {
        let dimension = of(a[at]);
        let end = a[at..].iter().position(|&q| of(q) != dimension).map_or(a.len(), |n| at + n);
        let mine = &a[at..end];
        let mut theirs = b.iter().filter(|&&q| of(q) == dimension).peekable();
        if theirs.peek().is_some() {
            if theirs.any(|q| mine.contains(q)) {
                if speaks(dimension) {
                    score = score.or(Some(1.0));
                }
            } else {
                return Some(-1.0);
            }
        }
        at = end;
    }
    score
}

fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let norm = (dot(a, a) * dot(b, b)).sqrt();
    (norm > 0.0).then(|| dot(a, b) / norm)
}

/// True if something that two names or their attributes have in common speaks for their being one, by the weights of
/// the pair; a kind of action or a place that they share does not.
pub(crate) fn shared(weights: &Weights) -> bool {
    use Comparison::{Attributes, Characters, Embedding, Object, Wording};
    [Object, Characters, Wording, Attributes, Embedding]
        .iter()
        .any(|&comparison| weights[comparison as usize] > 0.0)
}

/// What one author takes from the evidence for a question, in bits. Hand-set: less than from the weight, for to ask
/// costs less than to join, and where lists and documents of a source end is a guess.
pub(crate) fn beside(a: Place, b: Place) -> f64 {
    match same_author(a, b) {
        Some(score) if score <= -2.0 => -4.0,
        Some(_) => -1.0,
        None => 0.0,
    }
}

/// Items from which a document states many duties. Origin: descriptions of a role in the annotated sets have ten to
/// seventy, adverts and asides three to six.
const MANY: u32 = 10;

/// The score of [`Comparison::Extent`] of two records of documents that are not
/// [comparable](super::rank::Nearest::comparable), the smaller of which has so many: 0 if it states a few duties
/// only, 1 if both state many; `None` for a [`contrast`] of two that state many, for long lists also hold many such.
pub(crate) fn extent(smaller: u32, contrast: bool) -> Option<f64> {
    if smaller < MANY { Some(0.0) } else { (!contrast).then_some(1.0) }
}

/// Where two records stand to each other, as far as the places alone tell: a score of
/// [`Comparison::Context`] below 0 within one document, `None` between documents.
pub(crate) fn same_author(a: Place, b: Place) -> Option<f64> {
    if a.document.is_none() || a.document != b.document {
        return None;
    }
    Some(if a.list == b.list { -2.0 } else { -1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::cards::Cards;
    use crate::link::features::features;
    use crate::link::record::Record;

    fn scores(object: Option<f64>, action: Option<f64>) -> Scores {
        let mut scores = [None; Comparison::ALL.len()];
        scores[Comparison::Object as usize] = object;
        scores[Comparison::Action as usize] = action;
        scores
    }

    #[test]
    fn an_opposed_action_on_the_same_object_outweighs_what_the_details_name() {
        let record = |title: &str| Record { title: title.to_owned(), ..Record::default() };
        let lexicon = LinkLexicon::embedded();
        let action = |one: &str, other: &str| {
            let cards = Cards::new(features(&[record(one), record(other)], &lexicon));
            let mut spread = Spread::new(&cards);
            spread.lay(cards.get(0));
            let scores = compare((cards.get(0), &spread), cards.get(1), (None, None), false, &lexicon);
            scores[Comparison::Action as usize].expect("both name an action")
        };
        assert!(action("审核用水报表，报送计划科", "用水报表编制") <= -1.5);
        assert!(action("审核差旅单据", "支付差旅单据") <= -1.5);
        assert!(action("整理用水报表，报送计划科", "用水报表编制") >= 0.0);
    }

    #[test]
    fn a_contrast_is_one_half_the_same_and_the_other_different() {
        for (object, action) in [(Some(0.0), Some(1.2)), (None, Some(1.0)), (Some(0.9), Some(0.0))] {
            assert!(contrast(&scores(object, action)), "{object:?} {action:?}");
        }
        for (object, action) in
            [(Some(0.9), Some(1.0)), (Some(0.0), Some(0.0)), (Some(0.3), Some(1.0)), (Some(0.9), None)]
        {
            assert!(!contrast(&scores(object, action)), "{object:?} {action:?}");
        }
    }

    #[test]
    fn long_lists_speak_for_a_pair_unless_it_is_a_contrast() {
        assert_eq!((extent(MANY, false), extent(MANY, true)), (Some(1.0), None));
        assert_eq!((extent(MANY - 1, false), extent(MANY - 1, true)), (Some(0.0), Some(0.0)));
    }
}

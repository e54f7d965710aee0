//! Statements to measure growth with: generated ones that grow as real ones do, and real ones.

use guiyi::bench::SplitMix;
use guiyi::link::Record;

use super::VERBS;

/// Statements to a list, as in the 10,583 real ones that the numbers below were fitted to.
const LIST: usize = 7;
/// Fewest words of a duty besides its verb.
const SHORTEST: usize = 3;
/// Most of them.
const LONGEST: usize = 12;
/// Characters there are.
const CHARACTERS: f64 = 2_300.0;
/// Share of the words of a list that are its topic.
const TOPIC: f64 = 0.2;

/// A stream in which something new comes ever more rarely and what came often comes again often (the process of
/// Pitman and Yor): of `n` things drawn, about the power `discount` of `n` differ, and their counts follow a power
/// law, as those of words do.
struct Stream {
    discount: f64,
    /// How far the new comes first.
    strength: f64,
    drawn: Vec<usize>,
    counts: Vec<usize>,
}

impl Stream {
    fn new(discount: f64, strength: f64) -> Self {
        Self { discount, strength, drawn: Vec::new(), counts: Vec::new() }
    }

    /// The number of what comes next; what is new has the next free one.
    fn next(&mut self, random: &mut SplitMix) -> usize {
        let new = self.strength + self.discount * self.counts.len() as f64;
        let known = share(random) * (self.strength + self.drawn.len() as f64) >= new;
        let mut found = self.counts.len();
        while known
            && (found == self.counts.len() || share(random) * (self.counts[found] as f64) < self.discount)
        {
            found = self.drawn[random.below(self.drawn.len())];
        }
        if found == self.counts.len() {
            self.counts.push(0);
        }
        self.counts[found] += 1;
        self.drawn.push(found);
        found
    }
}

/// A number from 0 up to 1.
fn share(random: &mut SplitMix) -> f64 {
    const STEPS: usize = 1 << 53;
    random.below(STEPS) as f64 / STEPS as f64
}

fn character(random: &mut SplitMix) -> char {
    // Some characters are in many words.
    let at = CHARACTERS * share(random).powi(2);
    char::from_u32(0x4e00 + 8 * at as u32).unwrap_or('一')
}

/// The first `n` of an endless row of statements, of duties that come again in one of two wordings. How vocabulary,
/// duties stated again, proposed pairs and clusters grow with their number is near what it is among real statements;
/// the words mean nothing.
pub(crate) fn varied(n: usize) -> Vec<Record> {
    let mut random = SplitMix::new(1);
    let (mut words, mut duties) = (Stream::new(0.6, 60.0), Stream::new(0.9, 600.0));
    let mut texts: Vec<String> = Vec::new();
    let mut stated: Vec<(&str, String)> = Vec::new();
    let mut word = |random: &mut SplitMix| {
        let found = words.next(random);
        if found == texts.len() {
            texts.push(String::from_iter([character(random), character(random)]));
        }
        texts[found].clone()
    };
    let mut topic = String::new();
    let statement = |at: usize| {
        if at.is_multiple_of(LIST) {
            topic = word(&mut random);
        }
        let duty = duties.next(&mut random);
        if duty == stated.len() {
            let verb = VERBS[(VERBS.len() as f64 * share(&mut random).powi(2)) as usize];
            let length = SHORTEST + random.below(LONGEST - SHORTEST + 1);
            let next = |_| if share(&mut random) < TOPIC { topic.clone() } else { word(&mut random) };
            let object = (0..length).map(next).collect();
            stated.push((verb, object));
        }
        let (verb, object) = &stated[duty];
        let title =
            if random.below(2) == 0 { format!("{verb}{object}") } else { format!("对{object}进行{verb}") };
        record(at, title, format!("s{}", at / LIST), at % LIST + 1)
    };
    (0..n).map(statement).collect()
}

/// Real statements, those of an occupation one behind the other and the occupations in random order: one JSON object a
/// line, with the `tasks` of one occupation and its `code`.
pub(crate) fn real(lines: &str) -> Vec<Record> {
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut out = Vec::new();
    for at in SplitMix::new(1).order(lines.len()) {
        let source = lines[at]["code"].as_str().expect("a code");
        for (task, line) in lines[at]["tasks"].as_array().expect("tasks").iter().zip(1..) {
            let title = task.as_str().expect("a text").to_owned();
            out.push(record(out.len(), title, source.to_owned(), line));
        }
    }
    out
}

fn record(at: usize, title: String, source: String, line: usize) -> Record {
    Record { id: at.to_string(), title, source, line_start: Some(line), ..Record::default() }
}

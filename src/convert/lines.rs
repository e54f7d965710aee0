//! Plain text line by line: each is converted as its script asks for.

use std::ops::Range;

use super::backend::Backend;
use super::output::Output;
use super::stage::{choose, total};
use super::{Converter, Evidence, changed, protected};
use crate::document::Script;

impl Converter {
    /// Converts the lines of `bytes` that are not in the target script yet, or all if their script
    /// was named; parts that are not UTF-8 stay.
    ///
    /// A line without evidence has the script of its paragraph (the lines up to the next blank
    /// one), else that of all `bytes`. Addresses and quoted file names stay.
    pub fn convert_lines(&self, bytes: &[u8]) -> Vec<u8> {
        let (Some(target), Some(full)) = (self.target().script(), &self.full) else { return bytes.to_vec() };
        let mut out = Output::with_capacity(bytes.len() + bytes.len() / 16);
        for chunk in bytes.utf8_chunks() {
            self.lines(chunk.valid(), target, full, &mut out);
            out.push(chunk.invalid());
        }
        out.into_bytes()
    }

    fn lines(&self, text: &str, target: Script, full: &Backend, out: &mut Output) {
        if self.undetected {
            return convert_part(full, text, &mut Output::default(), out);
        }
        let lines = lines(text);
        let evidence: Vec<Evidence> = lines.iter().map(|line| Evidence::of(&text[line.clone()])).collect();
        let all = total(&evidence).script();
        let mut ways: Vec<Option<&Backend>> = Vec::with_capacity(lines.len());
        let blank = |at: &usize| text[lines[*at].clone()].trim().is_empty();
        while ways.len() < lines.len() {
            let from = ways.len();
            let to = (from..lines.len()).find(blank).map_or(lines.len(), |blank| blank + 1);
            let inherited = match total(&evidence[from..to]).script() {
                Script::None => all,
                script => script,
            };
            ways.extend(evidence[from..to].iter().map(|&own| choose(self, full, target, own, inherited)));
        }
        let mut scratch = Output::default();
        let mut at = 0;
        while at < lines.len() {
            let same = |other: &Option<&Backend>| match (ways[at], *other) {
                (Some(a), Some(b)) => std::ptr::eq(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            let next = at + ways[at..].iter().take_while(|way| same(way)).count();
            let part = &text[lines[at].start..lines[next - 1].end];
            match ways[at] {
                Some(backend) => convert_part(backend, part, &mut scratch, out),
                None => out.push(part.as_bytes()),
            }
            at = next;
        }
    }
}

fn convert_part(backend: &Backend, text: &str, scratch: &mut Output, out: &mut Output) {
    let protected = protected::in_text(text);
    if protected.is_empty() {
        return backend.run(text, out, &mut ());
    }
    let Some((converted, changes)) = changed(backend, text, scratch) else {
        return out.push(text.as_bytes());
    };
    let mut at = 0;
    let mut ahead = protected::Ahead::of(&protected);
    for change in changes {
        if !ahead.touches(&change.input) {
            out.push(&text.as_bytes()[at..change.input.start]);
            out.push(converted[change.output].as_bytes());
            at = change.input.end;
        }
    }
    out.push(&text.as_bytes()[at..]);
}

/// The lines of a text, their line feeds included.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut lines: Vec<_> = memchr::memchr_iter(b'\n', text.as_bytes())
        .map(|at| std::mem::replace(&mut from, at + 1)..at + 1)
        .collect();
    if from < text.len() {
        lines.push(from..text.len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Phrases, Target};
    use super::*;
    use crate::lexicon::terms::Terms;

    fn converted(to: Target, phrases: Phrases, text: &str) -> String {
        let terms = Terms::embedded().expect("well formed");
        let converter =
            Converter::new(&Options { to, phrases, ..Options::default() }, &terms).expect("valid");
        String::from_utf8(converter.convert_lines(text.as_bytes())).expect("UTF-8")
    }

    #[test]
    fn a_line_in_the_target_script_is_not_put_through_words() {
        let text = "护士登入系统查程序文件\n護士登入系統查軟體\n";
        let expected = "护士登入系统查程序文件\n护士登录系统查软件\n";
        assert_eq!(converted(Target::Hans, Phrases::Guiyi, text), expected);
        assert_eq!(converted(Target::Hans, Phrases::Opencc, "护士的核心程序文件"), "护士的核心程序文件");
        let text = "護士執行程序\n护士打开软件\n";
        assert_eq!(converted(Target::HantTw, Phrases::Guiyi, text), "護士執行程序\n護士打開軟體\n");
    }

    #[test]
    fn a_line_without_evidence_follows_its_paragraph_then_the_text() {
        let text = "使用者\n護士長\n\n使用者\n护士长\n\n使用者\n\n醫囑與點滴";
        let expected = "用户\n护士长\n\n使用者\n护士长\n\n用户\n\n医嘱与点滴";
        assert_eq!(converted(Target::Hans, Phrases::Guiyi, text), expected);
        assert_eq!(converted(Target::Hans, Phrases::Guiyi, "使用者"), "使用者", "nothing tells");
    }

    #[test]
    fn addresses_and_file_names_stay() {
        let text = "執行軟體，開啟「盤點報表.xlsx」與「倉庫.csv」，見https://example.org/維修，後續維護";
        let expected = "执行软件，开启「盤點報表.xlsx」与「倉庫.csv」，见https://example.org/維修，后续维护";
        assert_eq!(converted(Target::Hans, Phrases::Guiyi, text), expected);
    }

    #[test]
    fn bytes_that_are_not_utf8_stay_where_they_are() {
        let converter = Converter::new(&Options::default(), &Terms::empty()).expect("valid");
        let input = [b"\xff".as_slice(), "護士\n".as_bytes(), b"\xe8\xad"].concat();
        let expected = [b"\xff".as_slice(), "护士\n".as_bytes(), b"\xe8\xad"].concat();
        assert_eq!(converter.convert_lines(&input), expected);
    }
}

//! The same threads in notes and in pasted text.

use super::draw::{Draw, heading, paragraph};
use super::page::{Page, article, bar, comments, more};
use super::said::{Habit, Part, Said};

/// How a note writes a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One list item each, with the name in bold.
    Items,
    /// A bold name with the date, and paragraphs.
    Paragraphs,
    /// Elements of HTML in the note.
    Island,
    /// One field to a line, with blank lines between them.
    Spread,
    /// One field to a line.
    Lines,
    /// Name and date on one line, likes and links on another.
    Joined,
}

/// The forms of notes and of pasted text.
pub(super) const NOTES: [Form; 4] = [Form::Items, Form::Paragraphs, Form::Island, Form::Spread];
pub(super) const TEXTS: [Form; 3] = [Form::Lines, Form::Joined, Form::Spread];

/// A note in Markdown, or a text as it is pasted from a page.
pub(super) fn copy(draw: &mut Draw, form: Form, markdown: bool) -> Page {
    let mut page = Page::default();
    let (title, habit) = (heading(draw), Habit::draw(draw));
    let said = comments(draw, &habit);
    page.body(&format!("{}{title}\n\n", if markdown { "# " } else { "" }));
    for part in article(draw) {
        match (markdown, part.strip_prefix("# "), part.strip_prefix("- ")) {
            (true, Some(heading), _) => page.body(&format!("\n## {heading}\n\n")),
            (true, _, Some(_)) => page.body(&format!("{part}\n")),
            (false, Some(rest), _) | (false, _, Some(rest)) => page.body(&format!("{rest}\n")),
            _ => page.body(&format!("\n{part}\n\n")),
        }
    }
    page.text.push('\n');
    let mut thread = String::new();
    let gap = if markdown { "\n\n" } else { "\n" };
    let (bar, more) = (bar(draw, said.len()), more(draw));
    if !bar.is_empty() {
        thread = format!("{bar}{gap}");
    }
    if form == Form::Island {
        thread.push_str("<ul>\n");
    }
    said.iter().for_each(|said| write(&mut thread, said, &habit, form, 0));
    if form == Form::Island {
        thread.push_str("</ul>\n");
    }
    if !more.is_empty() {
        thread.push_str(&format!("{}{more}\n", if markdown { "\n" } else { "" }));
    }
    page.thread(&thread);
    if markdown && draw.chance(15) {
        page.body(&format!("\n## 小结\n\n{}\n", paragraph(draw, 1)));
    }
    page
}

fn write(thread: &mut String, said: &Said, habit: &Habit, form: Form, depth: usize) {
    let joined = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let texts: Vec<String> = said.parts.iter().flat_map(|part| lines(part, form)).collect();
    let (above, below) = match habit.dated_above {
        true => (joined(&[&said.date, &said.place]), joined(&[&said.likes, habit.reply])),
        false => (String::new(), joined(&[&said.date, &said.place, habit.reply, &said.likes])),
    };
    let head = joined(&[said.name, said.badge]);
    match form {
        Form::Items => {
            let indent = "  ".repeat(depth);
            let above = joined(&[&format!("**{head}**"), &above]);
            thread.push_str(&format!("{indent}- {above}\n"));
            for text in texts.iter().chain(Some(&below).filter(|below| !below.is_empty())) {
                thread.push_str(&format!("\n{indent}  {text}\n"));
            }
            thread.push('\n');
        }
        Form::Paragraphs => {
            thread.push_str(&format!("{}\n\n", joined(&[&format!("**{head}**"), &above])));
            for text in texts.iter().chain(Some(&below).filter(|below| !below.is_empty())) {
                thread.push_str(&format!("{text}\n\n"));
            }
        }
        Form::Island => {
            thread.push_str(&format!(
                "<li><span>{head}</span> {above}<div>{}</div>{below}</li>\n",
                texts.join("\n")
            ));
        }
        Form::Spread | Form::Lines => {
            let gap = if form == Form::Spread { "\n\n" } else { "\n" };
            let dated = [&said.date, &said.place];
            let acts = [habit.reply, &said.likes];
            let all: Vec<&str> = match habit.dated_above {
                true => [said.name, said.badge]
                    .into_iter()
                    .chain(dated.map(String::as_str))
                    .chain(texts.iter().map(String::as_str))
                    .chain(acts)
                    .collect(),
                false => [said.name, said.badge]
                    .into_iter()
                    .chain(texts.iter().map(String::as_str))
                    .chain(dated.map(String::as_str))
                    .chain(acts)
                    .collect(),
            };
            for line in all.iter().filter(|line| !line.is_empty()) {
                thread.push_str(&format!("{line}{gap}"));
            }
        }
        Form::Joined => {
            thread.push_str(&format!("{}\n", joined(&[&head, &above])));
            texts.iter().for_each(|text| thread.push_str(&format!("{text}\n")));
            if !below.is_empty() {
                thread.push_str(&format!("{below}\n"));
            }
        }
    }
    said.answers.iter().for_each(|answer| write(thread, answer, habit, form, depth + 1));
    if said.folded > 0 {
        let gap = if matches!(form, Form::Lines | Form::Joined) { "\n" } else { "\n\n" };
        thread.push_str(&format!("{}{gap}", habit.unfold.replace("{}", &said.folded.to_string())));
    }
}

fn lines(part: &Part, form: Form) -> Vec<String> {
    match part {
        Part::Text(text) => vec![text.clone()],
        Part::List(items) => items.iter().enumerate().map(|(n, item)| format!("{}、{item}", n + 1)).collect(),
        Part::Image if matches!(form, Form::Lines | Form::Joined) => vec!["[图片]".into()],
        Part::Image => vec!["![图片](b.jpg)".into()],
        Part::Quote(text) => vec![format!("引用：{text}")],
    }
}

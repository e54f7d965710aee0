//! Pages, notes and pasted texts with a thread in them, and where in the source each part stands.

use std::ops::Range;

use super::draw::{Draw, heading, item, paragraph};
use super::said::{Habit, Part, Said, count};

/// Where the thread of a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the element that holds the paragraphs.
    Body,
    /// In an element beside it.
    Beside,
    /// Behind links to other articles.
    BehindLinks,
}

/// The elements that comments are made of.
pub(super) const SHAPES: [&str; 8] = ["div", "ul", "ol", "dl", "table", "section", "flat", "loose"];

/// A source with the byte ranges of its article and of its thread.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) body: Vec<Range<usize>>,
    pub(super) thread: Range<usize>,
}

impl Page {
    pub(super) fn body(&mut self, part: &str) {
        self.body.push(self.text.len()..self.text.len() + part.len());
        self.text.push_str(part);
    }

    pub(super) fn thread(&mut self, part: &str) {
        self.thread = self.text.len()..self.text.len() + part.len();
        self.text.push_str(part);
    }
}

/// The paragraphs of an article: headings start with `#`, items with `-`.
pub(super) fn article(draw: &mut Draw) -> Vec<String> {
    let mut parts = Vec::new();
    for part in 0..2 + draw.below(4) {
        if part > 0 && draw.chance(50) {
            parts.push(format!("# {}", heading(draw)));
        }
        parts.extend((0..1 + draw.below(4)).map(|_| paragraph(draw, 1)));
        if draw.chance(25) {
            parts.extend((0..3 + draw.below(4)).map(|_| format!("- {}", item(draw))));
        }
    }
    parts
}

pub(super) fn comments(draw: &mut Draw, habit: &Habit) -> Vec<Said> {
    (0..count(draw)).map(|_| Said::draw(draw, habit, true)).collect()
}

/// What stands above the comments of a page without a heading for them, if anything does.
pub(super) fn bar(draw: &mut Draw, count: usize) -> String {
    match draw.below(8) {
        0 => "最热|最新".into(),
        1 => "按热度 按时间".into(),
        2 => format!("{count}条回复"),
        3 => "默认排序".into(),
        _ => String::new(),
    }
}

pub(super) fn more(draw: &mut Draw) -> &'static str {
    draw.pick(&["加载更多", "查看全部86条评论", "写下你的评论…", "没有更多了", "", "", ""])
}

/// An HTML page.
pub(super) fn html(draw: &mut Draw, shape: &str, place: Place) -> Page {
    let mut page = Page::default();
    let (title, habit) = (heading(draw), Habit::draw(draw));
    let said = comments(draw, &habit);
    let inner = draw.pick(&["", " class=\"post-content\"", " class=\"c7\"", " id=\"zw\""]);
    page.text = format!("<html><head><title>{title}</title></head><body>");
    page.text.push_str(
        draw.pick(&["", "<div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/a\">频道</a></div>"]),
    );
    page.text.push_str(&format!("<div{inner}>"));
    page.body(&format!("<h1>{title}</h1>"));
    let mut listed = false;
    for part in article(draw) {
        let item = part.strip_prefix("- ");
        if item.is_some() != listed {
            page.text.push_str(if listed { "</ul>" } else { "<ul>" });
            listed = item.is_some();
        }
        match (item, part.strip_prefix("# ")) {
            (Some(item), _) => page.body(&format!("<li>{item}</li>\n")),
            (_, Some(heading)) => page.body(&format!("<h2>{heading}</h2>\n")),
            _ => page.body(&format!("<p>{part}</p>\n")),
        }
    }
    page.text.push_str(if listed { "</ul>" } else { "" });
    if place != Place::Body {
        page.text.push_str("</div>");
    }
    if place == Place::BehindLinks {
        let links: String =
            (0..5).map(|n| format!("<li><a href=\"/{n}\">{}</a></li>", heading(draw))).collect();
        page.text.push_str(&format!("<div><h3>相关阅读</h3><ul>{links}</ul></div>"));
    }
    let thread = Markup::draw(draw, shape, &habit).thread(draw, &said);
    page.thread(&thread);
    if place == Place::Body && draw.chance(15) {
        page.body(&format!("<h2>小结</h2><p>{}</p>", paragraph(draw, 1)));
    }
    if place == Place::Body {
        page.text.push_str("</div>");
    }
    page.text.push_str(draw.pick(&["", "<div class=\"footer\"><p>版权所有 某某频道</p></div>"]));
    page.text.push_str("</body></html>\n");
    page
}

/// How one page marks its comments up.
struct Markup<'a> {
    shape: &'a str,
    habit: &'a Habit,
    classes: [&'static str; 5],
    /// Date, likes and links stand on one line.
    joined: bool,
}

const NAMED: [[&str; 5]; 5] = [
    ["", "", "", "", ""],
    [" class=\"x1f\"", " class=\"k-a9\"", " class=\"_b\"", " class=\"q8\"", " class=\"zz3\""],
    [" class=\"list\"", " class=\"item\"", " class=\"user\"", " class=\"bd\"", " class=\"meta\""],
    [" class=\"floor-list\"", " class=\"cell\"", " class=\"nick\"", " class=\"txt\"", " class=\"info\""],
    [" id=\"box\"", " class=\"row\"", "", "", ""],
];

impl<'a> Markup<'a> {
    fn draw(draw: &mut Draw, shape: &'a str, habit: &'a Habit) -> Self {
        Self { shape, habit, classes: draw.pick(&NAMED), joined: draw.chance(60) }
    }

    fn thread(&self, draw: &mut Draw, said: &[Said]) -> String {
        let bar = bar(draw, said.len());
        let items: String = said.iter().map(|said| self.item(said)).collect();
        let holder = match self.shape {
            "ul" | "ol" | "dl" | "table" => self.shape,
            "flat" | "loose" => "",
            _ => "div",
        };
        let class = self.classes[0];
        let bar = if bar.is_empty() { bar } else { format!("<div><span>{bar}</span></div>\n") };
        let more = match more(draw) {
            "" => String::new(),
            more => format!("<div><a>{more}</a></div>\n"),
        };
        match holder {
            "" => format!("{bar}{items}{more}"),
            _ => format!("{bar}<{holder}{class}>{items}</{holder}>\n{more}"),
        }
    }

    fn item(&self, said: &Said) -> String {
        let (head, parts, foot) = (self.head(said), self.parts(said), self.foot(said));
        let answers: String = said.answers.iter().map(|answer| self.answer(answer)).collect();
        let folded = match said.folded {
            0 => String::new(),
            more => format!("<div><a>{}</a></div>", self.habit.unfold.replace("{}", &more.to_string())),
        };
        let class = self.classes[1];
        let all = format!("{head}{parts}{foot}{answers}{folded}");
        match self.shape {
            "ul" | "ol" => format!("<li{class}>{all}</li>\n"),
            "dl" => format!("<dt{class}>{head}</dt><dd>{parts}{foot}{answers}{folded}</dd>\n"),
            "table" => {
                format!("<tr><td width=60><img src=a.png></td><td>{all}</td></tr>\n")
            }
            "section" => format!("<section{class}>{all}</section>\n"),
            "flat" => format!("{all}\n"),
            _ => format!("<div{class}>{all}</div>\n"),
        }
    }

    fn answer(&self, said: &Said) -> String {
        let inner = format!("{}{}{}", self.head(said), self.parts(said), self.foot(said));
        if self.shape == "flat" { inner } else { format!("<div class=\"sub\">{inner}</div>") }
    }

    fn spans(&self, parts: &[&str]) -> String {
        let parts = parts.iter().filter(|part| !part.is_empty());
        if self.joined {
            let spans: Vec<String> = parts.map(|part| format!("<span>{part}</span>")).collect();
            if spans.is_empty() {
                String::new()
            } else {
                format!("<div{}>{}</div>", self.classes[4], spans.join(" "))
            }
        } else {
            parts.map(|part| format!("<div>{part}</div>")).collect()
        }
    }

    fn head(&self, said: &Said) -> String {
        let avatar = match self.habit.avatar && self.shape != "table" {
            true if said.name.len().is_multiple_of(2) => {
                format!("<img src=\"/u.png\" alt=\"{}\">", said.name)
            }
            true => "<div><img src=\"/u.png\" alt=\"\"></div>".into(),
            false => String::new(),
        };
        let name = format!("<a href=\"/u\"{}>{}</a>", self.classes[2], said.name);
        match (self.habit.dated_above, self.joined) {
            (true, true) => {
                let spans: Vec<String> = [said.badge, &said.date, &said.place]
                    .iter()
                    .filter(|part| !part.is_empty())
                    .map(|part| format!(" <span>{part}</span>"))
                    .collect();
                format!("{avatar}<div>{name}{}</div>", spans.concat())
            }
            (true, false) => {
                format!("{avatar}<div>{name} {}</div>{}", said.badge, self.spans(&[&said.date, &said.place]))
            }
            (false, _) => format!("{avatar}<div>{name} {}</div>", said.badge),
        }
    }

    fn foot(&self, said: &Said) -> String {
        match self.habit.dated_above {
            true => self.spans(&[&said.likes, self.habit.reply]),
            false => self.spans(&[&said.date, &said.place, self.habit.reply, &said.likes]),
        }
    }

    fn parts(&self, said: &Said) -> String {
        let tag = if self.shape == "flat" || self.joined { "p" } else { "div" };
        let parts = said.parts.iter().map(|part| match part {
            Part::Text(text) => format!("<{tag}{}>{text}</{tag}>", self.classes[3]),
            Part::List(items) => {
                format!(
                    "<ul>{}</ul>",
                    items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>()
                )
            }
            Part::Image => "<img src=\"b.jpg\" alt=\"图片\">".into(),
            Part::Quote(text) => format!("<blockquote>{text}</blockquote>"),
        });
        parts.collect()
    }
}

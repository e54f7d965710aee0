//! The role a document is about.

use super::{RolePlace, Section, subject, title};
use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;

/// The name of a role as one document gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName {
    /// The name, without ornaments.
    pub title: String,
    /// Other names beside it: a translation in brackets, an abbreviation.
    pub aliases: Vec<String>,
}

/// Longest role name in characters.
const MAX_ROLE: usize = 24;

/// Finds the role: from the section that names it, from the metadata title, from headings that
/// are a role's name, from a role inside the first headings, in this order.
pub(super) fn role_name(
    document: &Document,
    lexicons: &Lexicons,
    sections: &[Section],
) -> Option<(RoleName, RolePlace)> {
    let mut titles = Vec::new();
    let several = several(document, lexicons, sections);
    let mut named = None;
    visit(sections, &mut |section| {
        if section.named_role == Some(SectionRole::Role) && named.is_none() {
            named = section.rest.as_ref().map(|rest| rest.of(document)).or_else(|| {
                section
                    .body
                    .clone()
                    .map(|at| document.blocks[at].text.as_str())
                    .find(|text| !text.trim().is_empty())
            });
        }
        titles.extend(section.title.as_ref().map(|title| title.of(document)));
    });
    let metadata = document.metadata("title").map(crate::document::AlignedText::as_str);
    let first_text = document.blocks.iter().find(|block| block.is_prose()).map(|block| block.text.as_str());
    let exact = |text: &str| {
        // The translation in brackets, which the core of a title leaves out, is an alias here.
        let name = text[title::core(text).start..].trim().trim_end_matches([':', '：', '。']);
        let bare = without_bracket(name);
        let whole = !bare.contains(BORDERS) && bare.chars().count() <= MAX_ROLE;
        (whole && lexicons.roles.ends(bare)).then(|| role(name))
    };
    let at = |place: RolePlace| move |role: RoleName| (role, place);
    let heading = || {
        let own = |role: &RoleName| !several.contains(&role.title);
        titles.iter().take(12).find_map(|text| exact(text).filter(own))
    };
    let in_title = || {
        let mut first = titles.iter().take(4).chain(metadata.iter()).chain(first_text.iter());
        first.find_map(|text| inside(text, lexicons))
    };
    // `| 岗位 | 体能教练 |` in a form.
    let in_form = || {
        let rows = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::TableRow { .. }));
        let pairs = rows.filter_map(|row| row.text.as_str().split_once('\t'));
        pairs.filter(|(_, name)| !name.contains('\t')).find_map(|(key, name)| {
            let names = title::section_called(key, lexicons) == Some(SectionRole::Role);
            exact(name).filter(|_| names)
        })
    };
    named
        .and_then(exact)
        .or_else(in_form)
        .map(at(RolePlace::Section))
        .or_else(|| metadata.and_then(exact).map(at(RolePlace::Metadata)))
        .or_else(|| heading().map(at(RolePlace::Heading)))
        .or_else(|| in_title().map(at(RolePlace::InTitle)))
        .or_else(|| subject::role(document, lexicons, sections).map(at(RolePlace::Subject)))
}

/// Roles that sibling headings name: a document about several has its duties under each.
fn several(document: &Document, lexicons: &Lexicons, sections: &[Section]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let titles =
        sections.iter().filter(|section| matches!(section.named_role, None | Some(SectionRole::Role)));
    for title in titles.filter_map(|section| section.title.as_ref()) {
        let role = role_as_title(title.of(document), lexicons).map(|role| role.title);
        found.extend(role.filter(|role| !found.contains(role)));
    }
    if found.len() < 2 {
        found.clear();
    }
    for section in sections {
        found.extend(several(document, lexicons, &section.children));
    }
    found
}

/// The role that the whole of a section title names (`二、数据库管理员`), if any. Names of trades
/// (内容运营) are groups of duties unless a level stands in front (高级运营).
pub(crate) fn role_as_title(text: &str, lexicons: &Lexicons) -> Option<RoleName> {
    let name = text[title::core(text).start..].trim().trim_end_matches([':', '：', '。']);
    // 职位一：外贸跟单员
    let posted = |head: &str| {
        head.chars().count() <= MAX_POSTING && POSTINGS.iter().any(|word| head.starts_with(word))
    };
    let name = match name.split_once(['：', ':']) {
        Some((head, name)) if posted(head.trim()) => name.trim(),
        _ => name,
    };
    let bare = without_bracket(name);
    let count = bare.chars().take(MAX_HEADING + 1).count();
    let level = || {
        let lower = lower_case(bare);
        LEVELS.iter().any(|level| lower.starts_with(level))
    };
    let named = (2..=MAX_HEADING).contains(&count)
        && !ANYBODY.contains(&bare)
        && lexicons.roles.ends(bare)
        && !bare.contains(BORDERS)
        && (lexicons.roles.names_person(bare) || level());
    named.then(|| role(name))
}

/// Words for people that name no role.
const ANYBODY: [&str; 9] =
    ["相关人员", "有关人员", "人员", "员工", "职员", "成员", "组员", "负责人", "工作人员"];

/// What stands in front of the name of one of several posts, with a number behind it.
const POSTINGS: [&str; 5] = ["职位", "岗位", "角色", "职务", "招聘"];
const MAX_POSTING: usize = 6;

/// Longest heading that is as a whole the name of a role, in characters.
const MAX_HEADING: usize = 16;

/// Levels in front of the name of a role.
const LEVELS: [&str; 13] = [
    "初级",
    "中级",
    "高级",
    "资深",
    "首席",
    "助理",
    "实习",
    "见习",
    "主任",
    "特级",
    "junior ",
    "senior ",
    "principal ",
];

/// True for a title that is a role's name and nothing else, a label in front aside (`岗位二：质检员`).
pub(super) fn is_role(text: &str, lexicons: &Lexicons) -> bool {
    let name = text[title::core(text).start..].trim();
    let Some(label) = job_label(name, lexicons) else { return role_as_title(name, lexicons).is_some() };
    let bare = without_bracket(name[label..].trim());
    bare.chars().take(MAX_ROLE + 1).count() <= MAX_ROLE && lexicons.roles.ends(bare)
}

/// Bytes of a label in front of a role's name, its colon included: `岗位一：`, `招聘职位：`.
pub(super) fn job_label(text: &str, lexicons: &Lexicons) -> Option<usize> {
    let (at, colon) = text.char_indices().find(|(_, c)| matches!(c, '：' | ':'))?;
    let label = text[..at].trim_end_matches(|c: char| c.is_ascii_digit() || title::is_numeral(c) || c == ' ');
    let named = lexicons.sections.named_exactly(&title::bare(label)) == Some(SectionRole::Role);
    named.then_some(at + colon.len_utf8())
}

/// The role named inside a section title (`技术产品经理职责`), if any.
pub(crate) fn role_in_title(text: &str, lexicons: &Lexicons) -> Option<String> {
    inside(text, lexicons).map(|role| role.title)
}

fn visit<'a>(sections: &'a [Section], see: &mut impl FnMut(&'a Section)) {
    for section in sections {
        see(section);
        visit(&section.children, see);
    }
}

/// `产品经理 (Product Manager)` as a name and its aliases.
fn role(name: &str) -> RoleName {
    let name = without_opening(name);
    let bare = without_bracket(name).trim().to_owned();
    let behind = name[bare.len().min(name.len())..].trim_start().trim_start_matches(['(', '（']);
    // What stands behind the bracket is not part of the translation.
    let inner = behind.split([')', '）']).next().unwrap_or(behind).trim();
    let aliases = inner
        .split(['/', '／', '、', ';', '；'])
        .map(str::trim)
        .filter(|alias| alias.is_ascii() && alias.len() > 1);
    RoleName { aliases: aliases.map(str::to_owned).collect(), title: bare }
}

fn without_opening(name: &str) -> &str {
    HIRING
        .iter()
        .chain(&OPENINGS)
        .fold(name.trim(), |name, opening| name.strip_prefix(opening).unwrap_or(name).trim())
}

fn without_bracket(name: &str) -> &str {
    name.find(['(', '（']).filter(|&at| at > 0).map_or(name, |at| name[..at].trim_end())
}

/// A role's name inside a longer title: from the last border to the last role ending.
fn inside(text: &str, lexicons: &Lexicons) -> Option<RoleName> {
    let text = &text[title::core(text)];
    let head: String = text.chars().take(60).collect();
    let mut end = lexicons.roles.last_end(&head)?;
    // 热菜主管 作业指导书: an ending inside a further word (指导) is passed by.
    while !ends_name(&head, end, lexicons) {
        let (last, _) = head[..end].char_indices().next_back()?;
        end = lexicons.roles.last_end(&head[..last])?;
    }
    let name = &head[..end];
    let start = name.rfind(BORDERS);
    let name = start.map_or(name, |at| &name[at + name[at..].chars().next().map_or(0, char::len_utf8)..]);
    let name = HIRING.iter().fold(name, |name, word| name.rsplit_once(word).map_or(name, |(_, name)| name));
    let name = without_opening(name);
    let count = name.chars().count();
    (2..=MAX_ROLE).contains(&count).then(|| RoleName { title: name.to_owned(), aliases: Vec::new() })
}

/// True if the role's name that ends at `end` is no part of a longer word: 客服机器人 names no person.
fn ends_name(head: &str, end: usize, lexicons: &Lexicons) -> bool {
    let behind = &head[end..];
    behind.is_empty()
        || TRADE_ENDS.iter().any(|end| behind.starts_with(end))
        || behind.starts_with(|c: char| !c.is_alphabetic())
        || lexicons.roles.names_person(&head[..end])
}

/// What may follow the name of a trade that stands for the person in a title.
const TRADE_ENDS: [&str; 10] = ["岗", "职", "工作", "招", "是", "的", "每", "做", "需", "任"];

/// Characters that end what stands in front of a role's name inside a title.
const BORDERS: [char; 26] = [
    ':', '：', '—', ',', '，', '、', '?', '？', '&', '|', '｜', '>', '›', '»', '。', '“', '”', '"', '「',
    '】', ']', '的', '是', '谁', '与', '和',
];

/// Words between an employer's name and the role it looks for.
const HIRING: [&str; 5] = ["招聘", "诚聘", "急聘", "招募", "急招"];

/// Words in front of a role's name that are not part of it.
const OPENINGS: [&str; 15] = [
    "走近", "走进", "揭秘", "认识", "解读", "如何", "怎样", "怎么", "成为", "一名", "一个", "优秀", "什么",
    "作为", "角色",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_stands_behind_the_employer_and_the_tag() {
        let lexicons = Lexicons::embedded();
        for (title, name) in [
            ("三甲医院招聘护士长", "护士长"),
            ("【急招】咖啡店店长 1名", "咖啡店店长"),
            ("如何成为一名仓库主管", "仓库主管"),
            ("走进护士长", "护士长"),
            ("首页 > 职业 > 护士长", "护士长"),
        ] {
            assert_eq!(role_in_title(title, &lexicons).as_deref(), Some(name), "{title}");
        }
    }

    #[test]
    fn anybody_is_no_role() {
        let lexicons = Lexicons::embedded();
        assert!(role_as_title("三、人员", &lexicons).is_none());
        assert!(role_as_title("三、收银人员", &lexicons).is_some());
    }

    #[test]
    fn what_stands_behind_the_bracket_is_no_translation() {
        let found = role("护士长 (Head Nurse) Job Description");
        assert_eq!((found.title.as_str(), found.aliases), ("护士长", vec!["Head Nurse".to_owned()]));
    }
}

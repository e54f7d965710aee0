//! Sections called after several posts: what stands below each is what its holder does.

use rustc_hash::FxHashSet;

use super::role::role_as_title;
use super::title::may_be_person;
use super::{RoleGround, Section};
use crate::document::Document;
use crate::lexicon::Lexicons;

/// Fewest posts, each with a section of its own, of an office or a department.
const MIN_POSTS: usize = 3;

/// Marks the sections that are the posts of a department: at least three beside each other, half of those that are not
/// called like a section, each called after a role of its own. Where one post has a section of duties inside, the
/// document is about that one and says of the others what it needs to.
pub(super) fn mark(document: &Document, lexicons: &Lexicons, sections: &mut [Section]) {
    if !sections.iter().any(|section| details(document, lexicons, section)) {
        mark_among(document, lexicons, sections);
    }
}

fn mark_among(document: &Document, lexicons: &Lexicons, sections: &mut [Section]) {
    let mut names: FxHashSet<String> = FxHashSet::default();
    let mut posts: Vec<usize> = Vec::new();
    let mut open = 0;
    for (at, section) in sections.iter().enumerate() {
        if section.title.is_none() || section.named_role.is_some() {
            continue;
        }
        open += 1;
        if let Some(name) = name(document, lexicons, section) {
            posts.push(at);
            names.insert(name);
        }
    }
    if names.len() >= MIN_POSTS && 2 * posts.len() >= open {
        posts.into_iter().for_each(|at| sections[at].ground = Some(RoleGround::Post));
    }
    sections.iter_mut().for_each(|section| mark_among(document, lexicons, &mut section.children));
}

/// The post that a section is called after.
fn name(document: &Document, lexicons: &Lexicons, section: &Section) -> Option<String> {
    let title = section.title.as_ref().filter(|_| section.named_role.is_none())?.of(document);
    let post = role_as_title(title, lexicons).or_else(|| role_as_title(held(title)?, lexicons));
    post.map(|role| role.title)
}

/// The post in front of the name of the person who holds it (`一、站长　王海`).
fn held(title: &str) -> Option<&str> {
    let (post, person) = title.trim().rsplit_once(char::is_whitespace)?;
    may_be_person(person).then_some(post)
}

/// True if a post somewhere in `section` has a section of duties inside.
fn details(document: &Document, lexicons: &Lexicons, section: &Section) -> bool {
    let duties = |child: &Section| child.named_role.is_some_and(|role| role.holds_tasks());
    section.children.iter().any(|child| details(document, lexicons, child))
        || section.children.iter().any(duties) && name(document, lexicons, section).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;

    #[test]
    fn sections_called_after_several_posts_hold_their_duties() {
        let posts = "## 店长（1 名）\n\n- 排班\n\n## 咖啡师\n\n- 做饮品\n\n## 收银员\n\n收银。\n\n";
        let count = |text: &str| sketch(text).iter().filter(|line| line.contains("=duties")).count();
        assert_eq!(count(&format!("# 咖啡店\n\n{posts}## 福利\n\n- 体检\n")), 3);
        assert_eq!(count("# 咖啡店\n\n## 店长\n\n- 排班\n\n## 咖啡师\n\n- 做饮品\n"), 0);
        let held = posts.replace("店长（1 名）", "店长　林小满").replace("咖啡师", "咖啡师 周舟");
        assert_eq!(count(&format!("# 咖啡店\n\n{held}")), 3);
        let of_one = format!("# 咖啡店\n\n## 烘焙师\n\n### 工作职责\n\n- 烘焙\n\n# 其他人\n\n{posts}");
        assert_eq!(count(&of_one), 1, "{:?}", sketch(&of_one));
    }
}

//! Where one document of a source ends and the next begins.

use super::{Section, role};
use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;

/// Splits the sections of a source, roles assigned, into documents. A section opens a new document
/// when it holds duties although the document so far has its own, and either is called like a role
/// (`岗位二：质检员`) or is a heading of the first level that repeats at least two kinds of section:
/// two reports pasted into one file repeat their plan, the parts of one report do not.
pub(super) fn documents(
    document: &Document,
    lexicons: &Lexicons,
    sections: Vec<Section>,
) -> Vec<Vec<Section>> {
    let mut flat = Vec::new();
    let roots = sections.len();
    for section in sections {
        detach(document, lexicons, section, &mut flat);
    }
    let detached = flat.len() > roots;
    let mut documents: Vec<Vec<Section>> = vec![Vec::new()];
    let mut seen: Vec<SectionRole> = Vec::new();
    for section in flat {
        let top = section
            .title
            .as_ref()
            .is_some_and(|title| document.blocks[title.block].kind == BlockKind::Heading(1));
        let mut roles = Vec::new();
        named_roles(&section, &mut roles);
        let tasks = |roles: &[SectionRole]| roles.iter().any(|role| role.holds_tasks());
        let repeated = roles.iter().filter(|role| seen.contains(role)).count();
        let job = is_job(document, lexicons, &section) || detached && names_duties(&section);
        let opens = tasks(&seen) && (job || top && tasks(&roles) && repeated >= 2);
        if opens {
            documents.push(Vec::new());
            seen.clear();
        }
        if job {
            seen.push(SectionRole::Duties);
        }
        seen.extend(roles);
        if let Some(last) = documents.last_mut() {
            last.push(section);
        }
    }
    documents
}

/// Pushes `section` without the jobs inside it from the second on, and those behind it; what stands
/// between two of them goes with the first.
fn detach(document: &Document, lexicons: &Lexicons, mut section: Section, out: &mut Vec<Section>) {
    let children = std::mem::take(&mut section.children);
    let several = children.iter().filter(|child| is_job(document, lexicons, child)).count() >= 2;
    let mut behind = Vec::new();
    let mut seen = 0;
    for child in children {
        // Beside two jobs a section with duties of its own is one, whatever it is called.
        let job = several && (is_job(document, lexicons, &child) || names_duties(&child));
        seen += usize::from(job);
        if seen >= 2 {
            behind.push(child);
            continue;
        }
        let mut parts = Vec::new();
        detach(document, lexicons, child, &mut parts);
        let mut parts = parts.into_iter();
        section.children.extend(parts.next());
        behind.extend(parts);
    }
    out.push(section);
    out.extend(behind);
}

/// True for a section that is called like a role and holds duties.
fn is_job(document: &Document, lexicons: &Lexicons, section: &Section) -> bool {
    let named = section.title.as_ref().is_some_and(|title| role::is_role(title.of(document), lexicons));
    named && section.named_role.is_none() && holds_duties(section)
}

/// True if a section that is not named after duties has one inside that is.
fn names_duties(section: &Section) -> bool {
    section.named_role.is_none()
        && section.children.iter().any(|child| child.named_role.is_some_and(SectionRole::holds_tasks))
}

fn holds_duties(section: &Section) -> bool {
    section.role.is_some_and(SectionRole::holds_tasks) || section.children.iter().any(holds_duties)
}

/// The named roles inside a section, each once; its own title counts only if it has no children,
/// since a document's title often names duties for all of it.
pub(super) fn named_roles(section: &Section, into: &mut Vec<SectionRole>) {
    if let Some(role) = section.named_role.filter(|_| section.children.is_empty())
        && !into.contains(&role)
    {
        into.push(role);
    }
    for child in &section.children {
        if let Some(role) = child.named_role
            && !into.contains(&role)
        {
            into.push(role);
        }
        named_roles(child, into);
    }
}

//! What the elements of a page are: furniture by name and weight, and the one that holds the
//! article.

use std::ops::AddAssign;

use super::line::Line;
use crate::document::Document;
use crate::lexicon::page::{PageLexicon, Role};

/// So many links make a list of teasers.
const TEASERS: usize = 3;

/// What is known of each container.
#[derive(Debug)]
pub(super) struct Elements {
    /// Furniture: what kind, and the container whose label says so.
    pub(super) furniture: Vec<Option<(Furniture, usize)>>,
    /// The container that holds most of the text.
    pub(super) main: usize,
    /// Containers inside `main` (and itself).
    inside_main: Vec<bool>,
}

/// Why a container is no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Furniture {
    /// It is not displayed.
    Hidden,
    /// It is a form control.
    Control,
    /// Its label or name says so.
    Named(Role),
    /// It is about something else than the page.
    Neighbour,
}

impl Elements {
    /// Looks at the containers of `document`, whose blocks have the facts `lines`.
    pub(super) fn new(
        document: &Document,
        lines: &[Line],
        furniture: Vec<Option<(Furniture, usize)>>,
        lexicon: &PageLexicon,
    ) -> Self {
        let text = text_of(document, lines, |container| furniture[container].is_none());
        let main = main_container(document, &text, lexicon.weights.descend);
        Self { furniture, main, inside_main: inside_of(document, main) }
    }

    /// True if `container` is the main one or inside of it.
    pub(super) fn in_main(&self, container: usize) -> bool {
        self.inside_main[container]
    }
}

/// For each container whether it is `container` or inside of it.
pub(super) fn inside_of(document: &Document, container: usize) -> Vec<bool> {
    let mut inside = vec![false; document.containers.len()];
    for at in container..inside.len() {
        inside[at] = at == container || inside[document.containers[at].parent];
    }
    inside
}

/// The element that holds the lines around: that of the paragraph or item, not the paragraph itself.
pub(in crate::clean) fn home_of(document: &Document, container: usize) -> usize {
    let element = &document.containers[container];
    if matches!(element.name.as_str(), "p" | "li" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
        element.parent
    } else {
        container
    }
}

/// For each container, why it is furniture, and the container that says so.
pub(super) fn furniture(
    document: &Document,
    lines: &[Line],
    lexicon: &PageLexicon,
) -> Vec<Option<(Furniture, usize)>> {
    let weights = &lexicon.weights;
    let text = text_of(document, lines, |_| true);
    let total = text[0];
    let links = links_of(document, lines);
    let before = text_before(document, lines);
    let mut furniture: Vec<Option<(Furniture, usize)>> = Vec::with_capacity(document.containers.len());
    for (at, container) in document.containers.iter().enumerate() {
        let inherited = if at == 0 { None } else { furniture[container.parent] };
        let own = || {
            if at == 0 || matches!(container.name.as_str(), "html" | "body") {
                return None;
            }
            let (kind, mixed) = own_furniture(document, at, lexicon)?;
            // Teasers say more than a short article does; what they say hangs on links.
            let teasers = matches!(kind, Furniture::Named(Role::Related | Role::Sidebar)) && !mixed;
            if teasers && total - text[at] >= weights.beside_teasers && links[at] >= TEASERS {
                return Some((kind, at));
            }
            let limit = match kind {
                // A thread may be longer than the article, but stands below it.
                Furniture::Named(Role::Comment) if before[at] >= weights.beside_comments => {
                    total - weights.beside_comments
                }
                Furniture::Hidden => (total * weights.hidden_share)
                    .max(weights.hidden_length)
                    .min(total * weights.furniture_share),
                _ if mixed => total * weights.mixed_share,
                _ => total * weights.furniture_share,
            };
            (text[at] <= limit).then_some((kind, at))
        };
        furniture.push(inherited.or_else(own));
    }
    furniture
}

/// For each container, how many lines inside are links.
fn links_of(document: &Document, lines: &[Line]) -> Vec<usize> {
    sums(document, lines, |_, line| usize::from(line.is_link))
}

/// For each container, the evidence for content of all lines inside, if the container of the line
/// is `counted`.
pub(super) fn text_of(document: &Document, lines: &[Line], counted: impl Fn(usize) -> bool) -> Vec<f32> {
    sums(document, lines, |container, line| if counted(container) { line.score.max(0.0) } else { 0.0 })
}

/// For each container, the evidence for content of all lines before its first.
fn text_before(document: &Document, lines: &[Line]) -> Vec<f32> {
    let mut before = vec![None; document.containers.len()];
    let mut text = 0.0;
    for (block, line) in document.blocks.iter().zip(lines) {
        let mut at = block.container;
        while before[at].is_none() {
            before[at] = Some(text);
            at = document.containers[at].parent;
        }
        text += line.score.max(0.0);
    }
    before.into_iter().map(Option::unwrap_or_default).collect()
}

/// For each container, the sum over all lines inside of what each is worth, given the line's own
/// container.
fn sums<N: Copy + Default + AddAssign>(
    document: &Document,
    lines: &[Line],
    worth: impl Fn(usize, &Line) -> N,
) -> Vec<N> {
    let containers = &document.containers;
    let mut sums = vec![N::default(); containers.len()];
    for (block, line) in document.blocks.iter().zip(lines) {
        sums[block.container] += worth(block.container, line);
    }
    // Children come after their parents.
    for at in (1..containers.len()).rev() {
        let inside = sums[at];
        sums[containers[at].parent] += inside;
    }
    sums
}

/// Goes down from the root as long as one child holds nearly all the text.
fn main_container(document: &Document, text: &[f32], share: f32) -> usize {
    let containers = &document.containers;
    let mut best_child = vec![0usize; containers.len()];
    for at in 1..containers.len() {
        let parent = containers[at].parent;
        if best_child[parent] == 0 || text[at] > text[best_child[parent]] {
            best_child[parent] = at;
        }
    }
    let mut at = 0;
    loop {
        let child = best_child[at];
        if child == 0 || text[child] < text[at] * share || text[child] == 0.0 {
            return at;
        }
        at = child;
    }
}

/// What a container is by itself, and whether its name says content as well.
fn own_furniture(document: &Document, at: usize, lexicon: &PageLexicon) -> Option<(Furniture, bool)> {
    let container = &document.containers[at];
    if container.hidden {
        return Some((Furniture::Hidden, false));
    }
    let role = match container.name.as_str() {
        "select" | "button" | "option" => return Some((Furniture::Control, false)),
        "nav" | "menu" => Role::Navigation,
        "footer" => Role::Footer,
        _ => {
            let naming = lexicon.naming(&container.label).filter(|naming| naming.role != Role::Content)?;
            return Some((Furniture::Named(naming.role), naming.mixed));
        }
    };
    let contents = lexicon.naming(&container.label).filter(|naming| naming.role == Role::Contents);
    Some((Furniture::Named(contents.map_or(role, |naming| naming.role)), false))
}

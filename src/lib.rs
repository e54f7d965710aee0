//! guiyi 归一: many sources, one taxonomy.
//!
//! Reads Chinese texts about a role (job descriptions, articles, web pages, notes), takes out what is
//! not their content, converts the script, finds the tasks they state and merges those into one
//! canonical taxonomy. Everything in it leads back to bytes of a source.
//!
//! ```text
//! bytes ─read→ Document ─clean→ Document + [Removal] ─convert→ Document      each document alone,
//!       ─outline→ Outline ─extract→ [TaskMention]                            in parallel
//!
//! [TaskMention] ─decide→ ─link→ [Cluster] ─merge→ Taxonomy                            all documents together
//!       ─identify→ Taxonomy with lasting ids + [Change] ─render→ JSON | Markdown
//! ```
//!
//! From text to taxonomy:
//!
//! ```
//! use guiyi::clean::CorpusFacts;
//! use guiyi::pipeline::{Knowledge, Pipeline};
//! use guiyi::settings::Settings;
//! use guiyi::source::{Source, SourceId};
//!
//! let pipeline = Pipeline::new(Settings::default(), Knowledge::load(Vec::new())?)?;
//! let texts = [
//!     ("a.md", "# 仓库主管\n\n## 岗位职责\n\n1. 编制库存盘点计划\n2. 审核入库单据\n"),
//!     ("b.md", "# 倉庫主管\n\n## 主要職責\n\n1. 制定倉庫盤點計畫\n2. 培訓新進倉管員\n"),
//! ];
//! let mut evidence = Vec::new();
//! for (name, text) in texts {
//!     let source = Source { id: SourceId::new(name), bytes: text.into() };
//!     let article = pipeline.article(&source, &CorpusFacts::default())?;
//!     evidence.push(pipeline.evidence(&source, &article)?);
//! }
//! let built = pipeline.build_taxonomy(&evidence, &[], None)?;
//!
//! let tasks = &built.taxonomy.tasks;
//! assert_eq!(tasks.len(), 3);
//! let counting = tasks.iter().find(|task| task.support == 2).ok_or("two sources state it")?;
//! assert_eq!(counting.title, "编制库存盘点计划");
//! assert_eq!(counting.aliases[0].title, "制定仓库盘点计划");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rooms
//!
//! Data, which every stage may use:
//! - [`source`]: inputs, their ids and where they are found
//! - [`document`]: blocks of text that know the source bytes they came from; spans; removals
//! - [`mention`]: a task as one document states it
//! - [`lexicon`]: words and rules, as data files
//! - [`taxonomy`]: what comes out, and the form of `taxonomy.json`
//!
//! Stages over one document:
//! - [`read`](mod@read): bytes to blocks
//! - [`clean`](mod@clean): blocks to content and removals
//! - [`convert`](mod@convert): Traditional and Simplified, with regional words
//! - [`outline`](mod@outline): sections and what they hold
//! - [`extract`](mod@extract): task mentions and facts about the role
//! - [`spell`](mod@spell): wordings in the target script
//!
//! Stages over all documents:
//! - [`decide`](mod@decide): what people decided about the mentions
//! - [`dedup`]: which documents copy each other
//! - [`link`](mod@link): which mentions are one task
//! - [`merge`](mod@merge): clusters to a taxonomy
//! - [`identify`](mod@identify): ids that last, and what changed
//! - [`bench`](mod@bench): scores against reference annotations
//! - [`render`]: every file format guiyi writes
//! - [`absorb`](mod@absorb): hand edits of what was written, as decisions
//!
//! Composition:
//! - [`settings`]: each stage's options in one structure
//! - [`pipeline`]: the stages put together
//!
//! `ARCHITECTURE.md` says which rules hold between them and why.

// The order of these lines is the direction of the arrows: a room uses types of rooms above it.
pub mod source;
pub mod document;
pub mod mention;
pub mod lexicon;
pub mod taxonomy;

pub mod read;
pub mod clean;
pub mod convert;
pub mod outline;
pub mod extract;
pub mod spell;

pub mod decide;
pub mod dedup;
pub mod link;
pub mod merge;
pub mod identify;
pub mod bench;
pub mod render;
pub mod absorb;

pub mod settings;
pub mod pipeline;

//! Measuring: results against reference annotations, with intervals and built-in baselines.
//!
//! Everything here works on plain data: the caller runs the pipeline or reads a file and hands over what
//! came out.

pub mod baselines;
pub mod document;
pub mod gold;
pub mod metrics;
pub mod report;

pub use document::{DocumentGold, DocumentScore, Produced, score_document};
pub use gold::{Gold, GoldError, LinkingGold};
pub use metrics::{LinkingScore, Prf, score_linking};
pub use report::{BaselineRow, LinkingRow, Report};

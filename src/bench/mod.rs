//! Measuring: results against reference annotations, with intervals and built-in baselines.
//!
//! Everything here works on plain data: the caller runs the pipeline or reads a file and hands over what
//! came out.

mod agreement;
pub mod baselines;
mod bootstrap;
mod chart;
pub mod document;
pub mod errors;
pub mod gold;
mod html;
mod labels;
pub mod metrics;
pub mod pairs;
mod random;
pub mod report;
pub mod saved;
pub mod stability;
pub mod synthetic;
mod table;

pub use agreement::{adjusted_rand, v_measure};
pub use bootstrap::{Difference, Interval};
pub use document::{DocumentGold, DocumentScore, Produced, score_document};
pub use gold::{Gold, GoldError, LinkingGold};
pub use labels::Language;
pub use metrics::{LinkingScore, Prf, score_linking};
pub use random::SplitMix;
pub use report::{BaselineRow, Cost, LinkingRow, Report, SweepRow};

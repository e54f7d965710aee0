//! One test binary, one module per room.

mod absorb;
mod architecture;
mod bad_input;
mod bench;
mod cache;
mod clean;
mod cli;
mod conservation;
mod conversion;
mod decision_property;
mod decisions;
mod determinism;
mod extract;
mod fixtures;
mod gold;
mod history;
mod iterations;
mod near_pairs;
mod pages;
mod place;
mod resume;
mod roles;
mod samples;
mod stages;
mod target_script;
mod threads;

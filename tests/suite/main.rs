//! One test binary, one module per room.

mod cli;

//! Against references in floating point, and what has to hold for any input.

mod consensus;
mod emission;
mod information;
mod score;

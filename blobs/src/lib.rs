//! A blob store: bytes by their BLAKE2b-256 hash, over HTTP.
//!
//! Prompts, outputs and traces that are too large for the chain lie here. The chain has their hash and length, so a
//! store needs no trust: whoever fetches a blob checks it. What a store owes is to be there, and to keep what it took.
//!
//! - [`Store`]: a folder of blobs with a limit on its size. A blob is there whole or not at all.
//! - [`serve`]: `GET`, `HEAD` and `PUT /blobs/<hash>`, with byte ranges, and limits on everything a stranger can use up.
//!
//! # What is kept
//!
//! A blob that was taken is kept for [`StoreOptions::keep`] at least; putting it again begins that time anew. After it
//! the blob stays until its room is needed, the oldest first. When all room is taken by blobs that must be kept, new
//! ones are refused: nobody can push out what others rely on.

mod server;
mod store;

pub use server::{serve, Limits};
pub use store::{
	hash_of, hex_of, parse_hash, Hash, OpenError, PutError, Stats, Store, StoreOptions, Stored,
	Upload,
};

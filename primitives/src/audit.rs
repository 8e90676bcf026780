//! Audits: what a validator says of a result, and how it shows that it computed it.

use crate::{
	task::{hash_of, TaskIdentity},
	Hash,
};
use alloc::vec::Vec;
use assay_canon::{
	ops::CHUNK,
	shape::Shape,
	trace::{Layout, Leaf},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Pieces of a trace that an auditor shows to have computed.
pub const DIGEST_PIECES: u32 = 8;

/// What an auditor found.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Verdict<AccountId> {
	/// The run is the one that model, prompt and ids give.
	#[codec(index = 0)]
	Match,
	/// So it is, but the prompt's ids are not those of the model's tokenizer.
	#[codec(index = 1)]
	Spelling,
	/// It is another. `challenger` shows the referee where: its challenge takes the base bond, no slot, and comes before all
	/// others. Of no meaning for models without canonical arithmetic, where nothing can be shown.
	#[codec(index = 2)]
	Mismatch { challenger: AccountId },
}

/// What an auditor commits to before any other shows what it found: nobody else can use it, nor it for another task.
pub fn verdict_commitment<AccountId: Encode>(
	identity: &TaskIdentity,
	auditor: &AccountId,
	verdict: &Verdict<AccountId>,
	digest: Hash,
	salt: Hash,
) -> Hash {
	hash_of(b"assay/verdict/1", &(identity, auditor, verdict, digest, salt))
}

/// Shows that an auditor has these pieces: BLAKE2b-256 over a domain tag, auditor, seed and the pieces one after the other.
pub fn digest<'a, AccountId: Encode>(
	auditor: &AccountId,
	seed: Hash,
	pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Hash {
	let mut bytes = (auditor, seed).encode();
	pieces.into_iter().for_each(|piece| bytes.extend_from_slice(piece));
	let mut tagged = Vec::from(&b"assay/digest/1"[..]);
	tagged.append(&mut bytes);
	Hash::from(sp_crypto_hashing::blake2_256(&tagged))
}

/// One of the three vectors of a cell.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CellPart {
	/// Input of the layer.
	#[codec(index = 0)]
	Input,
	/// Keys that the layer adds.
	#[codec(index = 1)]
	Keys,
	/// Values that the layer adds.
	#[codec(index = 2)]
	Values,
}

/// A piece of a trace that a seed names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DigestPiece {
	pub position: u32,
	pub layer: u32,
	pub part: CellPart,
	/// Number of the piece within the vector.
	pub piece: u32,
}

/// The pieces that a seed names in a trace arranged like this, [`DIGEST_PIECES`] at most. A run of which nothing was
/// computed has none.
pub fn digest_pieces(seed: Hash, layout: &Layout, shape: &Shape) -> Vec<DigestPiece> {
	let name = |n: u32| {
		let random = hash_of(b"assay/digest-piece/1", &(seed, n));
		let number = |at: usize| {
			let bytes: [u8; 4] = random.as_bytes().get(at..at.checked_add(4)?)?.try_into().ok()?;
			Some(u32::from_le_bytes(bytes))
		};
		let layer = number(0)?.checked_rem(shape.layers)?;
		let position = number(4)?.checked_rem(layout.cells(layer))?;
		layout.index(Leaf::Cell { position, layer })?;
		let (part, pieces) = match number(8)?.checked_rem(3)? {
			0 => (CellPart::Input, shape.width.div_ceil(CHUNK)),
			1 => (CellPart::Keys, shape.kv_heads),
			_ => (CellPart::Values, shape.kv_heads),
		};
		let piece = number(12)?.checked_rem(pieces)?;
		Some(DigestPiece { position, layer, part, piece })
	};
	(0..DIGEST_PIECES).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_canon::{shape::Family, trace::Ending};

	fn shape() -> Shape {
		Shape {
			family: Family::Llama,
			layers: 5,
			width: 288,
			heads: 6,
			kv_heads: 3,
			head: 32,
			inner: 768,
			vocabulary: 512,
			context: 256,
			epsilon: 1e-5,
			rope_base: 10_000.0,
			tied: true,
		}
	}

	#[test]
	fn a_seed_names_pieces_that_are_there() {
		let shape = shape();
		let whole = Layout::new(20, 10, shape.layers).unwrap();
		let mut seen = std::collections::BTreeSet::new();
		for n in 0..200u64 {
			let seed = Hash::from_low_u64_be(n);
			let pieces = digest_pieces(seed, &whole, &shape);
			assert_eq!(pieces.len(), DIGEST_PIECES as usize);
			assert_eq!(pieces, digest_pieces(seed, &whole, &shape));
			for it in pieces {
				assert!(it.position < whole.positions() && it.layer < shape.layers);
				let most = if it.part == CellPart::Input { 2 } else { 3 };
				assert!(it.piece < most);
				seen.insert((it.position, it.layer, it.part as u8, it.piece));
			}
		}
		// Of 29 positions × 5 layers × 8 pieces most are named by 1,600 draws.
		assert!(seen.len() > 700, "{}", seen.len());
	}

	#[test]
	fn what_was_not_computed_is_not_named() {
		let shape = shape();
		let unrun = Layout::with(20, 0, shape.layers, Ending::Unrun).unwrap();
		assert_eq!(digest_pieces(Hash::zero(), &unrun, &shape), []);
		let stopped =
			Layout::with(20, 0, shape.layers, Ending::Fault { position: 3, layer: 2 }).unwrap();
		for n in 0..50u64 {
			for it in digest_pieces(Hash::from_low_u64_be(n), &stopped, &shape) {
				assert!(it.position < stopped.cells(it.layer));
			}
		}
	}

	#[test]
	fn commitments_differ_in_every_part() {
		let identity =
			|number| TaskIdentity { genesis: Hash::zero(), number, content: Hash::zero() };
		let commit = |task, auditor: u64, verdict: &Verdict<u64>, digest: u64, salt: u64| {
			let of = Hash::from_low_u64_be;
			verdict_commitment(&identity(task), &auditor, verdict, of(digest), of(salt))
		};
		let all = [
			commit(1, 1, &Verdict::Match, 1, 1),
			commit(2, 1, &Verdict::Match, 1, 1),
			commit(1, 2, &Verdict::Match, 1, 1),
			commit(1, 1, &Verdict::Spelling, 1, 1),
			commit(1, 1, &Verdict::Mismatch { challenger: 1 }, 1, 1),
			commit(1, 1, &Verdict::Mismatch { challenger: 2 }, 1, 1),
			commit(1, 1, &Verdict::Match, 2, 1),
			commit(1, 1, &Verdict::Match, 1, 2),
		];
		let distinct: std::collections::BTreeSet<_> = all.iter().collect();
		assert_eq!(distinct.len(), all.len());
		assert_ne!(
			digest(&1u64, Hash::zero(), [&b"ab"[..]]),
			digest(&2u64, Hash::zero(), [&b"ab"[..]])
		);
		assert_eq!(
			digest(&1u64, Hash::zero(), [&b"a"[..], &b"b"[..]]),
			digest(&1u64, Hash::zero(), [&b"ab"[..]])
		);
	}
}

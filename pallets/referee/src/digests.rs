//! Auditors that said to have computed what they had not.

use crate::{
	types::{Host, LeafContent, ShownPieces, TraceClaim},
	Config, Error, Event, Pallet,
};
use alloc::vec::Vec;
use assay_canon::{
	merkle::{self, climb, depth_of},
	ops::CHUNK,
	trace::{self, Leaf},
};
use assay_primitives::{
	audit::{digest, digest_pieces, CellPart},
	traits::AuditClaims,
	TaskId,
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Computes an auditor's digest of pieces that the trace has. If it is another, the auditor loses its bond.
	pub(crate) fn do_disprove(
		who: T::AccountId,
		id: TaskId,
		auditor: T::AccountId,
		claim: TraceClaim,
		pieces: ShownPieces,
	) -> DispatchResult {
		let (seed, said) = T::Audits::digest_of(id, &auditor).ok_or(Error::<T>::NoDigest)?;
		let facts = Self::audited_facts(id)?;
		let (card, layout) = facts.trace(&claim)?;
		let named = digest_pieces(seed, &layout, &card.shape);
		ensure!(named.len() == pieces.len(), Error::<T>::WrongEvidence);
		for (name, shown) in named.iter().zip(&pieces) {
			let leaf = Leaf::Cell { position: name.position, layer: name.layer };
			ensure!(shown.leaf.is_in(claim.root.0, &layout, leaf), Error::<T>::WrongEvidence);
			let LeafContent::Cell { input, keys, values } = &shown.leaf.content else {
				return Err(Error::<T>::WrongEvidence.into());
			};
			let (root, count) = match name.part {
				CellPart::Input => (input, card.shape.width.div_ceil(CHUNK)),
				CellPart::Keys => (keys, card.shape.kv_heads),
				CellPart::Values => (values, card.shape.kv_heads),
			};
			let depth = depth_of(count.saturated_into());
			ensure!(shown.path.len() == depth as usize, Error::<T>::WrongEvidence);
			let path: Vec<merkle::Hash> = shown.path.iter().map(|hash| hash.0).collect();
			let hash = trace::piece::<Host>(&shown.bytes);
			let climbed = climb::<Host>(hash, name.piece.into(), &path);
			ensure!(climbed == root.0, Error::<T>::WrongEvidence);
		}
		let real = digest(&auditor, seed, pieces.iter().map(|shown| shown.bytes.as_slice()));
		ensure!(real != said, Error::<T>::NothingWrong);
		T::Audits::disproved(id, &auditor, &who)?;
		Self::deposit_event(Event::DigestRefuted { task: id, auditor, by: who });
		Ok(())
	}
}

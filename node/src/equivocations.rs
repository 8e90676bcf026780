//! Sees validators that author two blocks in one slot, and reports them to the chain.
//!
//! The SDK's block import does so, too. But it looks at headers whose seal was taken off before, and the chain refuses a
//! proof without signatures (`babe.InvalidEquivocationProof`). So its reports go nowhere, and whole headers are compared
//! here.

use crate::service::{Client, SelectChain};
use assay_primitives::{Hash, OpaqueBlock as Block};
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_babe::find_pre_digest;
use sc_transaction_pool_api::{
	error::Error as PoolError, LocalTransactionFor, LocalTransactionPool,
	OffchainTransactionPoolFactory,
};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus::{BlockOrigin, Error as ConsensusError, SelectChain as _};
use sp_consensus_babe::{AuthorityId, BabeApi, EquivocationProof, Slot};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{
	collections::BTreeMap,
	fmt::Display,
	sync::{Arc, Mutex, PoisonError},
};

type Header = <Block as BlockT>::Header;

/// Slots that are remembered, the latest.
const SLOTS: usize = 1_000;

/// A pool for the SDK's own reports: it takes them and forgets them.
pub struct Nowhere;

impl LocalTransactionPool for Nowhere {
	type Block = Block;
	type Hash = Hash;
	type Error = PoolError;

	fn submit_local(&self, _: Hash, _: LocalTransactionFor<Self>) -> Result<Hash, PoolError> {
		Ok(Hash::zero())
	}
}

/// Imports blocks as `I` does, and reports two of one slot by one author.
#[derive(Clone)]
pub struct ReportingImport<I> {
	inner: I,
	reporter: Arc<Reporter>,
}

struct Reporter {
	client: Arc<Client>,
	select_chain: SelectChain,
	pool: OffchainTransactionPoolFactory<Block>,
	seen: Mutex<Seen>,
}

impl<I> ReportingImport<I> {
	/// Reports go to `pool`.
	pub fn new(
		inner: I,
		client: Arc<Client>,
		select_chain: SelectChain,
		pool: OffchainTransactionPoolFactory<Block>,
	) -> Self {
		let reporter = Reporter { client, select_chain, pool, seen: Mutex::default() };
		Self { inner, reporter: Arc::new(reporter) }
	}
}

#[async_trait::async_trait]
impl<I> BlockImport<Block> for ReportingImport<I>
where
	I: BlockImport<Block, Error = ConsensusError> + Send + Sync,
{
	type Error = ConsensusError;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, ConsensusError> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, ConsensusError> {
		// What comes with the initial sync is too old to be reported, and no state is there for what comes with a warp sync.
		let fresh =
			!matches!(block.origin, BlockOrigin::NetworkInitialSync | BlockOrigin::WarpSync)
				&& !block.with_state();
		let header = fresh.then(|| block.post_header());
		let result = self.inner.import_block(block).await?;
		if let (Some(header), ImportResult::Imported(_)) = (header, &result) {
			// A block is good whatever its author signed besides.
			if let Err(error) = self.reporter.look_at(header).await {
				log::warn!("can't look for a second block of the same slot: {error}");
			}
		}
		Ok(result)
	}
}

impl Reporter {
	/// Compares the header of an imported block with those before, and reports what doesn't go together.
	async fn look_at(&self, header: Header) -> Result<(), String> {
		let (hash, parent) = (header.hash(), *header.parent_hash());
		let digest = find_pre_digest::<Block>(&header).map_err(text)?;
		// The block's own state: the first one of an epoch has other authorities than its parent.
		let epoch = self.client.runtime_api().current_epoch(hash).map_err(text)?;
		let index = digest.authority_index() as usize;
		let (author, _) = epoch.authorities.get(index).ok_or("its author is no authority")?;
		let noted = {
			let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
			seen.note(digest.slot(), author, header)
		};
		let Some(proof) = noted else { return Ok(()) };
		log::warn!(
			"🙊 {author} has authored two blocks in slot {}: {:?} and {:?}. Reporting it.",
			*proof.slot,
			proof.first_header.hash(),
			proof.second_header.hash()
		);
		self.report(proof, parent).await
	}

	async fn report(&self, proof: EquivocationProof<Header>, parent: Hash) -> Result<(), String> {
		let best = self.select_chain.best_chain().await.map_err(text)?.hash();
		// In the session of the slot the chain can prove who had the key. With the first block of a session that is not
		// yet so at its parent.
		let owner = |at: Hash| {
			let api = self.client.runtime_api();
			api.generate_key_ownership_proof(at, proof.slot, proof.offender.clone()).map_err(text)
		};
		let owner = match owner(parent)? {
			Some(found) => Some(found),
			None => owner(best)?,
		};
		let owner = owner.ok_or("the author was no validator")?;
		let mut api = self.client.runtime_api();
		api.register_extension(self.pool.offchain_transaction_pool(best));
		api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)
			.map_err(text)?
			.ok_or_else(|| "the chain takes no reports".into())
	}
}

fn text(error: impl Display) -> String {
	error.to_string()
}

/// Whole headers of the latest slots, with their authors.
#[derive(Default)]
struct Seen(BTreeMap<Slot, Vec<(AuthorityId, Header)>>);

impl Seen {
	/// Remembers a header. Returns the proof if there is another one of this slot by this author.
	fn note(
		&mut self,
		slot: Slot,
		author: &AuthorityId,
		header: Header,
	) -> Option<EquivocationProof<Header>> {
		let headers = self.0.entry(slot).or_default();
		if let Some((_, first)) = headers.iter().find(|(other, _)| other == author) {
			// One is enough: the chain takes one report per author and slot.
			return (first.hash() != header.hash()).then(|| EquivocationProof {
				offender: author.clone(),
				slot,
				first_header: first.clone(),
				second_header: header,
			});
		}
		headers.push((author.clone(), header));
		while self.0.len() > SLOTS {
			self.0.pop_first();
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_consensus_babe::{
		check_equivocation_proof,
		digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	};
	use sp_core::{crypto::ByteArray, Pair};
	use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
	use sp_runtime::{Digest, DigestItem};

	fn author(name: Sr25519Keyring) -> AuthorityId {
		AuthorityId::from_slice(name.public().as_slice()).unwrap()
	}

	/// A header with the seal of its author, as a block has it on its way.
	fn header(slot: u64, name: Sr25519Keyring, number: u32) -> Header {
		let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			authority_index: 0,
			slot: slot.into(),
		});
		let digest = Digest { logs: vec![DigestItem::babe_pre_digest(digest)] };
		let (any, parent) = (Default::default(), Hash::repeat_byte(7));
		let mut header = Header::new(number, any, any, parent, digest);
		let signature = name.pair().sign(header.hash().as_bytes());
		header.digest_mut().push(DigestItem::babe_seal(signature.into()));
		header
	}

	#[test]
	fn two_blocks_of_one_slot_by_one_author_prove_it() {
		let mut seen = Seen::default();
		let (first, second) = (header(5, Alice, 1), header(5, Alice, 2));
		assert!(seen.note(5.into(), &author(Alice), first.clone()).is_none());
		let proof = seen.note(5.into(), &author(Alice), second.clone()).unwrap();
		assert_eq!((&proof.first_header, &proof.second_header), (&first, &second));
		assert_eq!((proof.offender.clone(), proof.slot), (author(Alice), 5.into()));
		// What the chain checks. Without seals it is no proof.
		assert!(check_equivocation_proof(proof.clone()));
		let mut unsealed = proof;
		unsealed.second_header.digest_mut().pop();
		assert!(!check_equivocation_proof(unsealed));
	}

	#[test]
	fn what_is_no_offence_is_none() {
		let mut seen = Seen::default();
		let first = header(5, Alice, 1);
		assert!(seen.note(5.into(), &author(Alice), first.clone()).is_none());
		// The same block once more, another slot, another author.
		assert!(seen.note(5.into(), &author(Alice), first).is_none());
		assert!(seen.note(6.into(), &author(Alice), header(6, Alice, 2)).is_none());
		assert!(seen.note(5.into(), &author(Bob), header(5, Bob, 1)).is_none());
	}

	#[test]
	fn old_slots_are_forgotten() {
		let mut seen = Seen::default();
		for slot in 0..2 * SLOTS as u64 {
			assert!(seen.note(slot.into(), &author(Alice), header(slot, Alice, 1)).is_none());
		}
		assert_eq!(seen.0.len(), SLOTS);
		assert!(seen.note(0.into(), &author(Alice), header(0, Alice, 2)).is_none());
		let last = 2 * SLOTS as u64 - 1;
		assert!(seen.note(last.into(), &author(Alice), header(last, Alice, 2)).is_some());
	}
}

//! Questions about governance.

use super::{
	enactment_name, referendum::origin_name, Ongoing, Proposal, Referendum, ReferendumIndex,
	StoredTrack, Track, TrackId, Voting,
};
use crate::{
	calls::Call,
	client::{At, Client},
	error::ClientError,
	referee::{blake, prefix, twox},
	runtime::{Item, Runtime},
};
use assay_primitives::{AccountId, Balance, BlockNumber};
use codec::{Decode, DecodeAll, Encode};
use futures::{stream, StreamExt, TryStreamExt};
use sp_core::H256;
use subxt::ext::{
	scale_encode::EncodeAsType,
	scale_value::{scale::decode_as_type, Value},
};

/// Storage that is read here, for the check against the chain.
pub(crate) const USED: &[Item] = &[
	// A referendum's origin is of the chain's own type.
	Item::with_metadata("Referenda", "ReferendumInfoFor"),
	Item::of::<ReferendumIndex>("Referenda", "ReferendumCount"),
	Item::of::<Voting>("ConvictionVoting", "VotingFor"),
	Item::of::<Vec<(TrackId, Balance)>>("ConvictionVoting", "ClassLocksFor"),
	Item::of::<RequestStatus>("Preimage", "RequestStatusFor"),
	Item::of::<Vec<u8>>("Preimage", "PreimageFor"),
	Item::of::<(BlockNumber, u32)>("Scheduler", "Lookup"),
	Item::of::<Balance>("Balances", "TotalIssuance"),
	Item::of::<Balance>("Balances", "InactiveIssuance"),
	// A hash, and whether the new runtime's version must be higher.
	Item::of::<(H256, bool)>("System", "AuthorizedUpgrade"),
	Item::of::<BlockNumber>("Whitelist", "DeferredDispatch"),
	Item::of::<()>("Whitelist", "WhitelistedCall"),
	Item::of::<BlockNumber>("SafeMode", "EnteredUntil"),
	Item::of::<()>("TxPause", "PausedCalls"),
];

/// Questions that are under way at a time where there are many.
const AT_A_TIME: usize = 16;

/// The rules, and what they are applied to in a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Governance {
	/// The block.
	pub now: BlockNumber,
	/// All tracks, by their numbers.
	pub tracks: Vec<Track>,
	/// Plancks that a referendum costs whoever submits it, until it is over.
	pub submission_deposit: Balance,
	/// Blocks after which a referendum ends that nobody had decided.
	pub undeciding_timeout: BlockNumber,
	/// Blocks of one locking period.
	pub vote_locking: BlockNumber,
	/// Time from block to block in milliseconds, where no slot stays empty.
	pub block_millis: u64,
	/// Plancks that could vote: all but those of the treasury.
	pub turnout: Balance,
	/// Blocks from the decision about a model to when it takes effect, at most.
	pub longest_notice: BlockNumber,
}

impl Governance {
	/// A track by its number.
	pub fn track(&self, id: TrackId) -> Option<&Track> {
		self.tracks.iter().find(|track| track.id == id)
	}

	/// A track by its name.
	pub fn track_named(&self, name: &str) -> Option<&Track> {
		self.tracks.iter().find(|track| track.name == name)
	}
}

/// Who pays for a preimage, as pallet `Preimage` stores it.
#[derive(Decode)]
enum RequestStatus {
	#[codec(index = 0)]
	Unrequested { ticket: (AccountId, Balance), _len: u32 },
	#[codec(index = 1)]
	Requested { maybe_ticket: Option<(AccountId, Balance)>, _count: u32, _maybe_len: Option<u32> },
}

/// What somebody has deposited for a preimage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreimageDeposit {
	pub who: AccountId,
	/// Plancks.
	pub amount: Balance,
	/// Whether a call that is to be dispatched needs the preimage: it can't be taken back until then.
	pub needed: bool,
}

/// An approved call that waits because the technical committee had not whitelisted it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deferred {
	/// Block before which it has to be made.
	pub until: BlockNumber,
	/// Whether it is whitelisted by now: then anyone can make it.
	pub whitelisted: bool,
}

impl Client {
	/// The rules of governance, and how many tokens could vote.
	pub async fn governance(&self, at: At) -> Result<Governance, ClientError> {
		let at = self.fixed(at).await?;
		let block = match at {
			At::Block(hash) => hash,
			At::Best | At::Finalised => self.best_block().await?.hash,
		};
		// The chain computes its constants from its own state: periods are those of this network.
		let runtime = self.runtime_at(Some(block)).await?;
		let tracks: Vec<(TrackId, StoredTrack)> = constant(&runtime, "Referenda", "Tracks")?;
		let issuance = |item: &'static str| async move {
			Ok::<_, ClientError>(self.stored("Balances", item, Vec::new(), at).await?.unwrap_or(0))
		};
		let (total, inactive): (Balance, Balance) =
			(issuance("TotalIssuance").await?, issuance("InactiveIssuance").await?);
		Ok(Governance {
			now: self.link(block).await?.id.number,
			tracks: tracks.into_iter().map(Track::from).collect(),
			submission_deposit: constant(&runtime, "Referenda", "SubmissionDeposit")?,
			undeciding_timeout: constant(&runtime, "Referenda", "UndecidingTimeout")?,
			vote_locking: constant(&runtime, "ConvictionVoting", "VoteLockingPeriod")?,
			block_millis: constant(&runtime, "Babe", "ExpectedBlockTime")?,
			turnout: total.saturating_sub(inactive),
			longest_notice: constant(&runtime, "Models", "MaxNotice")?,
		})
	}

	/// How many referenda there have been.
	pub async fn referendum_count(&self, at: At) -> Result<ReferendumIndex, ClientError> {
		let count = self.stored("Referenda", "ReferendumCount", Vec::new(), at).await?;
		Ok(count.unwrap_or_default())
	}

	/// A referendum.
	pub async fn referendum(
		&self,
		index: ReferendumIndex,
		at: At,
	) -> Result<Option<Referendum>, ClientError> {
		let at = self.fixed(at).await?;
		let key = [prefix("Referenda", "ReferendumInfoFor"), blake(&index)].concat();
		let Some(bytes) = self.storage(&key, at).await? else { return Ok(None) };
		let block = match at {
			At::Block(hash) => Some(hash),
			At::Best | At::Finalised => None,
		};
		let runtime = self.runtime_at(block).await?;
		read(&runtime, &bytes).map(Some)
	}

	/// Several referenda, in this order. What the chain has forgotten is left out.
	pub async fn referenda(
		&self,
		indices: impl IntoIterator<Item = ReferendumIndex>,
		at: At,
	) -> Result<Vec<(ReferendumIndex, Referendum)>, ClientError> {
		let questions: Vec<_> = indices
			.into_iter()
			.map(|index| async move {
				let found = self.referendum(index, at).await?;
				Ok::<_, ClientError>(found.map(|referendum| (index, referendum)))
			})
			.collect();
		let found: Vec<Option<_>> =
			stream::iter(questions).buffered(AT_A_TIME).try_collect().await?;
		Ok(found.into_iter().flatten().collect())
	}

	/// All referenda that are not over. Those that nobody may decide for long, in a queue, can be far behind the newest.
	pub async fn ongoing_referenda(
		&self,
		at: At,
	) -> Result<Vec<(ReferendumIndex, Ongoing)>, ClientError> {
		let count = self.referendum_count(at).await?;
		let all = self.referenda(0..count, at).await?;
		let ongoing = all.into_iter().filter_map(|(index, referendum)| match referendum {
			Referendum::Ongoing(it) => Some((index, *it)),
			Referendum::Ended(_) => None,
		});
		Ok(ongoing.collect())
	}

	/// The encoded call of a proposal; `None` if its preimage is not noted.
	pub async fn proposed_call(
		&self,
		proposal: &Proposal,
		at: At,
	) -> Result<Option<Vec<u8>>, ClientError> {
		let (hash, len) = match proposal {
			Proposal::Inline(call) => return Ok(Some(call.clone())),
			Proposal::Lookup { hash, len } => (*hash, *len),
			// Nothing says how long it is, and the key has the length in it.
			Proposal::Legacy { .. } => return Ok(None),
		};
		self.stored("Preimage", "PreimageFor", (hash, len).encode(), at).await
	}

	/// The deposit on a preimage; `None` if it is not noted, or without a deposit.
	pub async fn preimage_deposit(
		&self,
		hash: H256,
		at: At,
	) -> Result<Option<PreimageDeposit>, ClientError> {
		let status = self.stored("Preimage", "RequestStatusFor", hash.encode(), at).await?;
		let (ticket, needed) = match status {
			Some(RequestStatus::Unrequested { ticket, .. }) => (Some(ticket), false),
			Some(RequestStatus::Requested { maybe_ticket, .. }) => (maybe_ticket, true),
			None => (None, false),
		};
		Ok(ticket.map(|(who, amount)| PreimageDeposit { who, amount, needed }))
	}

	/// Block in which the call of an approved referendum will be dispatched; `None` if it has been, or was taken back.
	pub async fn enactment(
		&self,
		index: ReferendumIndex,
		at: At,
	) -> Result<Option<BlockNumber>, ClientError> {
		let found: Option<(BlockNumber, u32)> =
			self.stored("Scheduler", "Lookup", twox(&enactment_name(index)), at).await?;
		Ok(found.map(|(block, _)| block))
	}

	/// What a whitelisted call of this hash waits for; `None` if it was made, or never waited.
	pub async fn deferred(&self, call: H256, at: At) -> Result<Option<Deferred>, ClientError> {
		let until = self.stored("Whitelist", "DeferredDispatch", twox(&call), at).await?;
		let Some(until) = until else { return Ok(None) };
		let found: Option<()> =
			self.stored("Whitelist", "WhitelistedCall", twox(&call), at).await?;
		Ok(Some(Deferred { until, whitelisted: found.is_some() }))
	}

	/// What an account does on a track.
	pub async fn voting(
		&self,
		who: &AccountId,
		track: TrackId,
		at: At,
	) -> Result<Voting, ClientError> {
		let key = [twox(who), twox(&track)].concat();
		Ok(self.stored("ConvictionVoting", "VotingFor", key, at).await?.unwrap_or_default())
	}

	/// What an account does on each of these tracks.
	pub async fn voting_on(
		&self,
		who: &AccountId,
		tracks: &[TrackId],
		at: At,
	) -> Result<Vec<(TrackId, Voting)>, ClientError> {
		let questions: Vec<_> = tracks
			.iter()
			.map(|track| async move {
				Ok::<_, ClientError>((*track, self.voting(who, *track, at).await?))
			})
			.collect();
		stream::iter(questions).buffered(AT_A_TIME).try_collect().await
	}

	/// Plancks that votes lock, by track. The largest of them is what is locked.
	pub async fn vote_locks(
		&self,
		who: &AccountId,
		at: At,
	) -> Result<Vec<(TrackId, Balance)>, ClientError> {
		let locks = self.stored("ConvictionVoting", "ClassLocksFor", twox(who), at).await?;
		Ok(locks.unwrap_or_default())
	}

	/// Block up to which the market is closed, if it is.
	pub async fn safe_mode_until(&self, at: At) -> Result<Option<BlockNumber>, ClientError> {
		self.stored("SafeMode", "EnteredUntil", Vec::new(), at).await
	}

	/// Whether governance has paused a call.
	pub async fn is_paused(&self, pallet: &str, call: &str, at: At) -> Result<bool, ClientError> {
		let paused: Option<()> =
			self.stored("TxPause", "PausedCalls", blake(&(pallet, call)), at).await?;
		Ok(paused.is_some())
	}

	/// Hash of the runtime that governance has authorised and nobody has put in force yet.
	pub async fn authorized_upgrade(&self, at: At) -> Result<Option<H256>, ClientError> {
		// Beside it: whether the new runtime's version must be a higher one.
		let found: Option<(H256, bool)> =
			self.stored("System", "AuthorizedUpgrade", Vec::new(), at).await?;
		Ok(found.map(|(hash, _)| hash))
	}

	/// A call as the chain encodes it, with the numbers of pallet and call.
	pub async fn encode_call(&self, call: &Call) -> Result<Vec<u8>, ClientError> {
		let runtime = self.runtime_at(None).await?;
		let encoded = runtime.offline.tx().call_data(call);
		encoded.map_err(|error| ClientError::undecodable(&call.to_string(), error))
	}

	/// The origin of a track as the chain encodes it.
	pub async fn track_origin(&self, track: &Track) -> Result<Vec<u8>, ClientError> {
		origin(&*self.runtime_at(None).await?, &track.origin())
	}
}

fn constant<T: Decode>(runtime: &Runtime, pallet: &str, name: &str) -> Result<T, ClientError> {
	let undecodable = |error: &dyn std::fmt::Display| {
		ClientError::undecodable(&format!("constant {pallet}.{name}"), error)
	};
	let constant = runtime
		.metadata
		.pallet_by_name(pallet)
		.and_then(|pallet| pallet.constant_by_name(name))
		.ok_or_else(|| undecodable(&"the chain does not have it"))?;
	T::decode_all(&mut constant.value()).map_err(|error| undecodable(&error))
}

/// Type of the origins that a referendum can have.
fn origin_type(runtime: &Runtime) -> Result<u32, ClientError> {
	runtime
		.metadata
		.pallet_by_name("Referenda")
		.and_then(|pallet| pallet.call_variant_by_name("submit"))
		.and_then(|call| {
			call.fields.iter().find(|field| field.name.as_deref() == Some("proposal_origin"))
		})
		.map(|field| field.ty.id)
		.ok_or_else(|| ClientError::undecodable("Referenda.submit", "it takes no proposal_origin"))
}

fn origin(runtime: &Runtime, name: &str) -> Result<Vec<u8>, ClientError> {
	let inner = Value::unnamed_variant(name, []);
	let pallet = if name == "Root" { "system" } else { "Origins" };
	let value = Value::unnamed_variant(pallet, [inner]);
	value
		.encode_as_type(origin_type(runtime)?, runtime.metadata.types())
		.map_err(|error| ClientError::undecodable(&format!("origin {name}"), error))
}

fn read(runtime: &Runtime, bytes: &[u8]) -> Result<Referendum, ClientError> {
	let kind = origin_type(runtime)?;
	let origin = |input: &mut &[u8]| {
		let value = decode_as_type(input, kind, runtime.metadata.types())
			.map_err(|error| error.to_string())?;
		Ok(origin_name(&value))
	};
	Referendum::read(bytes, origin)
		.map_err(|error| ClientError::undecodable("Referenda.ReferendumInfoFor", error))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		calls,
		runtime::{committed_runtime, tests::values_of},
	};

	#[test]
	fn every_track_has_an_origin() {
		let runtime = committed_runtime();
		let tracks: Vec<(TrackId, StoredTrack)> =
			constant(&runtime, "Referenda", "Tracks").unwrap();
		assert!(tracks.len() >= 10);
		for track in tracks.into_iter().map(Track::from) {
			let bytes = origin(&runtime, &track.origin()).unwrap();
			let kind = origin_type(&runtime).unwrap();
			let value = decode_as_type(&mut &bytes[..], kind, runtime.metadata.types()).unwrap();
			assert_eq!(origin_name(&value), track.origin());
		}
		assert!(origin(&runtime, "Nobody").is_err());
	}

	#[test]
	fn referenda_are_read_as_the_pallet_stores_them() {
		let runtime = committed_runtime();
		for value in values_of(&runtime, "Referenda", "ReferendumInfoFor") {
			read(&runtime, &value).unwrap();
			assert!(read(&runtime, &[&value[..], &[0]].concat()).is_err());
		}
	}

	#[test]
	fn tracks_of_calls_exist() {
		let runtime = committed_runtime();
		let tracks: Vec<(TrackId, StoredTrack)> =
			constant(&runtime, "Referenda", "Tracks").unwrap();
		let tracks: Vec<Track> = tracks.into_iter().map(Track::from).collect();
		for pallet in runtime.metadata.pallets() {
			for call in pallet.call_variants().unwrap_or_default() {
				let call = crate::DescribedCall {
					pallet: pallet.name().into(),
					name: call.name.clone(),
					arguments: vec![],
				};
				let name = crate::governance::track_of(&call);
				assert!(tracks.iter().any(|track| track.name == name), "{name}");
			}
		}
	}

	#[test]
	fn calls_of_accounts_exist() {
		let runtime = committed_runtime();
		for pallet in super::super::SIGNED {
			assert!(runtime.metadata.pallet_by_name(pallet).is_some(), "{pallet}");
		}
		for (pallet, names) in super::super::SIGNED_CALLS {
			let found = runtime.metadata.pallet_by_name(pallet).unwrap();
			for name in names {
				assert!(found.call_variant_by_name(name).is_some(), "{pallet}.{name}");
			}
		}
	}

	#[test]
	fn what_governance_needs_is_there() {
		let runtime = committed_runtime();
		constant::<Balance>(&runtime, "Referenda", "SubmissionDeposit").unwrap();
		constant::<BlockNumber>(&runtime, "Referenda", "UndecidingTimeout").unwrap();
		constant::<BlockNumber>(&runtime, "ConvictionVoting", "VoteLockingPeriod").unwrap();
		constant::<u64>(&runtime, "Babe", "ExpectedBlockTime").unwrap();
		constant::<BlockNumber>(&runtime, "Models", "MaxNotice").unwrap();
	}

	#[test]
	fn a_submission_is_as_the_pallet_reads_it() {
		let runtime = committed_runtime();
		let origin = origin(&runtime, "Root").unwrap();
		let proposal = Proposal::of(&[0; 200]);
		let call =
			calls::submit_referendum(origin.clone(), &proposal, super::super::Enactment::After(9));
		let bytes = runtime.offline.tx().call_data(&call).unwrap();
		let expected = [&origin[..], &proposal.encode(), &[1], &9u32.to_le_bytes()].concat();
		assert_eq!(bytes[2..], expected);
	}
}

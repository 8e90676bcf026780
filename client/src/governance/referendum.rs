//! Referenda as the chain stores them, and what comes next for them.

use super::{Governance, ReferendumIndex, Track, TrackId};
use assay_primitives::{AccountId, Balance, BlockNumber};
use codec::{Decode, Encode};
use sp_core::H256;
use sp_runtime::Perbill;
use subxt::ext::scale_value::{Value, ValueDef};

/// Longest call that a referendum carries itself, in bytes. Longer ones are preimages.
pub const LONGEST_INLINE: usize = 128;

/// What is proposed: a call.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Proposal {
	/// BLAKE2b-256 of a call, from a time when no length was asked for.
	#[codec(index = 0)]
	Legacy { hash: H256 },
	/// The call itself.
	#[codec(index = 1)]
	Inline(Vec<u8>),
	/// BLAKE2b-256 and length of a call that is noted as a preimage.
	#[codec(index = 2)]
	Lookup { hash: H256, len: u32 },
}

impl Proposal {
	/// Of an encoded call: the call itself, or where it is too long its hash.
	pub fn of(call: &[u8]) -> Self {
		if call.len() <= LONGEST_INLINE {
			return Self::Inline(call.to_vec());
		}
		let hash = H256(sp_crypto_hashing::blake2_256(call));
		Self::Lookup { hash, len: u32::try_from(call.len()).unwrap_or(u32::MAX) }
	}

	/// The preimage that it needs.
	pub fn preimage(&self) -> Option<H256> {
		match self {
			Self::Inline(_) => None,
			Self::Legacy { hash } | Self::Lookup { hash, .. } => Some(*hash),
		}
	}
}

/// When an approved call is dispatched, if the track allows it so early.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Enactment {
	/// In this block.
	#[codec(index = 0)]
	At(BlockNumber),
	/// So many blocks after the approval.
	#[codec(index = 1)]
	After(BlockNumber),
}

/// Plancks that somebody has reserved.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Deposit {
	pub who: AccountId,
	pub amount: Balance,
}

/// How a decision stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Deciding {
	pub since: BlockNumber,
	/// Block at which it is approved if nothing changes.
	pub confirming: Option<BlockNumber>,
}

/// The votes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct Tally {
	/// Plancks weighted by conviction.
	pub ayes: Balance,
	pub nays: Balance,
	/// Plancks that voted aye or abstained, without weight.
	pub support: Balance,
}

impl Tally {
	/// Part of the votes that are ayes.
	pub fn approval(&self) -> Perbill {
		part(self.ayes, self.ayes.saturating_add(self.nays))
	}

	/// Part of all tokens that could vote.
	pub fn support_of(&self, turnout: Balance) -> Perbill {
		part(self.support, turnout)
	}
}

fn part(of: Balance, whole: Balance) -> Perbill {
	if whole == 0 {
		return Perbill::zero();
	}
	Perbill::from_rational(of.min(whole), whole)
}

/// A referendum that is not over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ongoing {
	pub track: TrackId,
	/// Name of the origin for which the call would be dispatched.
	pub origin: String,
	pub proposal: Proposal,
	pub enactment: Enactment,
	pub submitted: BlockNumber,
	pub submission_deposit: Deposit,
	pub decision_deposit: Option<Deposit>,
	pub deciding: Option<Deciding>,
	pub tally: Tally,
	/// Whether it waits because as many as may are being decided.
	pub in_queue: bool,
}

/// How a referendum ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
	Approved,
	Rejected,
	Cancelled,
	TimedOut,
	Killed,
}

/// A referendum that is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
	pub how: Ending,
	pub block: BlockNumber,
	/// Deposits that were not refunded yet.
	pub submission_deposit: Option<Deposit>,
	pub decision_deposit: Option<Deposit>,
}

/// A referendum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Referendum {
	Ongoing(Box<Ongoing>),
	Ended(Ended),
}

/// What of a stored referendum comes before its origin, and after it.
#[derive(Decode)]
pub(super) enum Head {
	#[codec(index = 0)]
	Ongoing(TrackId),
	#[codec(index = 1)]
	Approved(BlockNumber, Option<Deposit>, Option<Deposit>),
	#[codec(index = 2)]
	Rejected(BlockNumber, Option<Deposit>, Option<Deposit>),
	#[codec(index = 3)]
	Cancelled(BlockNumber, Option<Deposit>, Option<Deposit>),
	#[codec(index = 4)]
	TimedOut(BlockNumber, Option<Deposit>, Option<Deposit>),
	#[codec(index = 5)]
	Killed(BlockNumber),
}

#[derive(Encode, Decode)]
pub(super) struct Rest {
	proposal: Proposal,
	enactment: Enactment,
	submitted: BlockNumber,
	submission_deposit: Deposit,
	decision_deposit: Option<Deposit>,
	deciding: Option<Deciding>,
	tally: Tally,
	in_queue: bool,
	alarm: Option<(BlockNumber, (BlockNumber, u32))>,
}

impl Referendum {
	/// Reads a stored referendum. `origin` reads the chain's own type and names it.
	pub(super) fn read(
		mut bytes: &[u8],
		origin: impl FnOnce(&mut &[u8]) -> Result<String, String>,
	) -> Result<Self, String> {
		let input = &mut bytes;
		let text = |error: codec::Error| error.to_string();
		let ended = |how, block, submission_deposit, decision_deposit| {
			Self::Ended(Ended { how, block, submission_deposit, decision_deposit })
		};
		let referendum = match Head::decode(input).map_err(text)? {
			Head::Ongoing(track) => {
				let origin = origin(input)?;
				let rest = Rest::decode(input).map_err(text)?;
				Self::Ongoing(Box::new(Ongoing {
					track,
					origin,
					proposal: rest.proposal,
					enactment: rest.enactment,
					submitted: rest.submitted,
					submission_deposit: rest.submission_deposit,
					decision_deposit: rest.decision_deposit,
					deciding: rest.deciding,
					tally: rest.tally,
					in_queue: rest.in_queue,
				}))
			}
			Head::Approved(block, first, second) => ended(Ending::Approved, block, first, second),
			Head::Rejected(block, first, second) => ended(Ending::Rejected, block, first, second),
			Head::Cancelled(block, first, second) => ended(Ending::Cancelled, block, first, second),
			Head::TimedOut(block, first, second) => ended(Ending::TimedOut, block, first, second),
			Head::Killed(block) => ended(Ending::Killed, block, None, None),
		};
		match input.len() {
			0 => Ok(referendum),
			more => Err(format!("{more} bytes too many")),
		}
	}
}

/// Name of an origin: the innermost variant, `ModelParams` or `Root`.
pub(super) fn origin_name<T>(value: &Value<T>) -> String {
	match &value.value {
		ValueDef::Variant(variant) => match variant.values.values().next() {
			Some(inner) if matches!(inner.value, ValueDef::Variant(_)) => origin_name(inner),
			_ => variant.name.clone(),
		},
		_ => "unknown".into(),
	}
}

/// Where an ongoing referendum is, and what comes next if nobody votes any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// Nobody has placed the decision deposit. It ends at this block if nobody does.
	NeedsDeposit { timeout: BlockNumber },
	/// The decision begins at this block.
	Preparing { until: BlockNumber },
	/// Others of its track are decided first.
	Queued,
	/// It would not pass now. It ends at block `until`, and begins to be confirmed before at block `passes`, if votes stay as
	/// they are.
	Deciding { until: BlockNumber, passes: Option<BlockNumber> },
	/// It is approved at this block.
	Confirming { until: BlockNumber },
}

impl Ongoing {
	/// Time since the decision began, as a part of its period; none before.
	pub fn elapsed(&self, track: &Track, now: BlockNumber) -> Perbill {
		let since = self.deciding.map_or(now, |deciding| deciding.since);
		let elapsed = now.saturating_sub(since).min(track.decision);
		part(elapsed.into(), track.decision.into())
	}

	/// Where it is.
	pub fn stage(&self, track: &Track, governance: &Governance) -> Stage {
		let Some(deciding) = self.deciding else {
			if self.in_queue {
				return Stage::Queued;
			}
			if self.decision_deposit.is_none() {
				let timeout = self.submitted.saturating_add(governance.undeciding_timeout);
				return Stage::NeedsDeposit { timeout };
			}
			let until = self.submitted.saturating_add(track.prepare);
			return Stage::Preparing { until: until.max(governance.now.saturating_add(1)) };
		};
		if let Some(until) = deciding.confirming {
			return Stage::Confirming { until };
		}
		let until = deciding.since.saturating_add(track.decision);
		let approved = track.approval.reached(self.tally.approval());
		let supported = track.support.reached(self.tally.support_of(governance.turnout));
		let passes = approved.zip(supported).map(|(approved, supported)| {
			let offset = approved.max(supported).mul_ceil(track.decision);
			let at = deciding.since.saturating_add(offset);
			at.max(governance.now.saturating_add(1))
		});
		Stage::Deciding { until, passes }
	}

	/// Block in which the call is dispatched if it is approved in block `approved`.
	pub fn enacted(&self, track: &Track, approved: BlockNumber) -> BlockNumber {
		let wanted = match self.enactment {
			Enactment::At(block) => block,
			Enactment::After(blocks) => approved.saturating_add(blocks),
		};
		wanted.max(approved.saturating_add(track.enactment.max(1)))
	}
}

/// The name under which the scheduler knows the enactment of a referendum.
pub fn enactment_name(index: ReferendumIndex) -> [u8; 32] {
	(*b"assembly", "enactment", index).using_encoded(sp_crypto_hashing::blake2_256)
}

#[cfg(test)]
pub(super) mod tests {
	use super::*;
	use crate::governance::Curve;

	const ASY: Balance = assay_primitives::ASY;

	fn account(index: u8) -> AccountId {
		AccountId::from([index; 32])
	}

	fn deposit(index: u8) -> Deposit {
		Deposit { who: account(index), amount: ASY }
	}

	pub fn track() -> Track {
		let percent = Perbill::from_percent;
		Track {
			id: 21,
			name: "model_params".into(),
			max_deciding: 10,
			decision_deposit: 100 * ASY,
			prepare: 5,
			decision: 40,
			confirm: 5,
			enactment: 5,
			approval: Curve::LinearDecreasing {
				length: percent(100),
				floor: percent(50),
				ceil: percent(100),
			},
			support: Curve::LinearDecreasing {
				length: percent(100),
				floor: percent(10),
				ceil: percent(50),
			},
		}
	}

	pub fn governance(now: BlockNumber) -> Governance {
		Governance {
			now,
			tracks: vec![track()],
			submission_deposit: ASY,
			undeciding_timeout: 100,
			vote_locking: 10,
			block_millis: 2_000,
			turnout: 1_000 * ASY,
			longest_notice: 1_000,
		}
	}

	fn ongoing() -> Ongoing {
		Ongoing {
			track: 21,
			origin: "ModelParams".into(),
			proposal: Proposal::Inline(vec![1, 2]),
			enactment: Enactment::After(0),
			submitted: 10,
			submission_deposit: deposit(1),
			decision_deposit: None,
			deciding: None,
			tally: Tally::default(),
			in_queue: false,
		}
	}

	#[test]
	fn a_referendum_goes_from_stage_to_stage() {
		let (track, mut it) = (track(), ongoing());
		assert_eq!(it.stage(&track, &governance(11)), Stage::NeedsDeposit { timeout: 110 });
		it.decision_deposit = Some(deposit(2));
		assert_eq!(it.stage(&track, &governance(11)), Stage::Preparing { until: 15 });
		assert_eq!(it.stage(&track, &governance(20)), Stage::Preparing { until: 21 });
		it.in_queue = true;
		assert_eq!(it.stage(&track, &governance(20)), Stage::Queued);
		it.in_queue = false;
		it.deciding = Some(Deciding { since: 20, confirming: None });
		// Without votes it never passes.
		let failing = Stage::Deciding { until: 60, passes: None };
		assert_eq!(it.stage(&track, &governance(30)), failing);
		// 30 % support is enough after half of the time, all ayes at once.
		it.tally = Tally { ayes: 900 * ASY, nays: 0, support: 300 * ASY };
		let passing = Stage::Deciding { until: 60, passes: Some(40) };
		assert_eq!(it.stage(&track, &governance(30)), passing);
		assert_eq!(it.elapsed(&track, 30), Perbill::from_percent(25));
		assert_eq!(it.elapsed(&track, 300), Perbill::one());
		it.deciding = Some(Deciding { since: 20, confirming: Some(45) });
		assert_eq!(it.stage(&track, &governance(41)), Stage::Confirming { until: 45 });
		assert_eq!(it.enacted(&track, 45), 50);
		it.enactment = Enactment::At(80);
		assert_eq!(it.enacted(&track, 45), 80);
	}

	#[test]
	fn tallies_are_parts() {
		let tally = Tally { ayes: 3, nays: 1, support: 2 };
		assert_eq!(tally.approval(), Perbill::from_percent(75));
		assert_eq!(tally.support_of(8), Perbill::from_percent(25));
		assert_eq!(Tally::default().approval(), Perbill::zero());
		assert_eq!(tally.support_of(0), Perbill::zero());
	}

	#[test]
	fn stored_referenda_are_read() {
		let rest = Rest {
			proposal: Proposal::Lookup { hash: H256::repeat_byte(3), len: 200 },
			enactment: Enactment::After(7),
			submitted: 10,
			submission_deposit: deposit(1),
			decision_deposit: Some(deposit(2)),
			deciding: Some(Deciding { since: 12, confirming: None }),
			tally: Tally { ayes: 3, nays: 2, support: 1 },
			in_queue: false,
			alarm: Some((20, (20, 1))),
		};
		// An origin of two bytes.
		let bytes = [(0u8, 21u16).encode(), vec![43, 4], rest.encode()].concat();
		let origin = |input: &mut &[u8]| {
			*input = &input[2..];
			Ok("ModelParams".to_string())
		};
		let Ok(Referendum::Ongoing(read)) = Referendum::read(&bytes, origin) else {
			panic!("it is ongoing")
		};
		assert_eq!((read.track, read.origin.as_str()), (21, "ModelParams"));
		assert_eq!(read.proposal.preimage(), Some(H256::repeat_byte(3)));
		assert_eq!(read.tally, Tally { ayes: 3, nays: 2, support: 1 });
		let longer = [bytes, vec![0]].concat();
		assert!(Referendum::read(&longer, origin).is_err());

		let nothing = |_: &mut &[u8]| Err("no origin is read".to_string());
		let ended = (2u8, 77u32, Some(deposit(1)), None::<Deposit>).encode();
		let read = Referendum::read(&ended, nothing).unwrap();
		let expected = Ended {
			how: Ending::Rejected,
			block: 77,
			submission_deposit: Some(deposit(1)),
			decision_deposit: None,
		};
		assert_eq!(read, Referendum::Ended(expected));
		assert!(Referendum::read(&[9], nothing).is_err());
	}

	#[test]
	fn long_calls_go_by_their_hash() {
		assert_eq!(Proposal::of(&[1; 128]), Proposal::Inline(vec![1; 128]));
		let long = Proposal::of(&[1; 129]);
		assert!(matches!(long, Proposal::Lookup { len: 129, .. }), "{long:?}");
		assert_eq!(long.preimage(), Some(H256(sp_crypto_hashing::blake2_256(&[1; 129]))));
	}

	#[test]
	fn origins_are_named_by_their_innermost_variant() {
		let of = |pallet, name| {
			origin_name(&Value::unnamed_variant(pallet, [Value::unnamed_variant(name, [])]))
		};
		assert_eq!(of("Origins", "ModelParams"), "ModelParams");
		assert_eq!(of("system", "Root"), "Root");
	}
}

//! What this pallet stores.

use assay_primitives::{
	audit::Verdict, deterrence::MAX_AUDITORS, Balance, EraIndex, Hash, ModelId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::ConstU32, traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound,
	PartialEqNoBound,
};
use scale_info::TypeInfo;

/// Auditors that an audit can come to have: those drawn, and one more for the first that abstains.
pub const MAX_DRAWN: u32 = MAX_AUDITORS + 1;
/// Blocks of which the seeds make up that of a draw, at most.
pub const MAX_DRAW_DELAY: u32 = 64;

/// A validator that audits a model.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Serving<AccountId> {
	/// Its stash.
	pub stash: AccountId,
	/// Plancks that stand behind it in this era, its own and delegated.
	pub stake: Balance,
	/// Audits for which it was drawn in this era.
	pub drawn: u32,
	/// Of these, those from which it abstained.
	pub abstained: u32,
}

impl<AccountId> Serving<AccountId> {
	/// Whether it can be drawn: one that abstains from more than half of its audits is left alone until the next era.
	/// A few audits say nothing.
	pub fn is_able(&self) -> bool {
		let often = self.abstained.saturating_mul(2) > self.drawn;
		self.stake > 0 && !(often && self.drawn >= 3)
	}
}

/// The validators that audit a model.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(Max))]
pub struct Panel<AccountId: Clone + PartialEq + Eq + core::fmt::Debug, Max: Get<u32>> {
	/// The era that stakes are of.
	pub era: EraIndex,
	/// In the order in which they joined.
	pub members: BoundedVec<Serving<AccountId>, Max>,
}

impl<AccountId: Clone + PartialEq + Eq + core::fmt::Debug, Max: Get<u32>> Default
	for Panel<AccountId, Max>
{
	fn default() -> Self {
		Self { era: 0, members: BoundedVec::default() }
	}
}

/// How far an audit is.
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
pub enum Phase<BlockNumber> {
	/// Auditors commit to their verdicts, until this height.
	#[codec(index = 0)]
	Commit { due: BlockNumber },
	/// They reveal them, until this height.
	#[codec(index = 1)]
	Reveal { due: BlockNumber },
	/// Nothing more comes.
	#[codec(index = 2)]
	Closed,
}

impl<BlockNumber: Copy> Phase<BlockNumber> {
	/// Last height at which auditors can act.
	pub fn due(&self) -> Option<BlockNumber> {
		match self {
			Self::Commit { due } | Self::Reveal { due } => Some(*due),
			Self::Closed => None,
		}
	}
}

/// Where an auditor stands.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Standing<AccountId> {
	/// Drawn: it has yet to commit or to abstain.
	#[codec(index = 0)]
	Drawn,
	/// It has committed to a verdict.
	#[codec(index = 1)]
	Committed(Hash),
	/// It has revealed its verdict, with the digest of what it computed.
	#[codec(index = 2)]
	Revealed { verdict: Verdict<AccountId>, digest: Hash },
	/// It could not audit; its bond was returned.
	#[codec(index = 3)]
	Abstained,
	/// It said nothing in time, and lost half of its bond.
	#[codec(index = 4)]
	Silent,
	/// It had not computed what it said; its bond is gone.
	#[codec(index = 5)]
	Disproved,
}

/// A validator that was drawn for an audit.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Auditor<AccountId> {
	/// Its stash, whose stake the bond is of.
	pub stash: AccountId,
	pub standing: Standing<AccountId>,
}

impl<AccountId> Auditor<AccountId> {
	/// Its verdict, if it stands by one.
	pub fn verdict(&self) -> Option<&Verdict<AccountId>> {
		match &self.standing {
			Standing::Revealed { verdict, .. } => Some(verdict),
			_ => None,
		}
	}

	/// Whether its bond is locked.
	pub fn is_bonded(&self) -> bool {
		match self.standing {
			Standing::Drawn | Standing::Committed(_) | Standing::Revealed { .. } => true,
			Standing::Abstained | Standing::Silent | Standing::Disproved => false,
		}
	}
}

/// The audit of a task.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Audit<AccountId, BlockNumber> {
	/// The task's model.
	pub model: ModelId,
	/// What names the pieces of the trace that auditors show to have computed.
	pub seed: Hash,
	/// Whether results can be proved wrong; else a verdict counts for the score alone.
	pub canonical: bool,
	/// Whether the worker had passed too few audits when this one was drawn. Then its fee pays for it.
	pub newcomer: bool,
	/// Convictions of the worker when this one was drawn. If there are more when it ends, it says nothing for the worker.
	pub convictions: u32,
	/// Plancks that each auditor bonds.
	pub bond: Balance,
	pub phase: Phase<BlockNumber>,
	/// Whether one was drawn in the place of one that abstained.
	pub redrawn: bool,
	/// In the order in which they were drawn.
	pub auditors: BoundedVec<Auditor<AccountId>, ConstU32<MAX_DRAWN>>,
}

impl<AccountId: PartialEq, BlockNumber> Audit<AccountId, BlockNumber> {
	/// Auditors that are to be paid if the result holds: of a canonical model, those that found it right.
	pub fn earners(&self) -> impl Iterator<Item = &AccountId> {
		self.auditors.iter().filter_map(|auditor| {
			let earns = match auditor.verdict()? {
				Verdict::Match | Verdict::Spelling => true,
				Verdict::Mismatch { .. } => !self.canonical,
			};
			earns.then_some(&auditor.stash)
		})
	}

	/// Whether the worker passed: more found the result right, and spelt as it should be, than not. `None` if nobody said
	/// anything. What was found wrong and not shown to be counts for nothing.
	pub fn passed(&self) -> Option<bool> {
		let (mut good, mut bad) = (0u32, 0u32);
		for auditor in &self.auditors {
			match auditor.verdict() {
				Some(Verdict::Match) => good = good.saturating_add(1),
				Some(Verdict::Spelling) => bad = bad.saturating_add(1),
				Some(Verdict::Mismatch { .. }) if !self.canonical => bad = bad.saturating_add(1),
				Some(Verdict::Mismatch { .. }) | None => {}
			}
		}
		(good > 0 || bad > 0).then_some(good > bad)
	}
}

/// A validator that revealed its opinion.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Revealer<AccountId> {
	pub stash: AccountId,
	/// Plancks that stand behind it; while opinions are counted, capped.
	pub stake: Balance,
}

/// What a validator gave a worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ballot {
	/// Number of the validator among those who revealed.
	pub revealer: u32,
	/// Part of its opinion, in parts per billion.
	pub share: u32,
}

/// What validators together gave a worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Consensus {
	/// The era that the opinions are of.
	pub era: EraIndex,
	/// In parts per billion.
	pub value: u32,
}

/// A count of opinions that is under way.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(Max))]
pub struct Tally<AccountId: Clone + PartialEq + Eq + core::fmt::Debug, Max: Get<u32>> {
	/// The era that the opinions are of.
	pub era: EraIndex,
	/// Validators, with the stakes that count.
	pub revealers: BoundedVec<Revealer<AccountId>, Max>,
	/// Their stakes, uncapped.
	pub stakes: BoundedVec<Balance, Max>,
	/// Their information so far, in parts per billion.
	pub info: BoundedVec<i64, Max>,
	/// The largest consensus so far, in parts per billion.
	pub largest: u32,
	/// Whether enough stake has said something.
	pub quorum: bool,
}

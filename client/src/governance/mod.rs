//! Governance: tracks, referenda, votes, spends.
//!
//! Types are those of the pallets `Referenda`, `ConvictionVoting`, `Preimage` and `Treasury`, written down again without
//! their runtime: encodings are the same. Only the origin of a proposal is the chain's own, and is read by its metadata.

mod curve;
mod queries;
mod referendum;
mod votes;

pub(crate) use queries::USED;

pub use curve::Curve;
pub use queries::Governance;
pub use referendum::{
	enactment_name, Deciding, Deposit, Enactment, Ended, Ending, Ongoing, Proposal, Referendum,
	Stage, Tally, LONGEST_INLINE,
};
pub use votes::{AccountVote, Conviction, Delegation, Votes, Voting};

use crate::describe::{Datum, DescribedCall};
use assay_primitives::{Balance, BlockNumber, ASY};
use codec::{Decode, Encode};

/// Number of a track.
pub type TrackId = u16;
/// Number of a referendum.
pub type ReferendumIndex = u32;

/// A kind of referendum: who it speaks for, how long it takes, and what it needs to pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Track {
	pub id: TrackId,
	pub name: String,
	/// Referenda that are decided at the same time, at most.
	pub max_deciding: u32,
	/// Plancks that somebody has to deposit before the decision.
	pub decision_deposit: Balance,
	/// Blocks from the submission to the decision, at least.
	pub prepare: BlockNumber,
	/// Blocks that a decision may take.
	pub decision: BlockNumber,
	/// Blocks in a row for which a referendum has to fulfil what is needed.
	pub confirm: BlockNumber,
	/// Blocks from the approval to the enactment, at least.
	pub enactment: BlockNumber,
	/// Part of the votes, weighted by conviction, that must be ayes.
	pub approval: Curve,
	/// Part of all tokens that must have voted aye or abstained.
	pub support: Curve,
}

impl Track {
	/// Name of the origin that it gives, as the chain's metadata writes it: `ModelParams`.
	pub fn origin(&self) -> String {
		self.name
			.split('_')
			.map(|word| {
				let mut letters = word.chars();
				let first = letters.next().map(|letter| letter.to_ascii_uppercase());
				first.into_iter().chain(letters).collect::<String>()
			})
			.collect()
	}
}

/// A track as the constant `Referenda.Tracks` has it.
#[derive(Encode, Decode)]
struct StoredTrack {
	name: String,
	max_deciding: u32,
	decision_deposit: Balance,
	prepare_period: BlockNumber,
	decision_period: BlockNumber,
	confirm_period: BlockNumber,
	min_enactment_period: BlockNumber,
	min_approval: Curve,
	min_support: Curve,
}

impl From<(TrackId, StoredTrack)> for Track {
	fn from((id, stored): (TrackId, StoredTrack)) -> Self {
		Self {
			id,
			// Names are padded to one length.
			name: stored.name.trim_end_matches('\0').into(),
			max_deciding: stored.max_deciding,
			decision_deposit: stored.decision_deposit,
			prepare: stored.prepare_period,
			decision: stored.decision_period,
			confirm: stored.confirm_period,
			enactment: stored.min_enactment_period,
			approval: stored.min_approval,
			support: stored.min_support,
		}
	}
}

/// Plancks that the tracks of spenders may grant in one call, the smallest first. The chain has the last word.
const SPENDERS: [(&str, Balance); 2] =
	[("small_spender", 1_000 * ASY), ("treasurer", 1_000_000 * ASY)];

/// Name of the track on which a call is proposed; `root` for all that no other track may do.
pub fn track_of(call: &DescribedCall) -> &'static str {
	match (call.pallet.as_str(), call.name.as_str()) {
		("Models", "set_params") => "model_params",
		("Models", _) => "model_registry",
		("Parameters", _) => match call.argument("key_value") {
			Some(Datum::Variant(group, _)) if group == "Market" => "market_params",
			_ => "staking_admin",
		},
		("TokenStaking", "cancel_slash") => "slash_canceller",
		("Treasury", "spend" | "spend_local") => {
			let Some(Datum::Amount(amount)) = call.argument("amount") else { return "root" };
			SPENDERS.iter().find(|(_, most)| amount <= most).map_or("root", |(track, _)| *track)
		}
		("Treasury", "void_spend" | "remove_approval") => "treasurer",
		("Referenda", "cancel") => "referendum_canceller",
		("Referenda", "kill") => "referendum_killer",
		("Whitelist", "dispatch_whitelisted_call" | "dispatch_whitelisted_call_with_preimage") => {
			"whitelisted_caller"
		}
		// Several that one track may do are one decision.
		("Utility", "batch" | "batch_all" | "force_batch") => {
			let Some(Datum::List(calls)) = call.argument("calls") else { return "root" };
			let mut tracks = calls.iter().map(|call| match call {
				Datum::Call(call) => track_of(call),
				_ => "root",
			});
			let first = tracks.next().unwrap_or("root");
			if tracks.all(|track| track == first) {
				first
			} else {
				"root"
			}
		}
		_ => "root",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_runtime::Perbill;

	fn stored(name: &str) -> StoredTrack {
		let curve = || Curve::LinearDecreasing {
			length: Perbill::one(),
			floor: Perbill::from_percent(50),
			ceil: Perbill::one(),
		};
		StoredTrack {
			name: format!("{name:\0<25}"),
			max_deciding: 5,
			decision_deposit: 100,
			prepare_period: 1,
			decision_period: 20,
			confirm_period: 2,
			min_enactment_period: 3,
			min_approval: curve(),
			min_support: curve(),
		}
	}

	#[test]
	fn names_are_not_padded() {
		let track = Track::from((21, stored("model_params")));
		assert_eq!((track.id, track.name.as_str()), (21, "model_params"));
		assert_eq!(track.origin(), "ModelParams");
		assert_eq!(Track::from((0, stored("root"))).origin(), "Root");
	}

	#[test]
	fn tracks_are_read_as_the_chain_writes_them() {
		let all = vec![(0u16, stored("root")), (21, stored("model_params"))];
		let bytes = all.encode();
		let read = Vec::<(TrackId, StoredTrack)>::decode(&mut &bytes[..]).unwrap();
		assert_eq!(read.len(), 2);
		assert_eq!(read[1].1.name, stored("model_params").name);
	}

	fn call(pallet: &str, name: &str, arguments: Vec<(&str, Datum)>) -> DescribedCall {
		let arguments = arguments.into_iter().map(|(name, it)| (name.into(), it)).collect();
		DescribedCall { pallet: pallet.into(), name: name.into(), arguments }
	}

	#[test]
	fn every_call_has_a_track() {
		let of = |pallet, name| track_of(&call(pallet, name, vec![]));
		assert_eq!(of("Models", "set_params"), "model_params");
		assert_eq!(of("Models", "admit"), "model_registry");
		assert_eq!(of("TokenStaking", "cancel_slash"), "slash_canceller");
		assert_eq!(of("Treasury", "void_spend"), "treasurer");
		assert_eq!(of("System", "set_code"), "root");
		let spend =
			|amount| track_of(&call("Treasury", "spend", vec![("amount", Datum::Amount(amount))]));
		assert_eq!(spend(1_000 * ASY), "small_spender");
		assert_eq!(spend(1_001 * ASY), "treasurer");
		assert_eq!(spend(1_000_001 * ASY), "root");
		let set = |group: &str| {
			let value = Datum::Variant(group.into(), Some(Box::new(Datum::Nothing)));
			track_of(&call("Parameters", "set_parameter", vec![("key_value", value)]))
		};
		assert_eq!(set("Market"), "market_params");
		assert_eq!(set("Emission"), "staking_admin");
	}

	#[test]
	fn a_batch_is_for_the_track_of_all_its_calls() {
		let of = |names: &[(&str, &str)]| {
			let all = names.iter().map(|(pallet, name)| Datum::Call(call(pallet, name, vec![])));
			track_of(&call("Utility", "batch_all", vec![("calls", Datum::List(all.collect()))]))
		};
		assert_eq!(of(&[("Models", "set_params"), ("Models", "set_params")]), "model_params");
		assert_eq!(of(&[("Models", "set_params"), ("Models", "admit")]), "root");
		assert_eq!(of(&[]), "root");
	}
}

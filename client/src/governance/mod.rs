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
pub use queries::{Deferred, Governance, PreimageDeposit};
pub use referendum::{
	enactment_name, Deciding, Deposit, Enactment, Ended, Ending, Ongoing, Proposal, Referendum,
	Stage, Tally, LONGEST_INLINE,
};
pub use votes::{AccountVote, Conviction, Delegation, Votes, Voting};

use crate::describe::{Datum, DescribedCall};
use assay_primitives::{Balance, BlockNumber, MILLI_ASY, SMALL_SPENDER_LIMIT, TREASURER_LIMIT};
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

/// Plancks that a preimage of so many bytes costs until it is taken back, as the runtime sets it in `configs/tools.rs`: two
/// entries, 64 bytes and its own. No metadata says it.
pub fn noting_deposit(bytes: usize) -> Balance {
	let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX).saturating_add(64);
	(2 * 20 * MILLI_ASY).saturating_add(bytes.saturating_mul(MILLI_ASY / 10))
}

/// Plancks that the tracks of spenders may grant in one call, the smallest first.
const SPENDERS: [(&str, Balance); 2] =
	[("small_spender", SMALL_SPENDER_LIMIT), ("treasurer", TREASURER_LIMIT)];

/// Tracks that may do all that another one is made for.
const WIDER: [(&str, &str); 2] =
	[("treasurer", "small_spender"), ("referendum_killer", "referendum_canceller")];

/// Whether a track may do what another, or itself, is made for.
pub fn track_may(track: &str, right: &str) -> bool {
	track == right || track == "root" || WIDER.contains(&(track, right))
}

/// Name of the track on which a call is proposed; `root` for all that no other track may do.
pub fn track_of(call: &DescribedCall) -> &'static str {
	// Several that one track may do are one decision.
	let (mut needed, mut spent) = (Vec::new(), None);
	for call in parts(call) {
		match call.and_then(spend) {
			// What a decision spends counts together, as the treasury counts it.
			Some(amount) => spent = Some(amount.saturating_add(spent.unwrap_or_default())),
			None => needed.push(call.map_or("root", track_of_one)),
		}
	}
	if let Some(spent) = spent {
		let spender = SPENDERS.iter().find(|(_, most)| spent <= *most);
		needed.push(spender.map_or("root", |(track, _)| *track));
	}
	let may_all = |track: &&str| needed.iter().all(|right| track_may(track, right));
	needed.iter().copied().find(may_all).unwrap_or("root")
}

/// Pallets of which every call asks who has signed it.
const SIGNED: [&str; 7] =
	["ConvictionVoting", "Multisig", "Proxy", "Referee", "Scoring", "Session", "Tasks"];

/// Such calls of pallets that have others, too. The metadata does not say which they are: what is not here is left to the chain.
const SIGNED_CALLS: [(&str, &[&str]); 8] = [
	(
		"Balances",
		&[
			"transfer_allow_death",
			"transfer_keep_alive",
			"transfer_all",
			"upgrade_accounts",
			"burn",
		],
	),
	("Models", &["register", "attest", "propose_version"]),
	("Referenda", &["submit", "place_decision_deposit", "set_metadata"]),
	("System", &["remark_with_event"]),
	(
		"TokenStaking",
		&[
			"bond",
			"bond_extra",
			"unbond",
			"withdraw_unbonded",
			"register_worker",
			"set_operator",
			"deregister_worker",
			"settle_conviction",
			"validate",
			"chill",
			"set_prefs",
			"delegate",
			"undelegate",
			"withdraw_delegation",
			"pay_staker",
		],
	),
	("Treasury", &["payout", "check_status"]),
	("Utility", &["as_derivative"]),
	("Whitelist", &["remove_deferred_dispatch"]),
];

/// A call among these that only an account can make: no origin of a track may, root neither. What another call makes in
/// somebody's name, `Utility.dispatch_as` for example, is not looked at: that works.
pub fn for_accounts(call: &DescribedCall) -> Option<&DescribedCall> {
	parts(call).into_iter().flatten().find(|call| {
		SIGNED.contains(&call.pallet.as_str())
			|| SIGNED_CALLS.iter().any(|(pallet, names)| {
				call.pallet == *pallet && names.contains(&call.name.as_str())
			})
	})
}

/// The calls of a batch, also of one within another; any other call alone. `None` for what can't be taken apart.
fn parts(call: &DescribedCall) -> Vec<Option<&DescribedCall>> {
	if call.pallet != "Utility"
		|| !matches!(call.name.as_str(), "batch" | "batch_all" | "force_batch")
	{
		return vec![Some(call)];
	}
	let Some(Datum::List(calls)) = call.argument("calls") else { return vec![None] };
	calls
		.iter()
		.flat_map(|call| match call {
			Datum::Call(call) => parts(call),
			_ => vec![None],
		})
		.collect()
}

/// Plancks that a call grants from the treasury.
fn spend(call: &DescribedCall) -> Option<Balance> {
	match (call.pallet.as_str(), call.name.as_str(), call.argument("amount")) {
		("Treasury", "spend" | "spend_local", Some(Datum::Amount(amount))) => Some(*amount),
		_ => None,
	}
}

/// The track of a call that is no batch and spends nothing.
fn track_of_one(call: &DescribedCall) -> &'static str {
	match (call.pallet.as_str(), call.name.as_str()) {
		("Models", "set_params") => "model_params",
		("Models", _) => "model_registry",
		("Parameters", _) => match call.argument("key_value") {
			Some(Datum::Variant(group, _)) if group == "Market" => "market_params",
			_ => "staking_admin",
		},
		("TokenStaking", "cancel_slash") => "slash_canceller",
		("Treasury", "void_spend" | "remove_approval") => "treasurer",
		("Referenda", "cancel") => "referendum_canceller",
		("Referenda", "kill") => "referendum_killer",
		("Whitelist", "dispatch_whitelisted_call" | "dispatch_whitelisted_call_with_preimage") => {
			"whitelisted_caller"
		}
		// Nobody has to whitelist these for it.
		("SafeMode", "force_enter" | "force_extend" | "force_exit")
		| ("TxPause", "pause" | "unpause") => "whitelisted_caller",
		_ => "root",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_primitives::ASY;
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
		for name in ["force_enter", "force_extend", "force_exit"] {
			assert_eq!(of("SafeMode", name), "whitelisted_caller");
		}
		assert_eq!(of("SafeMode", "force_slash_deposit"), "root");
		assert_eq!(of("TxPause", "pause"), "whitelisted_caller");
		assert_eq!(of("TxPause", "unpause"), "whitelisted_caller");
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

	fn batch(calls: Vec<DescribedCall>) -> DescribedCall {
		let calls = calls.into_iter().map(Datum::Call).collect();
		call("Utility", "batch_all", vec![("calls", Datum::List(calls))])
	}

	#[test]
	fn a_batch_is_for_a_track_that_may_do_all_of_it() {
		let of = |names: &[(&str, &str)]| {
			track_of(&batch(
				names.iter().map(|(pallet, name)| call(pallet, name, vec![])).collect(),
			))
		};
		assert_eq!(of(&[("Models", "set_params"), ("Models", "set_params")]), "model_params");
		assert_eq!(of(&[("Models", "set_params"), ("Models", "admit")]), "root");
		assert_eq!(of(&[("Referenda", "cancel"), ("Referenda", "kill")]), "referendum_killer");
		assert_eq!(of(&[]), "root");
		let omitted = vec![("calls", Datum::List(vec![Datum::Omitted]))];
		assert_eq!(track_of(&call("Utility", "batch", omitted)), "root");
	}

	#[test]
	fn spends_of_a_batch_count_together() {
		let spend = |asy| call("Treasury", "spend", vec![("amount", Datum::Amount(asy * ASY))]);
		assert_eq!(track_of(&batch(vec![spend(400), spend(600)])), "small_spender");
		assert_eq!(track_of(&batch(vec![spend(600), spend(600)])), "treasurer");
		assert_eq!(track_of(&batch(vec![spend(600_000), spend(600_000)])), "root");
		// Also those of a batch within it.
		assert_eq!(track_of(&batch(vec![spend(600), batch(vec![spend(600)])])), "treasurer");
		assert_eq!(
			track_of(&batch(vec![spend(Balance::MAX / ASY), spend(Balance::MAX / ASY)])),
			"root"
		);
		let void = || call("Treasury", "void_spend", vec![]);
		assert_eq!(track_of(&batch(vec![spend(1), void()])), "treasurer");
		assert_eq!(track_of(&batch(vec![spend(1), call("Models", "admit", vec![])])), "root");
	}

	#[test]
	fn tracks_may_do_what_they_are_for() {
		assert!(track_may("model_params", "model_params"));
		assert!(track_may("root", "model_params"));
		assert!(track_may("treasurer", "small_spender"));
		assert!(!track_may("small_spender", "treasurer"));
		assert!(!track_may("model_registry", "model_params"));
		assert!(!track_may("model_params", "root"));
	}

	#[test]
	fn preimages_cost_by_their_bytes() {
		assert_eq!(noting_deposit(0), 46_400_000_000);
		assert_eq!(noting_deposit(1_000), 146_400_000_000);
	}

	#[test]
	fn what_accounts_do_is_found() {
		let name = |it: &DescribedCall| for_accounts(it).map(|call| call.name.clone());
		for account in ["register", "attest", "propose_version"] {
			let one = call("Models", account, vec![]);
			assert_eq!(name(&one).as_deref(), Some(account));
			let admit = call("Models", "admit", vec![]);
			assert_eq!(name(&batch(vec![admit, batch(vec![one])])).as_deref(), Some(account));
		}
		for governance in ["set_uris", "close", "withdraw", "upgrade"] {
			assert_eq!(name(&call("Models", governance, vec![])), None);
		}
		for (pallet, account) in [
			("Balances", "transfer_keep_alive"),
			("ConvictionVoting", "vote"),
			("Proxy", "proxy"),
			("Tasks", "poke"),
			("TokenStaking", "bond"),
			("Treasury", "payout"),
		] {
			assert_eq!(name(&call(pallet, account, vec![])).as_deref(), Some(account));
		}
		for (pallet, governance) in [
			("Balances", "force_transfer"),
			("Referenda", "refund_submission_deposit"),
			("System", "remark"),
			("TechnicalCommittee", "set_members"),
			("TokenStaking", "cancel_slash"),
			("TokenStaking", "void_convictions"),
			("Treasury", "spend"),
		] {
			assert_eq!(name(&call(pallet, governance, vec![])), None, "{pallet}.{governance}");
		}
		// Made in the name of an account.
		let transfer = Datum::Call(call("Balances", "transfer_all", vec![]));
		assert_eq!(name(&call("Utility", "dispatch_as", vec![("call", transfer)])), None);
	}
}

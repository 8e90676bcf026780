//! Events of a block.

use crate::{error::ClientError, runtime::Runtime};
use assay_primitives::{AccountId, Balance, EraIndex, TaskId};
use codec::{Compact, Decode};
use sp_core::H256;
use std::fmt;
use subxt::{
	error::DispatchError,
	events::Phase,
	ext::scale_value::{Composite, Value, ValueDef},
};

/// Events that this program looks for, for the check against the chain.
pub(crate) const USED: &[(&str, &str)] = &[
	("System", "ExtrinsicFailed"),
	("Tasks", "Posted"),
	("Tasks", "Assigned"),
	("Tasks", "Committed"),
	("Tasks", "Revealed"),
	("Tasks", "Settled"),
	("Tasks", "Refunded"),
	("Tasks", "DeadlineMissed"),
	("Tasks", "Convicted"),
	("Referee", "Challenged"),
	("Referee", "Demanded"),
	("Referee", "Answered"),
	("Referee", "Named"),
	("Referee", "Disclosed"),
	("Referee", "Selected"),
	("Referee", "Opened"),
	("Referee", "Computed"),
	("Referee", "Refuted"),
	("Referee", "Succeeded"),
	("Referee", "Failed"),
	("Referee", "Dropped"),
	("Referee", "CaseClosed"),
	("Scoring", "Drawn"),
	("Scoring", "VerdictRevealed"),
	("Scoring", "AuditPaid"),
	("Scoring", "Silent"),
	("Scoring", "WrongMatch"),
	("Scoring", "DigestDisproved"),
	("TokenStaking", "Unbonding"),
	("TokenStaking", "Withdrawn"),
	("TokenStaking", "Delegated"),
	("TokenStaking", "Undelegated"),
	("TokenStaking", "DelegationWithdrawn"),
	("TokenStaking", "Rewarded"),
	("Referenda", "Submitted"),
	("Scheduler", "Dispatched"),
	("Scheduler", "CallUnavailable"),
	("Scheduler", "PermanentlyOverweight"),
	("Utility", "BatchInterrupted"),
	("Utility", "DispatchedAs"),
	("Utility", "ItemFailed"),
	("Whitelist", "DispatchDeferred"),
	("Whitelist", "WhitelistedCallDispatched"),
	("Models", "ParamsSet"),
	("Treasury", "AssetSpendApproved"),
	("System", "CodeUpdated"),
	("System", "RejectedInvalidAuthorizedUpgrade"),
];

/// Pallets whose events say what governance does.
const GOVERNANCE: [&str; 7] =
	["Referenda", "ConvictionVoting", "Scheduler", "Models", "Treasury", "Utility", "Whitelist"];

/// An event and where it came from.
#[derive(Clone, PartialEq, Debug)]
pub struct ChainEvent {
	/// Position in the block.
	pub index: u32,
	/// Position of the extrinsic that caused it; `None` for the chain's own work.
	pub extrinsic: Option<u32>,
	pub event: Event,
}

/// An event, as far as it concerns our programs.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
	Tasks(TaskEvent),
	Staking(StakingEvent),
	Referee(RefereeEvent),
	Scoring(ScoringEvent),
	Governance(GovernanceEvent),
	/// A call failed and changed nothing but fee and nonce.
	Failed(DispatchFailure),
	Other {
		pallet: String,
		name: String,
	},
}

/// An event of pallet `Tasks`.
#[derive(Clone, PartialEq, Debug)]
pub struct TaskEvent {
	/// Name, such as `Posted`.
	pub name: String,
	/// The task, where the event names one.
	pub task: Option<TaskId>,
	/// All fields.
	pub fields: Composite<()>,
}

impl TaskEvent {
	/// An account among the fields.
	pub fn account(&self, name: &str) -> Option<AccountId> {
		account(field(&self.fields, name)?)
	}

	/// An amount among the fields, in plancks.
	pub fn amount(&self, name: &str) -> Option<Balance> {
		field(&self.fields, name)?.as_u128()
	}
}

/// An event of pallet `TokenStaking`.
#[derive(Clone, PartialEq, Debug)]
pub struct StakingEvent {
	/// Name, such as `Bonded`.
	pub name: String,
	/// The staker, where the event names one.
	pub stash: Option<AccountId>,
	/// All fields.
	pub fields: Composite<()>,
}

impl StakingEvent {
	/// An amount among the fields, in plancks.
	pub fn amount(&self, name: &str) -> Option<Balance> {
		field(&self.fields, name)?.as_u128()
	}

	/// An era among the fields.
	pub fn era(&self, name: &str) -> Option<EraIndex> {
		self.amount(name)?.try_into().ok()
	}
}

/// An event of pallet `Referee`.
#[derive(Clone, PartialEq, Debug)]
pub struct RefereeEvent {
	/// Name, such as `Challenged`.
	pub name: String,
	/// The task, where the event names one.
	pub task: Option<TaskId>,
	/// The challenger, where the event names one.
	pub challenger: Option<AccountId>,
	/// All fields.
	pub fields: Composite<()>,
}

impl RefereeEvent {
	/// A number among the fields: of a position, an operation, or plancks.
	pub fn number(&self, name: &str) -> Option<u128> {
		field(&self.fields, name)?.as_u128()
	}

	/// A number that may be missing: the layer of a place.
	pub fn optional(&self, name: &str) -> Option<u128> {
		self.present(name)?.as_u128()
	}

	/// An account that may be missing: whoever answered, or proved a result wrong.
	pub fn optional_account(&self, name: &str) -> Option<AccountId> {
		account(self.present(name)?)
	}

	fn present(&self, name: &str) -> Option<&Value<()>> {
		match &field(&self.fields, name)?.value {
			ValueDef::Variant(variant) if variant.name == "Some" => variant.values.values().next(),
			_ => None,
		}
	}

	/// An account among the fields.
	pub fn account(&self, name: &str) -> Option<AccountId> {
		account(field(&self.fields, name)?)
	}

	/// Name of a variant among the fields: of the grounds of a conviction.
	pub fn variant(&self, name: &str) -> Option<&str> {
		match &field(&self.fields, name)?.value {
			ValueDef::Variant(variant) => Some(&variant.name),
			_ => None,
		}
	}
}

/// An event of pallet `Scoring`.
#[derive(Clone, PartialEq, Debug)]
pub struct ScoringEvent {
	/// Name, such as `Drawn`.
	pub name: String,
	/// The task, where the event names one.
	pub task: Option<TaskId>,
	/// The auditor's stash, where the event names one.
	pub auditor: Option<AccountId>,
	/// All fields.
	pub fields: Composite<()>,
}

impl ScoringEvent {
	/// A hash among the fields.
	pub fn hash(&self, name: &str) -> Option<H256> {
		// Like an account, a list of bytes.
		let raw: [u8; 32] = account(field(&self.fields, name)?)?.into();
		Some(raw.into())
	}

	/// An amount among the fields, in plancks.
	pub fn amount(&self, name: &str) -> Option<Balance> {
		field(&self.fields, name)?.as_u128()
	}
}

/// An event of referenda, votes, the scheduler, models, the treasury, whitelisted calls or a batch.
#[derive(Clone, PartialEq, Debug)]
pub struct GovernanceEvent {
	/// The pallet, such as `Referenda`.
	pub pallet: String,
	/// Name, such as `Submitted`.
	pub name: String,
	/// All fields.
	pub fields: Composite<()>,
	/// Why a scheduled call, a whitelisted one, one of a batch or one in another's name failed, if it did.
	pub failure: Option<DispatchFailure>,
}

impl GovernanceEvent {
	/// Whether it is this event.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}

	/// A number among the fields.
	pub fn number(&self, name: &str) -> Option<u128> {
		field(&self.fields, name)?.as_u128()
	}

	/// An account among the fields.
	pub fn account(&self, name: &str) -> Option<AccountId> {
		account(field(&self.fields, name)?)
	}

	/// 32 bytes among the fields, perhaps optional ones: an identifier, a hash, the name of a scheduled call.
	pub fn hash(&self, name: &str) -> Option<H256> {
		let value = field(&self.fields, name)?;
		let value = match &value.value {
			ValueDef::Variant(variant) if variant.name == "Some" => {
				variant.values.values().next()?
			}
			_ => value,
		};
		let raw: [u8; 32] = account(value)?.into();
		Some(raw.into())
	}
}

/// Why the chain did not do what a call asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DispatchFailure {
	/// Pallet that refused; empty where the runtime itself did.
	pub pallet: String,
	/// Name of the error.
	pub name: String,
	/// What the pallet's author says about it.
	pub docs: String,
}

impl fmt::Display for DispatchFailure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		if !self.pallet.is_empty() {
			write!(f, "{}.", self.pallet)?;
		}
		write!(f, "{}", self.name)?;
		if !self.docs.is_empty() {
			write!(f, ": {}", self.docs)?;
		}
		Ok(())
	}
}

impl std::error::Error for DispatchFailure {}

/// Decodes the value of `System.Events`.
pub(crate) fn decode(runtime: &Runtime, bytes: Vec<u8>) -> Result<Vec<ChainEvent>, ClientError> {
	let undecodable = |error: &dyn fmt::Display| ClientError::undecodable("events", error);
	let events = runtime.offline.events().from_bytes(bytes);
	let mut decoded = Vec::new();
	for event in events.iter() {
		let event = event.map_err(|error| undecodable(&error))?;
		let name = event.event_name().to_string();
		let fields = || -> Result<Composite<()>, ClientError> {
			event.decode_fields_unchecked_as().map_err(|error| undecodable(&error))
		};
		let kind = match (event.pallet_name(), name.as_str()) {
			("Tasks", _) => {
				let fields = fields()?;
				let task = field(&fields, "task").and_then(number);
				Event::Tasks(TaskEvent { name, task, fields })
			}
			("TokenStaking", _) => {
				let fields = fields()?;
				let stash = field(&fields, "stash").and_then(account);
				Event::Staking(StakingEvent { name, stash, fields })
			}
			("Referee", _) => {
				let fields = fields()?;
				let task = field(&fields, "task").and_then(number);
				let challenger = field(&fields, "challenger").and_then(account);
				Event::Referee(RefereeEvent { name, task, challenger, fields })
			}
			("Scoring", _) => {
				let fields = fields()?;
				let task = field(&fields, "task").and_then(number);
				let auditor = field(&fields, "auditor").and_then(account);
				Event::Scoring(ScoringEvent { name, task, auditor, fields })
			}
			(pallet, _) if GOVERNANCE.contains(&pallet) => {
				let failure = failure_in(runtime, pallet, &name, event.field_bytes());
				let (pallet, fields) = (pallet.to_owned(), fields()?);
				Event::Governance(GovernanceEvent { pallet, name, fields, failure })
			}
			("System", "ExtrinsicFailed") => Event::Failed(failure(runtime, event.field_bytes())),
			(pallet, _) => Event::Other { pallet: pallet.into(), name },
		};
		let extrinsic = match event.phase() {
			Phase::ApplyExtrinsic(index) => Some(index),
			Phase::Finalization | Phase::Initialization => None,
		};
		decoded.push(ChainEvent { index: event.index(), extrinsic, event: kind });
	}
	Ok(decoded)
}

fn field<'a>(fields: &'a Composite<()>, name: &str) -> Option<&'a Value<()>> {
	match fields {
		Composite::Named(all) => {
			all.iter().find(|(known, _)| known == name).map(|(_, value)| value)
		}
		Composite::Unnamed(_) => None,
	}
}

fn number(value: &Value<()>) -> Option<u64> {
	value.as_u128()?.try_into().ok()
}

/// An account is a list of bytes, perhaps inside a structure of one field.
fn account(value: &Value<()>) -> Option<AccountId> {
	fn bytes(value: &Value<()>, out: &mut Vec<u8>) -> Option<()> {
		match &value.value {
			ValueDef::Composite(all) => all.values().try_for_each(|value| bytes(value, out)),
			_ => {
				out.push(value.as_u128()?.try_into().ok()?);
				Some(())
			}
		}
	}
	let mut raw = Vec::new();
	bytes(value, &mut raw)?;
	<[u8; 32]>::try_from(raw).ok().map(AccountId::from)
}

/// Reads a dispatch error, with the pallet's own words.
fn failure(runtime: &Runtime, bytes: &[u8]) -> DispatchFailure {
	let plain = |name: String| DispatchFailure { pallet: String::new(), name, docs: String::new() };
	match DispatchError::decode_from(bytes, runtime.metadata.clone()) {
		Ok(DispatchError::Module(module)) => match module.details() {
			Ok(details) => DispatchFailure {
				pallet: details.pallet.name().into(),
				name: details.variant.name.clone(),
				docs: details.variant.docs.join(" ").trim().into(),
			},
			Err(_) => plain(module.to_string()),
		},
		Ok(other) => plain(other.to_string()),
		Err(error) => plain(format!("an error that can't be read ({error})")),
	}
}

/// Why a scheduled call, a whitelisted one, one of a batch or one in another's name failed, if the event says that it did.
fn failure_in(
	runtime: &Runtime,
	pallet: &str,
	name: &str,
	mut bytes: &[u8],
) -> Option<DispatchFailure> {
	let of_result = |result: &[u8]| match result.split_first() {
		Some((1, error)) => Some(failure(runtime, error)),
		_ => None,
	};
	match (pallet, name) {
		("Scheduler", "Dispatched") => {
			// The task's place and name, then the result.
			<((u32, u32), Option<[u8; 32]>)>::decode(&mut bytes).ok()?;
			of_result(bytes)
		}
		("Utility", "DispatchedAs") => of_result(bytes),
		("Utility", "BatchInterrupted") => {
			// The call's place in the batch, then the error.
			u32::decode(&mut bytes).ok()?;
			Some(failure(runtime, bytes))
		}
		("Utility", "ItemFailed") => Some(failure(runtime, bytes)),
		("Whitelist", "WhitelistedCallDispatched") => {
			// The call's hash and the result, whose error comes after weight and payment.
			let (_, failed) = <([u8; 32], bool)>::decode(&mut bytes).ok()?;
			<(Option<(Compact<u64>, Compact<u64>)>, bool)>::decode(&mut bytes).ok()?;
			failed.then(|| failure(runtime, bytes))
		}
		_ => None,
	}
}

/// The outcome of one extrinsic, given all events of its block.
pub(crate) fn of_extrinsic(
	events: Vec<ChainEvent>,
	index: u32,
) -> (Vec<ChainEvent>, Option<DispatchFailure>) {
	let events: Vec<_> =
		events.into_iter().filter(|event| event.extrinsic == Some(index)).collect();
	let failure = events.iter().find_map(|event| match &event.event {
		Event::Failed(failure) => Some(failure.clone()),
		_ => None,
	});
	(events, failure)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::runtime::committed_runtime;
	use codec::Encode;

	#[test]
	fn failures_of_scheduled_calls_and_batches_are_read() {
		let runtime = committed_runtime();
		let read = |pallet, name, bytes: &[u8]| {
			failure_in(&runtime, pallet, name, bytes).map(|failure| failure.to_string())
		};
		// `BadOrigin` of the chain's own errors, and what the client's library calls it.
		let error = vec![2u8];
		let text = failure(&runtime, &error).to_string();
		assert!(text.to_lowercase().contains("bad origin"), "{text}");
		let task = ((5u32, 1u32), Some([7u8; 32])).encode();
		let result =
			|failed: bool| if failed { [vec![1], error.clone()].concat() } else { vec![0] };
		let dispatched = |failed| [task.clone(), result(failed)].concat();
		assert_eq!(read("Scheduler", "Dispatched", &dispatched(true)), Some(text.clone()));
		assert_eq!(read("Scheduler", "Dispatched", &dispatched(false)), None);
		let interrupted = [3u32.encode(), error.clone()].concat();
		assert_eq!(read("Utility", "BatchInterrupted", &interrupted), Some(text.clone()));
		assert_eq!(read("Utility", "ItemFailed", &error), Some(text.clone()));
		assert_eq!(read("Utility", "ItemCompleted", &[]), None);
		assert_eq!(read("Utility", "DispatchedAs", &result(true)), Some(text.clone()));
		assert_eq!(read("Utility", "DispatchedAs", &result(false)), None);
		let weight = Some((Compact(5u64), Compact(6u64)));
		let done = ([7u8; 32], false, weight, true).encode();
		assert_eq!(read("Whitelist", "WhitelistedCallDispatched", &done), None);
		let failed = [([7u8; 32], true, weight, true).encode(), error.clone()].concat();
		assert_eq!(read("Whitelist", "WhitelistedCallDispatched", &failed), Some(text));
		assert_eq!(read("Scheduler", "CallUnavailable", &task), None);
	}
}

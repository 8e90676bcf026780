//! Calls of the chain that our programs make.
//!
//! Arguments are encoded against the chain's own metadata by name, so that their order, and whether an amount is
//! compact, is the chain's business. The committed metadata says what they looked like when this program was built;
//! [`crate::Client::connect`] compares the two.

use crate::{
	governance::{AccountVote, Conviction, Enactment, Proposal, ReferendumIndex, TrackId},
	referee::{Charge, Claim, LeafContent, ShownPiece, Texts, TraceClaim},
};
use assay_canon::proof::Witness;
use assay_primitives::{
	audit::Verdict,
	model::ModelParams,
	task::{Input, Outcome, TaskKind, TaskOptions},
	AccountId, Address, Balance, BlockNumber, EraIndex, ModelId, ModelVersion, TaskId,
};
use codec::{Compact, Encode};
use sp_core::H256;
use sp_runtime::Perbill;
use std::fmt;
use subxt::{
	ext::{
		scale_decode::visitor::{decode_with_visitor, IgnoreVisitor},
		scale_encode::{EncodeAsFields, EncodeAsType, Error, FieldIter},
		scale_type_resolver::TypeResolver,
	},
	transactions::Payload,
};

/// Every call that this module makes, for the check against the chain.
pub(crate) const USED: &[(&str, &str)] = &[
	("Tasks", "post"),
	("Tasks", "cancel"),
	("Tasks", "ack"),
	("Tasks", "commit"),
	("Tasks", "reveal"),
	("Tasks", "submit"),
	("Tasks", "poke"),
	("Tasks", "set_ready"),
	("Tasks", "set_unready"),
	("TokenStaking", "bond"),
	("TokenStaking", "bond_extra"),
	("TokenStaking", "unbond"),
	("TokenStaking", "withdraw_unbonded"),
	("TokenStaking", "register_worker"),
	("TokenStaking", "set_operator"),
	("TokenStaking", "deregister_worker"),
	("TokenStaking", "validate"),
	("TokenStaking", "chill"),
	("TokenStaking", "set_prefs"),
	("TokenStaking", "delegate"),
	("TokenStaking", "undelegate"),
	("TokenStaking", "withdraw_delegation"),
	("TokenStaking", "pay_staker"),
	("Session", "set_keys"),
	("Balances", "transfer_keep_alive"),
	("Referee", "challenge"),
	("Referee", "demand"),
	("Referee", "answer_nodes"),
	("Referee", "answer_leaf"),
	("Referee", "name_place"),
	("Referee", "accuse"),
	("Referee", "disclose"),
	("Referee", "select"),
	("Referee", "open"),
	("Referee", "prove"),
	("Referee", "disprove_digest"),
	("Scoring", "serve"),
	("Scoring", "commit_verdict"),
	("Scoring", "reveal_verdict"),
	("Scoring", "abstain"),
	("Scoring", "commit_opinion"),
	("Scoring", "reveal_opinion"),
	("Models", "set_params"),
	("System", "authorize_upgrade"),
	("System", "apply_authorized_upgrade"),
	("Utility", "batch_all"),
	("Preimage", "note_preimage"),
	("Preimage", "unnote_preimage"),
	("Referenda", "submit"),
	("Referenda", "place_decision_deposit"),
	("Referenda", "refund_decision_deposit"),
	("Referenda", "refund_submission_deposit"),
	("ConvictionVoting", "vote"),
	("ConvictionVoting", "delegate"),
	("ConvictionVoting", "undelegate"),
	("ConvictionVoting", "remove_vote"),
	("ConvictionVoting", "unlock"),
	("Treasury", "spend"),
	("Treasury", "payout"),
];

/// A call with its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
	pallet: &'static str,
	name: &'static str,
	arguments: Arguments,
	repeatable: bool,
}

impl Call {
	/// Name of the pallet.
	pub fn pallet(&self) -> &'static str {
		self.pallet
	}

	/// Name of the call.
	pub fn name(&self) -> &'static str {
		self.name
	}

	/// Whether a second execution does no harm, because the chain refuses it. Decides what the queue may do when it
	/// can't know whether a first signature of the call will still be used.
	pub fn is_repeatable(&self) -> bool {
		self.repeatable
	}

	fn new(pallet: &'static str, name: &'static str) -> Self {
		Self { pallet, name, arguments: Arguments(Vec::new()), repeatable: false }
	}

	fn repeatable(mut self) -> Self {
		self.repeatable = true;
		self
	}

	fn with(self, name: &'static str, value: impl Encode) -> Self {
		self.with_encoded(name, value.encode())
	}

	fn with_amount(mut self, name: &'static str, value: Balance) -> Self {
		self.arguments.0.push((name, Argument::Amount(value)));
		self
	}

	fn with_encoded(mut self, name: &'static str, value: Vec<u8>) -> Self {
		self.arguments.0.push((name, Argument::Encoded(value)));
		self
	}
}

impl fmt::Display for Call {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}.{}", self.pallet, self.name)
	}
}

impl Payload for Call {
	type CallData = Arguments;

	fn pallet_name(&self) -> &str {
		self.pallet
	}

	fn call_name(&self) -> &str {
		self.name
	}

	fn call_data(&self) -> &Arguments {
		&self.arguments
	}
}

/// What a staker asks of delegators, in the encoding of pallet `TokenStaking`.
#[derive(Encode)]
struct Prefs {
	#[codec(compact)]
	commission: Perbill,
	blocked: bool,
}

/// Named arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arguments(Vec<(&'static str, Argument)>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Argument {
	/// A value in the chain's encoding.
	Encoded(Vec<u8>),
	/// An amount, compact or not as the chain says.
	Amount(Balance),
}

impl EncodeAsFields for Arguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		fields: &mut dyn FieldIter<'_, R::TypeId>,
		types: &R,
		out: &mut Vec<u8>,
	) -> Result<(), Error> {
		let mut used = 0;
		for field in fields {
			let name = field.name.unwrap_or_default();
			let (_, argument) =
				self.0.iter().find(|(known, _)| *known == name).ok_or_else(|| {
					Error::custom_string(format!(
						"the chain wants an argument `{name}` that this program does not know"
					))
				})?;
			match argument {
				Argument::Amount(amount) => amount.encode_as_type_to(field.id, types, out)?,
				Argument::Encoded(bytes) => {
					// With a byte less or more the chain would read another call.
					let mut rest = bytes.as_slice();
					let read =
						decode_with_visitor(&mut rest, field.id, types, IgnoreVisitor::new());
					if read.is_err() || !rest.is_empty() {
						return Err(Error::custom_string(format!(
							"the {} bytes of `{name}` are not what the chain wants there",
							bytes.len()
						)));
					}
					out.extend_from_slice(bytes);
				}
			}
			used += 1;
		}
		if used == self.0.len() {
			Ok(())
		} else {
			Err(Error::custom_str("the chain wants fewer arguments than this program knows"))
		}
	}
}

/// Posts a task. `max_fee` in plancks: the most that quote and posting fee may cost together.
pub fn post(
	model: ModelId,
	kind: TaskKind,
	input: Input,
	max_fee: Balance,
	options: TaskOptions<BlockNumber>,
) -> Call {
	Call::new("Tasks", "post")
		.with("model", model)
		.with("kind", kind)
		.with("input", input)
		.with_amount("max_fee", max_fee)
		.with("options", options)
}

/// Takes back a task that no worker has yet.
pub fn cancel(task: TaskId) -> Call {
	Call::new("Tasks", "cancel").with("task", task).repeatable()
}

/// Says that the prompt of an assigned task was fetched. By the operator.
pub fn ack(task: TaskId) -> Call {
	Call::new("Tasks", "ack").with("task", task).repeatable()
}

/// Binds the worker to an outcome. By the operator.
pub fn commit(task: TaskId, commitment: H256) -> Call {
	Call::new("Tasks", "commit").with("task", task).with("commitment", commitment).repeatable()
}

/// Shows the outcome that was committed to. By the operator.
pub fn reveal(task: TaskId, outcome: Outcome) -> Call {
	Call::new("Tasks", "reveal").with("task", task).with("outcome", outcome).repeatable()
}

/// Commits and reveals in one call. By the operator.
pub fn submit(task: TaskId, outcome: Outcome) -> Call {
	Call::new("Tasks", "submit").with("task", task).with("outcome", outcome).repeatable()
}

/// Makes the chain act on a passed deadline. By anyone.
pub fn poke(task: TaskId) -> Call {
	Call::new("Tasks", "poke").with("task", task).repeatable()
}

/// Offers to run tasks: for these models, in these versions, that many at the same time. By the operator.
pub fn set_ready(models: Vec<(ModelId, ModelVersion)>, capacity: u32) -> Call {
	Call::new("Tasks", "set_ready").with("models", models).with("capacity", capacity).repeatable()
}

/// Takes the offer back. By the operator.
pub fn set_unready() -> Call {
	Call::new("Tasks", "set_unready").repeatable()
}

/// Stakes `value` plancks.
pub fn bond(value: Balance) -> Call {
	Call::new("TokenStaking", "bond").with_amount("value", value)
}

/// Adds `value` plancks to the stake.
pub fn bond_extra(value: Balance) -> Call {
	Call::new("TokenStaking", "bond_extra").with_amount("value", value)
}

/// Begins to take `value` plancks out of the stake.
pub fn unbond(value: Balance) -> Call {
	Call::new("TokenStaking", "unbond").with_amount("value", value)
}

/// Makes spendable what has finished unbonding.
pub fn withdraw() -> Call {
	Call::new("TokenStaking", "withdraw_unbonded")
}

/// Makes the staker a worker for which `operator` acts.
pub fn register_worker(operator: AccountId) -> Call {
	Call::new("TokenStaking", "register_worker").with("operator", operator)
}

/// Replaces the operator.
pub fn set_operator(operator: AccountId) -> Call {
	Call::new("TokenStaking", "set_operator").with("operator", operator)
}

/// Ends being a worker.
pub fn deregister_worker() -> Call {
	Call::new("TokenStaking", "deregister_worker")
}

/// Stands for election as a validator: for `commission` of every reward, open for new delegations unless `blocked`.
pub fn validate(commission: Perbill, blocked: bool) -> Call {
	Call::new("TokenStaking", "validate").with("prefs", Prefs { commission, blocked }).repeatable()
}

/// Stands for election no more.
pub fn chill() -> Call {
	Call::new("TokenStaking", "chill").repeatable()
}

/// Changes what a staker asks of delegators.
pub fn set_prefs(commission: Perbill, blocked: bool) -> Call {
	Call::new("TokenStaking", "set_prefs").with("prefs", Prefs { commission, blocked }).repeatable()
}

/// Entrusts `value` plancks to a staker whose commission is at most `max_commission`.
pub fn delegate(stash: AccountId, value: Balance, max_commission: Perbill) -> Call {
	Call::new("TokenStaking", "delegate")
		.with("stash", stash)
		.with_amount("value", value)
		.with("max_commission", max_commission)
}

/// Takes `value` plancks back from a staker; all of them if there is no value.
pub fn undelegate(stash: AccountId, value: Option<Balance>) -> Call {
	Call::new("TokenStaking", "undelegate").with("stash", stash).with("value", value)
}

/// Makes spendable what was taken back from a staker long enough ago.
pub fn withdraw_delegation(stash: AccountId) -> Call {
	Call::new("TokenStaking", "withdraw_delegation").with("stash", stash).repeatable()
}

/// Pays a staker and its delegators for an era that is over. By anyone.
pub fn pay_staker(stash: AccountId, era: EraIndex) -> Call {
	Call::new("TokenStaking", "pay_staker").with("stash", stash).with("era", era).repeatable()
}

/// Names the keys of the stash's node. `keys`: the public keys as the node encodes them, `proof`: what it signed with
/// them for this stash.
pub fn set_keys(keys: Vec<u8>, proof: Vec<u8>) -> Call {
	Call::new("Session", "set_keys").with_encoded("keys", keys).with("proof", proof).repeatable()
}

/// Sends `value` plancks; leaves the sender's account alive.
pub fn transfer(to: AccountId, value: Balance) -> Call {
	Call::new("Balances", "transfer_keep_alive")
		.with("dest", Address::Id(to))
		.with_amount("value", value)
}

/// Challenges a result. `commitment`: [`crate::referee::commitment_to`].
pub fn challenge(task: TaskId, commitment: H256) -> Call {
	Call::new("Referee", "challenge").with("task", task).with("commitment", commitment).repeatable()
}

/// Asks for a part of a trace. By the challenger.
pub fn demand(task: TaskId, salt: H256, trace: TraceClaim, child: u16) -> Call {
	Call::new("Referee", "demand")
		.with("task", task)
		.with("salt", salt)
		.with("trace", trace)
		.with("child", child)
		.repeatable()
}

/// Answers a demand for what is below a node.
pub fn answer_nodes(task: TaskId, challenger: AccountId, nodes: Vec<H256>) -> Call {
	Call::new("Referee", "answer_nodes")
		.with("task", task)
		.with("challenger", challenger)
		.with("nodes", nodes)
		.repeatable()
}

/// Answers a demand for what a leaf is the hash of.
pub fn answer_leaf(task: TaskId, challenger: AccountId, leaf: LeafContent) -> Call {
	Call::new("Referee", "answer_leaf")
		.with("task", task)
		.with("challenger", challenger)
		.with("leaf", leaf)
		.repeatable()
}

/// Names the first place at which a run is wrong. By the challenger.
pub fn name_place(task: TaskId, salt: H256, claim: Claim) -> Call {
	Call::new("Referee", "name_place")
		.with("task", task)
		.with("salt", salt)
		.with("claim", claim)
		.repeatable()
}

/// Accuses a run of breaking a rule about ids and text. By the challenger.
pub fn accuse(task: TaskId, salt: H256, charge: Charge, texts: Texts) -> Call {
	Call::new("Referee", "accuse")
		.with("task", task)
		.with("salt", salt)
		.with("charge", charge)
		.with("texts", texts)
		.repeatable()
}

/// Says what the outputs of a named place's operations are, by the hashes of their pieces.
pub fn disclose(task: TaskId, challenger: AccountId, pieces: Vec<H256>) -> Call {
	Call::new("Referee", "disclose")
		.with("task", task)
		.with("challenger", challenger)
		.with("pieces", pieces)
		.repeatable()
}

/// Selects the first piece of a disclosure that is wrong. By the challenger.
pub fn select(task: TaskId, maker: AccountId, operation: u8, chunk: u32) -> Call {
	Call::new("Referee", "select")
		.with("task", task)
		.with("maker", maker)
		.with("operation", operation)
		.with("chunk", chunk)
		.repeatable()
}

/// Opens the selected piece of a disclosure.
pub fn open(
	task: TaskId,
	challenger: AccountId,
	maker: AccountId,
	piece: Vec<u8>,
	path: Vec<H256>,
) -> Call {
	Call::new("Referee", "open")
		.with("task", task)
		.with("challenger", challenger)
		.with("maker", maker)
		.with("piece", piece)
		.with("path", path)
		.repeatable()
}

/// Has the chain compute one output of an opened piece again. By the challenger.
pub fn prove(task: TaskId, maker: AccountId, index: u32, witness: Witness) -> Call {
	Call::new("Referee", "prove")
		.with("task", task)
		.with("maker", maker)
		.with("index", index)
		.with("witness", witness)
		.repeatable()
}

/// Says which models a validator audits. By its operator.
pub fn serve(models: Vec<ModelId>) -> Call {
	Call::new("Scoring", "serve").with("models", models).repeatable()
}

/// Commits to a verdict on what was drawn by this seed. `commitment`: [`assay_primitives::audit::verdict_commitment`]. By the
/// auditor's operator.
pub fn commit_verdict(task: TaskId, seed: H256, commitment: H256) -> Call {
	Call::new("Scoring", "commit_verdict")
		.with("task", task)
		.with("seed", seed)
		.with("commitment", commitment)
		.repeatable()
}

/// Reveals the verdict that was committed to. By the auditor's operator.
pub fn reveal_verdict(task: TaskId, verdict: Verdict<AccountId>, digest: H256, salt: H256) -> Call {
	Call::new("Scoring", "reveal_verdict")
		.with("task", task)
		.with("verdict", verdict)
		.with("digest", digest)
		.with("salt", salt)
		.repeatable()
}

/// Commits to an opinion of this era about workers. By a validator's operator.
pub fn commit_opinion(commitment: H256) -> Call {
	Call::new("Scoring", "commit_opinion").with("commitment", commitment).repeatable()
}

/// Reveals the opinion of the last era. By a validator's operator.
pub fn reveal_opinion(opinion: Vec<(AccountId, u16)>, salt: H256) -> Call {
	Call::new("Scoring", "reveal_opinion").with("opinion", opinion).with("salt", salt).repeatable()
}

/// Says that an auditor can't audit a task. By its operator.
pub fn abstain(task: TaskId) -> Call {
	Call::new("Scoring", "abstain").with("task", task).repeatable()
}

/// Shows that an auditor did not compute what it said.
pub fn disprove_digest(
	task: TaskId,
	auditor: AccountId,
	trace: TraceClaim,
	pieces: Vec<ShownPiece>,
) -> Call {
	Call::new("Referee", "disprove_digest")
		.with("task", task)
		.with("auditor", auditor)
		.with("trace", trace)
		.with("pieces", pieces)
		.repeatable()
}

/// Adds a version of a model's parameters that holds from a height on. By governance.
pub fn set_params(
	model: ModelId,
	params: ModelParams<Balance, BlockNumber>,
	at: BlockNumber,
) -> Call {
	Call::new("Models", "set_params").with("model", model).with("params", params).with("at", at)
}

/// Several encoded calls in one transaction: all, or none.
pub fn batch_all(calls: &[Vec<u8>]) -> Call {
	let count = u32::try_from(calls.len()).unwrap_or(u32::MAX);
	let bytes = [Compact(count).encode(), calls.concat()].concat();
	Call::new("Utility", "batch_all").with_encoded("calls", bytes)
}

/// Stores a call, for a deposit, so that its hash can be proposed.
pub fn note_preimage(bytes: Vec<u8>) -> Call {
	Call::new("Preimage", "note_preimage").with("bytes", bytes).repeatable()
}

/// Removes a call that was stored, if nothing needs it any more. Returns the deposit.
pub fn unnote_preimage(hash: H256) -> Call {
	Call::new("Preimage", "unnote_preimage").with("hash", hash).repeatable()
}

/// Proposes a call. `origin`: [`crate::Client::track_origin`].
pub fn submit_referendum(origin: Vec<u8>, proposal: &Proposal, enactment: Enactment) -> Call {
	Call::new("Referenda", "submit")
		.with_encoded("proposal_origin", origin)
		.with("proposal", proposal)
		.with("enactment_moment", enactment)
}

/// Places the deposit without which a referendum is not decided. By anyone.
pub fn place_decision_deposit(index: ReferendumIndex) -> Call {
	Call::new("Referenda", "place_decision_deposit").with("index", index).repeatable()
}

/// Returns that deposit when the referendum is over. By anyone.
pub fn refund_decision_deposit(index: ReferendumIndex) -> Call {
	Call::new("Referenda", "refund_decision_deposit").with("index", index).repeatable()
}

/// Returns the deposit of whoever submitted a referendum that was approved or cancelled. By anyone.
pub fn refund_submission_deposit(index: ReferendumIndex) -> Call {
	Call::new("Referenda", "refund_submission_deposit").with("index", index).repeatable()
}

/// Votes, or changes a vote.
pub fn vote(index: ReferendumIndex, vote: AccountVote) -> Call {
	Call::new("ConvictionVoting", "vote")
		.with("poll_index", Compact(index))
		.with("vote", vote)
		.repeatable()
}

/// Lets another account vote on a track, with so many plancks.
pub fn delegate_votes(
	track: TrackId,
	to: AccountId,
	conviction: Conviction,
	balance: Balance,
) -> Call {
	Call::new("ConvictionVoting", "delegate")
		.with("class", track)
		.with("to", Address::Id(to))
		.with("conviction", conviction)
		.with_amount("balance", balance)
}

/// Takes a delegation back.
pub fn undelegate_votes(track: TrackId) -> Call {
	Call::new("ConvictionVoting", "undelegate").with("class", track).repeatable()
}

/// Removes a vote.
pub fn remove_vote(track: TrackId, index: ReferendumIndex) -> Call {
	Call::new("ConvictionVoting", "remove_vote")
		.with("class", Some(track))
		.with("index", index)
		.repeatable()
}

/// Releases tokens of an account that no vote locks any more. By anyone.
pub fn unlock_votes(track: TrackId, target: AccountId) -> Call {
	Call::new("ConvictionVoting", "unlock")
		.with("class", track)
		.with("target", Address::Id(target))
		.repeatable()
}

/// Lets an account have plancks of the treasury, which it gets by a payout. By governance.
pub fn spend(amount: Balance, beneficiary: AccountId) -> Call {
	Call::new("Treasury", "spend")
		.with("asset_kind", ())
		.with_amount("amount", amount)
		.with("beneficiary", Address::Id(beneficiary))
		.with("valid_from", None::<BlockNumber>)
}

/// Pays a spend of the treasury. By anyone.
pub fn payout(index: u32) -> Call {
	Call::new("Treasury", "payout").with("index", index).repeatable()
}

/// Lets anyone put the runtime of this hash in force. By governance.
pub fn authorize_upgrade(code: H256) -> Call {
	Call::new("System", "authorize_upgrade").with("code_hash", code)
}

/// Puts a runtime in force that was authorised. By anyone; free if it is done.
pub fn apply_authorized_upgrade(code: Vec<u8>) -> Call {
	Call::new("System", "apply_authorized_upgrade").with("code", code).repeatable()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::runtime::{committed_runtime, tests::values_for};

	#[test]
	fn governance_calls_are_as_the_pallets_read_them() {
		let conviction = Conviction::new(2).unwrap();
		assert_eq!(
			arguments(&vote(7, AccountVote::standard(true, conviction, 5))),
			[&[7 << 2, 0, 0x82][..], &5u128.to_le_bytes()].concat()
		);
		let to = AccountId::from([3; 32]);
		assert_eq!(
			arguments(&delegate_votes(21, to.clone(), conviction, 5)),
			[&[21, 0, 0][..], &[3; 32], &[2], &5u128.to_le_bytes()].concat()
		);
		assert_eq!(arguments(&undelegate_votes(21)), [21, 0]);
		assert_eq!(arguments(&remove_vote(21, 7)), [1, 21, 0, 7, 0, 0, 0]);
		assert_eq!(arguments(&unlock_votes(21, to.clone())), [&[21, 0, 0][..], &[3; 32]].concat());
		assert_eq!(arguments(&place_decision_deposit(7)), [7, 0, 0, 0]);
		assert_eq!(arguments(&note_preimage(vec![1, 2])), [2 << 2, 1, 2]);
		assert_eq!(arguments(&payout(7)), [7, 0, 0, 0]);
		assert_eq!(arguments(&spend(5, to)), [&[5 << 2, 0][..], &[3; 32], &[0]].concat());
	}

	fn encoded(call: &Call) -> Result<Vec<u8>, String> {
		let runtime = committed_runtime();
		runtime.offline.tx().call_data(call).map_err(|error| error.to_string())
	}

	/// A call as the chain reads it: pallet and call numbers, then the arguments.
	fn arguments(call: &Call) -> Vec<u8> {
		encoded(call).unwrap().split_off(2)
	}

	#[test]
	fn session_keys_of_another_size_are_no_call() {
		let proof = vec![9; 196];
		let call = arguments(&set_keys(vec![7; 96], proof.clone()));
		assert_eq!(call, [vec![7; 96], proof.encode()].concat());
		for len in [0, 32, 95, 97, 128] {
			let error = encoded(&set_keys(vec![7; len], proof.clone())).unwrap_err();
			assert!(error.contains(&format!("{len} bytes of `keys`")), "{error}");
		}
	}

	#[test]
	fn staking_calls_are_as_the_pallet_reads_them() {
		let stash = AccountId::from([3; 32]);
		let part = Perbill::from_parts(50_000_000);
		// 50,000,000 in the compact form of four bytes, then the flag.
		let prefs = [0x02, 0xc2, 0xeb, 0x0b, 1];
		assert_eq!(arguments(&validate(part, true)), prefs);
		assert_eq!(arguments(&set_prefs(part, true)), prefs);
		assert!(arguments(&chill()).is_empty());
		assert_eq!(
			arguments(&delegate(stash.clone(), 5, part)),
			[&[3; 32][..], &[5 << 2], &50_000_000u32.to_le_bytes()].concat()
		);
		assert_eq!(arguments(&undelegate(stash.clone(), None)), [&[3; 32][..], &[0]].concat());
		assert_eq!(
			arguments(&undelegate(stash.clone(), Some(5))),
			[&[3; 32][..], &[1], &5u128.to_le_bytes()].concat()
		);
		assert_eq!(arguments(&withdraw_delegation(stash.clone())), [3; 32]);
		assert_eq!(arguments(&pay_staker(stash, 6)), [&[3; 32][..], &6u32.to_le_bytes()].concat());
	}

	/// Makes calls of the chain's own arguments, read as the types that are written here, and encodes them again.
	macro_rules! encode_again {
		($($pallet:ident.$call:ident($($argument:ident),+);)+) => {
			let runtime = committed_runtime();
			$(
				$(
					let mut $argument = values_for(
						&runtime,
						stringify!($pallet),
						stringify!($call),
						stringify!($argument),
					)
					.into_iter();
				)+
				for _ in 0..50 {
					$(
						let value = $argument.next().unwrap();
						let $argument = codec::DecodeAll::decode_all(&mut &value[..])
							.unwrap_or_else(|error| panic!(
								"{}.{}: 0x{}: {error}",
								stringify!($call),
								stringify!($argument),
								hex::encode(&value),
							));
					)+
					let call = $call($($argument),+);
					assert_eq!(call.pallet(), stringify!($pallet));
					runtime.offline.tx().call_data(&call).unwrap_or_else(|error| panic!("{call}: {error}"));
				}
			)+
		};
	}

	#[test]
	fn arguments_are_of_the_types_that_the_chain_has() {
		encode_again! {
			Tasks.post(model, kind, input, max_fee, options);
			Tasks.commit(task, commitment);
			Tasks.reveal(task, outcome);
			Tasks.submit(task, outcome);
			Tasks.set_ready(models, capacity);
			Referee.challenge(task, commitment);
			Referee.demand(task, salt, trace, child);
			Referee.answer_nodes(task, challenger, nodes);
			Referee.answer_leaf(task, challenger, leaf);
			Referee.name_place(task, salt, claim);
			Referee.accuse(task, salt, charge, texts);
			Referee.disclose(task, challenger, pieces);
			Referee.select(task, maker, operation, chunk);
			Referee.open(task, challenger, maker, piece, path);
			Referee.prove(task, maker, index, witness);
			Referee.disprove_digest(task, auditor, trace, pieces);
			Scoring.serve(models);
			Scoring.commit_verdict(task, seed, commitment);
			Scoring.reveal_verdict(task, verdict, digest, salt);
			Scoring.reveal_opinion(opinion, salt);
			Models.set_params(model, params, at);
			System.authorize_upgrade(code_hash);
			System.apply_authorized_upgrade(code);
		}
	}

	#[test]
	fn what_the_chain_would_read_otherwise_is_not_sent() {
		let short = Call::new("Tasks", "ack").with("task", 7u32);
		let error = encoded(&short).unwrap_err();
		assert!(error.contains("4 bytes of `task`"), "{error}");
		let long = Call::new("Tasks", "ack").with("task", 7u128);
		assert!(encoded(&long).is_err());
	}
}

//! Audits as the chain stores them.
//!
//! The types are pallet `Scoring`'s, written down again without its runtime: encodings are the same.

use crate::{
	client::{At, Client},
	error::ClientError,
	referee::{blake, twox},
	runtime::Item,
};
use assay_primitives::{
	api::MetagraphView, audit::Verdict, AccountId, Balance, BlockNumber, EraIndex, ModelId, TaskId,
};
use codec::{Decode, Encode};
use sp_core::H256;

/// Storage that is read here, for the check against the chain.
pub(crate) const USED: &[Item] = &[
	Item::of::<Audit>("Scoring", "Audits"),
	Item::of::<Vec<ModelId>>("Scoring", "ServedModels"),
	Item::of::<H256>("Scoring", "OpinionCommitments"),
];

/// How far an audit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Phase {
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

/// Where an auditor stands.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Standing {
	/// It has yet to commit or to abstain.
	#[codec(index = 0)]
	Drawn,
	/// It has committed to a verdict.
	#[codec(index = 1)]
	Committed(H256),
	/// It has revealed its verdict, with the digest of what it computed.
	#[codec(index = 2)]
	Revealed { verdict: Verdict<AccountId>, digest: H256 },
	/// It could not audit.
	#[codec(index = 3)]
	Abstained,
	/// It said nothing in time.
	#[codec(index = 4)]
	Silent,
	/// It had not computed what it said.
	#[codec(index = 5)]
	Disproved,
}

/// A validator that was drawn for an audit.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Auditor {
	pub stash: AccountId,
	pub standing: Standing,
}

/// The audit of a task.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Audit {
	pub model: ModelId,
	/// What names the pieces of the trace that auditors show to have computed.
	pub seed: H256,
	pub canonical: bool,
	pub newcomer: bool,
	/// Convictions of the worker when it was drawn.
	pub convictions: u32,
	/// Plancks that each auditor bonds.
	pub bond: Balance,
	pub phase: Phase,
	pub redrawn: bool,
	pub auditors: Vec<Auditor>,
}

impl Audit {
	/// Where a validator stands in it.
	pub fn standing_of(&self, stash: &AccountId) -> Option<&Standing> {
		self.auditors.iter().find(|it| it.stash == *stash).map(|it| &it.standing)
	}
}

impl Client {
	/// The audits of all tasks that have not ended.
	pub async fn audits(&self, at: At) -> Result<Vec<(TaskId, Audit)>, ClientError> {
		let at = self.fixed(at).await?;
		let mut audits = Vec::new();
		for task in self.task_keys("Scoring", "Audits", at).await? {
			if let Some(audit) = self.audit(task, at).await? {
				audits.push((task, audit));
			}
		}
		Ok(audits)
	}

	/// Who runs a model, who checks it, and how they stand.
	pub async fn metagraph(
		&self,
		model: ModelId,
		at: At,
	) -> Result<Option<MetagraphView>, ClientError> {
		self.ask("AssayApi_metagraph", &model, at).await
	}

	/// The audit of a task.
	pub async fn audit(&self, task: TaskId, at: At) -> Result<Option<Audit>, ClientError> {
		self.stored("Scoring", "Audits", twox(&task), at).await
	}

	/// What a validator has committed to as its opinion of an era, and not revealed.
	pub async fn opinion_commitment(
		&self,
		era: EraIndex,
		stash: &AccountId,
		at: At,
	) -> Result<Option<H256>, ClientError> {
		let key = [twox(&era), blake(stash)].concat();
		self.stored("Scoring", "OpinionCommitments", key, at).await
	}

	/// Models that a validator audits.
	pub async fn audited_models(
		&self,
		stash: &AccountId,
		at: At,
	) -> Result<Vec<ModelId>, ClientError> {
		let models = self.stored("Scoring", "ServedModels", blake(stash), at).await?;
		Ok(models.unwrap_or_default())
	}
}

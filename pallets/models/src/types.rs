//! Types of the registry.

use crate::Config;
use assay_primitives::{
	model::{Decision, ModelManifest, ModelParams, ModelStatus, Uris},
	Balance, ModelVersion, ParamsVersion,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most changes of a model that were decided and have not taken effect.
pub const MAX_PENDING: u32 = 4;

/// Parameters as this runtime counts them.
pub type ModelParamsOf<T> = ModelParams<Balance, BlockNumberFor<T>>;

/// Record as this runtime stores it.
pub type ModelRecordOf<T> = ModelRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Version of weights as this runtime stores it.
pub type VersionRecordOf<T> = VersionRecord<
	<T as frame_system::Config>::AccountId,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;

/// Version of parameters as this runtime stores it.
pub type ParamsRecordOf<T> = ParamsRecord<BlockNumberFor<T>>;

/// URIs as this runtime stores them.
pub type UriRecordOf<T> =
	UriRecord<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;

/// A registered model.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ModelRecord<AccountId, BlockNumber> {
	/// Who registered the model. Models of the genesis block may have no owner.
	pub owner: Option<AccountId>,
	/// Whether it takes tasks.
	pub status: ModelStatus,
	/// Versions of weights and of parameters for which tasks are posted, but for changes in `pending` whose height has
	/// come.
	pub version: ModelVersion,
	pub params_version: ParamsVersion,
	/// Changes that were decided, by height; of those for the same height the one decided last is last.
	pub pending: BoundedVec<Pending<BlockNumber>, ConstU32<MAX_PENDING>>,
	/// Number that the next version of weights, and of parameters, gets. No number is given twice.
	pub next_version: ModelVersion,
	pub next_params: ParamsVersion,
	/// Versions of weights that were adopted, and such that are proposals.
	pub adopted: u32,
	pub proposals: u32,
	/// Tasks of the model that are not yet paid or refunded.
	pub live_tasks: u32,
	/// Number of the block in which it was registered.
	pub registered: BlockNumber,
	/// What was decided about it since.
	pub admitted: Option<Decision<BlockNumber>>,
	pub deprecated: Option<Decision<BlockNumber>>,
	pub retired: Option<Adopted<BlockNumber>>,
}

/// A change that was decided and takes effect at a height.
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
pub struct Pending<BlockNumber> {
	/// Height, in active blocks, from which it holds.
	pub at: BlockNumber,
	/// What changes.
	pub change: Change,
}

/// What changes about a model.
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
pub enum Change {
	/// These parameters replace the current ones.
	#[codec(index = 0)]
	Params(ParamsVersion),
	/// These weights replace the current ones.
	#[codec(index = 1)]
	Weights(ModelVersion),
}

impl Change {
	/// Whether both are about weights, or both about parameters.
	fn is_like(&self, other: &Self) -> bool {
		core::mem::discriminant(self) == core::mem::discriminant(other)
	}
}

impl<AccountId, BlockNumber: Copy + Ord> ModelRecord<AccountId, BlockNumber> {
	/// Makes those changes whose height has come.
	pub fn catch_up(&mut self, now: BlockNumber) {
		for Pending { change, .. } in self.pending.iter().filter(|pending| pending.at <= now) {
			match change {
				Change::Params(version) => self.params_version = *version,
				Change::Weights(version) => self.version = *version,
			}
		}
		self.pending.retain(|pending| pending.at > now);
	}

	/// Makes a change at height `at`, instead of one of the same kind that was to be made at the same height. Says whether
	/// there was room for it. The record is up to date.
	pub(crate) fn schedule(&mut self, at: BlockNumber, change: Change) -> bool {
		self.pending.retain(|other| other.at != at || !other.change.is_like(&change));
		// Behind all that come before it or with it: never beyond the end.
		let place = self.pending.iter().take_while(|other| other.at <= at).count();
		self.pending.try_insert(place, Pending { at, change }).is_ok()
	}

	/// Versions of weights for which tasks are posted now or may be, as far as was decided. The record is up to date.
	pub fn weights_ahead(&self) -> impl Iterator<Item = ModelVersion> + '_ {
		let pending = self.pending.iter().filter_map(|pending| match pending.change {
			Change::Weights(version) => Some(version),
			Change::Params(_) => None,
		});
		core::iter::once(self.version).chain(pending)
	}

	/// Versions of parameters on which tasks are posted now or may be, as far as was decided. The record is up to date.
	pub fn params_ahead(&self) -> impl Iterator<Item = ParamsVersion> + '_ {
		let pending = self.pending.iter().filter_map(|pending| match pending.change {
			Change::Params(version) => Some(version),
			Change::Weights(_) => None,
		});
		core::iter::once(self.params_version).chain(pending)
	}
}

/// A version of a model's weights.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct VersionRecord<AccountId, BlockNumber, Deposit> {
	/// What the model is in this version.
	pub manifest: ModelManifest,
	/// Who proposed it. Models of the genesis block may have nobody.
	pub proposer: Option<AccountId>,
	/// The proposer's deposit: for the bytes, and for the place as long as it is a proposal. Models of the genesis block have
	/// none.
	pub deposit: Option<Deposit>,
	/// Number of the block in which it was proposed.
	pub proposed: BlockNumber,
	/// When it was decided first that it becomes the current one; none as long as it is a proposal.
	pub adopted: Option<Adopted<BlockNumber>>,
}

/// A decision that a version becomes the current one. At any height that holds whose own is the greatest that has come; of
/// those for the same height, the later decision.
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
pub struct Upgrade<BlockNumber> {
	/// The version. One that held before may hold again.
	pub version: ModelVersion,
	/// When it was decided, by whom, and from which height it holds.
	pub adopted: Adopted<BlockNumber>,
}

/// A decision that takes effect at a height.
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
pub struct Adopted<BlockNumber> {
	/// When it was decided, and by whom.
	pub decided: Decision<BlockNumber>,
	/// Height, in active blocks, from which it holds.
	pub at: BlockNumber,
}

/// A version of a model's parameters. At any height those hold whose own is the greatest that has come; of those for the
/// same height, those with the greatest version.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ParamsRecord<BlockNumber> {
	/// The parameters.
	pub params: ModelParams<Balance, BlockNumber>,
	/// When they were decided, by whom, and from which height they hold.
	pub adopted: Adopted<BlockNumber>,
}

/// Where the files of a version can be fetched.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct UriRecord<AccountId, Deposit> {
	/// The places, as UTF-8.
	pub uris: Uris,
	/// Who paid for them, and his deposit. Nobody, if governance set them.
	pub payer: Option<(AccountId, Deposit)>,
}

/// A model of the genesis block: admitted, with weights and parameters of version 0 and no deposit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisModel<AccountId, BlockNumber> {
	/// What the model is.
	pub manifest: ModelManifest,
	/// Its parameters.
	pub params: ModelParams<Balance, BlockNumber>,
	/// Who may withdraw it once it is retired, besides governance.
	pub owner: Option<AccountId>,
}

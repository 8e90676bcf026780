//! Types of the registry.

use crate::Config;
use assay_primitives::{
	model::{ModelManifest, ModelParams, ModelStatus},
	Balance, ModelVersion, ParamsVersion,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Parameters as this runtime counts them.
pub type ModelParamsOf<T> = ModelParams<Balance, BlockNumberFor<T>>;

/// Record as this runtime stores it.
pub type ModelRecordOf<T> = ModelRecord<
	<T as frame_system::Config>::AccountId,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;

/// A registered model.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ModelRecord<AccountId, BlockNumber, Deposit> {
	/// Who registered the model. Models of the genesis block may have no owner.
	pub owner: Option<AccountId>,
	/// The owner's deposit. Models of the genesis block have none.
	pub deposit: Option<Deposit>,
	/// Version of the weights.
	pub version: ModelVersion,
	/// What the model is.
	pub manifest: ModelManifest,
	/// Version of the parameters on which new tasks are posted.
	pub params_version: ParamsVersion,
	/// Whether it takes tasks.
	pub status: ModelStatus,
	/// Tasks of the model that are not yet paid or refunded.
	pub live_tasks: u32,
	/// Height of the block in which it was registered.
	pub registered_at: BlockNumber,
}

/// A model of the genesis block: admitted, with parameters of version 0 and no deposit.
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

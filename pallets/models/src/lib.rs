//! # Models
//!
//! The registry of models: which models exist, what they are, on which terms tasks for them are posted, and
//! whether they take tasks at all.
//!
//! ## Key terms
//!
//! - **Manifest**: what a model is (weights root, tokenizer, template, architecture, licence, …). Immutable.
//! - **Model id**: BLAKE2b-256 over a domain tag and the manifest, so that the id proves the manifest.
//! - **Parameters**: what governance sets for a model (price floor, bond factor, limits, deadlines). Versioned:
//!   each change adds a version, none is overwritten, and a task keeps the version it was posted with.
//! - **Owner**: who registered a model and holds its deposit. An owner has no say over the model's terms. Models
//!   of the genesis block may have none.
//! - **Live task**: a task that is not yet paid or refunded. The market reports each through [`ModelLookup`].
//!
//! ## Life of a model
//!
//! ```text
//! register ──> Proposed ──admit──> Admitted ──deprecate──> Deprecated
//!                 │                    │                       │
//!                 │                    └────────retire─────────┴──> Retired
//!                 └──withdraw──> (gone) <──withdraw, when no task is live──┘
//! ```
//!
//! - [`Call::register`] takes a deposit for the stored bytes; nothing else happens until governance acts.
//! - [`Call::admit`], [`Call::deprecate`], [`Call::retire`] and [`Call::set_params`] are governance's
//!   ([`Config::AdminOrigin`]). A model takes tasks while it is `Admitted` or `Deprecated`.
//! - Retiring closes a model to new tasks at once, whether or not tasks are live. Those finish on their own clocks.
//! - [`Call::withdraw`] removes a proposed model, or a retired one without live tasks, with its parameters, and
//!   returns the deposit. The owner or governance may call it; governance so that unwanted proposals can't fill the
//!   registry, which holds [`Config::MaxModels`].
//!
//! ## Safe parameters
//!
//! Parameters are checked when they are set, for governance too:
//!
//! - the bond factor is at least what [`Config::Deterrence`] says that these audits need, so that cheating loses money on
//!   average;
//! - something is audited, of newcomers at least as much, by 1 to [`MAX_AUDITORS`] validators;
//! - limits are positive and no larger than the chain can carry;
//! - the least deadline of the largest task is at most [`Config::MaxDeadline`], so that no escrow is locked for
//!   years: `base_deadline + ceil(max_units / units_per_block)`;
//! - amounts can't overflow: `price_floor × PRICE_HEADROOM × max_units × bond_factor` fits a balance, so the market
//!   price may rise to [`PRICE_HEADROOM`] times the floor.
//!
//! [`ModelLookup`]: assay_primitives::traits::ModelLookup
//! [`MAX_AUDITORS`]: assay_primitives::deterrence::MAX_AUDITORS

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod checks;
mod lifecycle;
mod lookup;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
// Natively always, so that tests of whole runtimes can ask for it.
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

use assay_primitives::Balance;

/// How far the market price may rise above a model's price floor before an amount could overflow.
pub const PRICE_HEADROOM: Balance = 1_000_000;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::{lifecycle::Step, *};
	use alloc::vec::Vec;
	use assay_primitives::{
		model::ModelManifest, traits::Deterrence, CanonVersion, ModelId, ParamsVersion,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Contains, Footprint},
	};
	use frame_system::pallet_prelude::*;

	/// Version of the storage's layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Who admits, deprecates and retires models, sets their parameters and clears away proposals.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The deposit for a model's bytes, as a ticket. The footprint is one item of the size of manifest and
		/// parameters.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Versions of the canonical arithmetic that this runtime can recompute. A model may name none other.
		type CanonVersions: Contains<CanonVersion>;

		/// Most models, whatever their status. Bounds every listing.
		#[pallet::constant]
		type MaxModels: Get<u32>;

		/// Most versions of one model's parameters. Bounds the work of removing a model.
		#[pallet::constant]
		type MaxParamsVersions: Get<u32>;

		/// Least bond factor of a model: with less, cheating would pay on average.
		type Deterrence: Deterrence;

		/// Most blocks that a model's least deadline for its largest task may be.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why the registry holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit for a registered model's bytes.
		#[codec(index = 0)]
		Registration,
	}

	/// All registered models.
	#[pallet::storage]
	pub type Models<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, ModelId, ModelRecordOf<T>, OptionQuery>;

	/// Parameters of a model by version: every version from 0 to the record's `params_version`.
	#[pallet::storage]
	pub type Params<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		ModelId,
		Twox64Concat,
		ParamsVersion,
		ModelParamsOf<T>,
		OptionQuery,
	>;

	/// Models that exist from the first block on, admitted and without deposit.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The models.
		pub models: Vec<GenesisModel<T::AccountId, BlockNumberFor<T>>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		// A chain specification that names an impossible model must not become a chain.
		#[allow(clippy::panic)]
		fn build(&self) {
			for (index, model) in self.models.iter().enumerate() {
				if let Err(problem) = Pallet::<T>::insert_genesis(model) {
					panic!("models.models[{index}] of the chain specification: {problem:?}");
				}
			}
		}
	}

	/// What happened in the registry.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `owner` proposed a model and paid its deposit. Its parameters have version 0.
		Registered { model: ModelId, owner: T::AccountId },
		/// The model takes tasks from now on.
		Admitted { model: ModelId },
		/// The model still takes tasks, but a successor is recommended.
		Deprecated { model: ModelId },
		/// The model takes no new tasks. `live_tasks` still run.
		Retired { model: ModelId, live_tasks: u32 },
		/// New tasks of the model are posted on the parameters of this version.
		ParamsSet { model: ModelId, params_version: ParamsVersion },
		/// The model is no longer registered. The deposit went back to `owner`, if there was one.
		Withdrawn { model: ModelId, owner: Option<T::AccountId> },
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// No model has this identifier.
		UnknownModel,
		/// A model with exactly this manifest is registered.
		AlreadyRegistered,
		/// The registry is full: a model has to be withdrawn first.
		TooManyModels,
		/// The model's parameters have been changed as often as the registry can keep.
		TooManyParamsVersions,
		/// The manifest's name is empty.
		EmptyName,
		/// The manifest's name is not UTF-8 text, or has control characters.
		NameNotText,
		/// The manifest's licence is empty.
		EmptyLicence,
		/// The manifest's licence is not UTF-8 text, or has control characters.
		LicenceNotText,
		/// The manifest's template must have exactly one `Prompt` part.
		TemplateNeedsOnePrompt,
		/// The manifest's context length is zero or longer than the chain allows.
		BadContextLength,
		/// The manifest's weights root is zero.
		ZeroWeightsRoot,
		/// The manifest names a canonical arithmetic that this chain does not know.
		UnknownCanonVersion,
		/// The price floor is zero.
		ZeroPriceFloor,
		/// With this bond factor and these audits, cheating would pay on average.
		BondFactorTooLow,
		/// No result would be audited, or newcomers' less often than others'.
		BadAuditRate,
		/// A result is audited by one validator at least and by four at most.
		BadAuditors,
		/// Every fee saves less for audits than so many would cost.
		TooManyAudits,
		/// The most output tokens are zero or more than the model's context.
		BadMaxOutputTokens,
		/// The largest inline input is zero or more than the chain allows.
		BadMaxInputBytes,
		/// The units per block are zero.
		ZeroUnitsPerBlock,
		/// The base deadline is zero.
		ZeroBaseDeadline,
		/// The least deadline of the model's largest task is longer than the chain allows.
		DeadlineTooLong,
		/// Price floor, limits and bond factor are so large that amounts could overflow.
		AmountsTooLarge,
		/// The model is not admitted yet.
		NotAdmitted,
		/// The model has been admitted before.
		AlreadyAdmitted,
		/// The model has been deprecated before.
		AlreadyDeprecated,
		/// The model is retired.
		AlreadyRetired,
		/// Only the model's owner, or governance, may withdraw it.
		NotOwner,
		/// The model takes tasks: it must be retired before it can be withdrawn.
		NotRetired,
		/// Tasks of the model are still live: it can be withdrawn when they have ended.
		LiveTasks,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Propose a model.
		///
		/// Origin: signed; the caller becomes the model's owner and pays a deposit for the stored bytes, returned
		/// by `withdraw`. The model takes no tasks until governance admits it.
		///
		/// - `manifest`: what the model is. The model's identifier is the manifest's hash.
		/// - `params`: the proposed parameters; they become version 0. `price_floor` in plancks per unit,
		///   `bond_factor` in quotes, deadlines in blocks, sizes in bytes.
		///
		/// Errors: `AlreadyRegistered`, `TooManyModels`, one for each way in which the manifest (`EmptyName` to
		/// `UnknownCanonVersion`) or the parameters (`ZeroPriceFloor` to `AmountsTooLarge`) can be wrong, and
		/// those of the deposit. Event: `Registered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			manifest: ModelManifest,
			params: ModelParamsOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register(owner, manifest, params)
		}

		/// Admit a proposed model: from now on it takes tasks.
		///
		/// Origin: governance.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `AlreadyAdmitted`, `AlreadyRetired`. Event: `Admitted`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::advance(model, Step::Admit)?;
			Self::deposit_event(Event::Admitted { model });
			Ok(())
		}

		/// Mark an admitted model as superseded. It still takes tasks.
		///
		/// Origin: governance.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `NotAdmitted`, `AlreadyDeprecated`, `AlreadyRetired`. Event: `Deprecated`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::deprecate())]
		pub fn deprecate(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::advance(model, Step::Deprecate)?;
			Self::deposit_event(Event::Deprecated { model });
			Ok(())
		}

		/// Close an admitted or deprecated model to new tasks, for good. Tasks that are live finish.
		///
		/// Origin: governance.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `NotAdmitted`, `AlreadyRetired`. Event: `Retired`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			let live_tasks = Self::advance(model, Step::Retire)?;
			Self::deposit_event(Event::Retired { model, live_tasks });
			Ok(())
		}

		/// Set a model's parameters: adds the next version. Tasks already posted keep theirs.
		///
		/// Origin: governance.
		///
		/// - `model`: the model's identifier.
		/// - `params`: all parameters, also those that stay. `price_floor` in plancks per unit, `bond_factor` in
		///   quotes, deadlines in blocks, sizes in bytes.
		///
		/// Errors: `UnknownModel`, `AlreadyRetired`, `TooManyParamsVersions`, one for each way in which the
		/// parameters can be wrong (`ZeroPriceFloor` to `AmountsTooLarge`). Event: `ParamsSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(
			origin: OriginFor<T>,
			model: ModelId,
			params: ModelParamsOf<T>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(model, params)
		}

		/// Remove a model that is still proposed, or that is retired and has no live tasks, with all its
		/// parameters. The deposit goes back to the owner.
		///
		/// Origin: signed by the model's owner, or governance.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `NotOwner`, `NotRetired`, `LiveTasks`. Event: `Withdrawn`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw(T::MaxParamsVersions::get()))]
		pub fn withdraw(origin: OriginFor<T>, model: ModelId) -> DispatchResultWithPostInfo {
			let by = match T::AdminOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => Some(ensure_signed(origin)?),
			};
			let versions = Self::do_withdraw(by, model)?;
			Ok(Some(T::WeightInfo::withdraw(versions)).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A model's record and its current parameters.
		pub fn get(model: ModelId) -> Option<(ModelRecordOf<T>, ModelParamsOf<T>)> {
			let record = Models::<T>::get(model)?;
			let params = Params::<T>::get(model, record.params_version)?;
			Some((record, params))
		}

		/// Identifier, record and current parameters of every registered model; `MaxModels` at most.
		pub fn all() -> Vec<(ModelId, ModelRecordOf<T>, ModelParamsOf<T>)> {
			Models::<T>::iter()
				.filter_map(|(model, record)| {
					let params = Params::<T>::get(model, record.params_version)?;
					Some((model, record, params))
				})
				.collect()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxModels::get() > 0, "MaxModels must not be zero");
			assert!(T::MaxParamsVersions::get() > 0, "MaxParamsVersions must not be zero");
			assert!(
				T::MaxDeadline::get() > frame_support::sp_runtime::traits::One::one(),
				"MaxDeadline leaves no room above the shortest base deadline"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

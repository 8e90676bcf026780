//! # Models
//!
//! The registry of models: which models exist, what they are, on which terms tasks for them are posted, and
//! whether they take tasks at all.
//!
//! ## Key terms
//!
//! - **Manifest**: what a version of a model is (weights root, tokenizer, template, architecture, licence, …).
//!   Immutable.
//! - **Model id**: BLAKE2b-256 over a domain tag and the manifest of the first version, so that the id proves it.
//! - **Version**: weights of a model. New ones are proposed with a manifest of their own and replace the current
//!   ones at a height that governance names, which may go back to them later. A task keeps the version it was posted for.
//! - **Parameters**: what governance sets for a model (price floor, bond factor, limits, deadlines). Versioned:
//!   each change adds a version, none is overwritten, and a task keeps the version it was posted with.
//! - **Attestation**: a validator's word that it holds a version's weights, so that it can audit and serve them.
//! - **Owner**: who registered a model and holds its deposit. An owner has no say over the model's terms. Models
//!   of the genesis block may have none.
//! - **Live task**: a task that is not yet paid or refunded. The market reports each through [`ModelLookup`].
//! - **Height**: number of active blocks, [`Config::BlockNumberProvider`]. What is said to have happened in a block has
//!   that block's number, so that the referendum behind it is found.
//!
//! ## Life of a model
//!
//! ```text
//! register ──> Proposed ──admit──> Admitted ──deprecate──> Deprecated
//!                 │                    │                       │
//!                 │                    └────────retire─────────┴──> Retired
//!                 └──withdraw──> (gone) <────────withdraw──────────────┘
//!
//! propose_version ──> proposal ──upgrade──> adopted ──its height──> current ──another's height──> kept for the record
//!                        └──close──> (gone)
//! ```
//!
//! - [`Call::register`] and [`Call::propose_version`] take a deposit for the stored bytes, and one for a place among the
//!   proposals, which are few; nothing else happens until governance acts. The second goes back when governance adopts the
//!   proposal. Both go back when the proposer takes it back; when governance closes it they are burnt, so that nobody keeps
//!   all places for nothing.
//! - [`Call::admit`], [`Call::deprecate`], [`Call::retire`] and [`Call::upgrade`] are for [`Config::RegistryOrigin`],
//!   [`Call::set_params`] for [`Config::ParamsOrigin`]. A model takes tasks while it is `Admitted`.
//! - [`Call::admit`] and [`Call::upgrade`] need attestations of [`Config::MinAttestations`] validators, which
//!   [`Call::attest`]. What they attested is deleted then. [`Call::admit`] names the hash of the parameters that were voted
//!   for.
//! - Deprecating closes a model to new tasks at once; those that are live finish on their own clocks. Retiring one with
//!   live tasks is refused.
//! - [`Call::withdraw`] removes a proposed model, or one that was retired [`Config::WithdrawDelay`] ago, with its versions, its
//!   parameters and all its history. The owner or governance may call it; governance so that unwanted proposals can't fill
//!   the registry, which holds [`Config::MaxModels`]. [`Call::close`] does the same for a proposed version.
//! - [`Call::set_uris`] says where a version's files can be fetched. These are hints, which the manifest's hashes judge.
//!
//! ## Changes at a height
//!
//! Parameters and weights change at a height that the call names, so that everyone can prepare. Nothing has to run at that
//! height: whoever reads a model makes the changes whose height has come. [`MAX_PENDING`] may wait, none for longer
//! than [`Config::MaxNotice`]. For any height the change decided last counts, so that governance can always take one back by
//! another for the same height: by the parameters that held before, or an upgrade to the version that did. Any version that
//! was adopted once may be made the current one again, and needs no attestations for that.
//!
//! [`Params`] and [`Upgrades`] are the whole history: each entry says when it was decided, by whom, and from which height it
//! holds.
//!
//! ## Safe parameters
//!
//! Parameters are checked when they are set, for governance too:
//!
//! - the bond factor is at least what [`Config::Deterrence`] says that these audits need, so that cheating loses money on
//!   average;
//! - something is audited, of newcomers at least as much, by 1 to [`MAX_AUDITORS`] validators;
//! - limits are positive and no larger than the chain can carry, for every version of weights that they may meet;
//! - the least deadline of the largest task is at most [`Config::MaxDeadline`], so that no escrow is locked for
//!   years: `base_deadline + ceil(max_units / units_per_block)`; likewise the challenge window;
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
mod changes;
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
		model::{ModelManifest, Uris as UriList},
		traits::{Attesters, Deterrence, OnWithdrawn},
		CanonVersion, Hash, ModelId, ModelVersion, ParamsVersion,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Contains, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::BlockNumberProvider;

	/// Version of the storage's layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Who admits, deprecates, retires and upgrades models and clears away proposals.
		type RegistryOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who sets models' parameters.
		type ParamsOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may say that he holds a model's weights.
		type Attesters: Attesters<Self::AccountId>;

		/// Validators that must hold a version's weights before it is adopted.
		type MinAttestations: Get<u32>;

		/// Most validators whose word is stored for a proposal, at least `MinAttestations`.
		#[pallet::constant]
		type MaxAttestations: Get<u32>;

		/// The clock of all changes: number of active blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Most blocks from a decision to when it takes effect.
		#[pallet::constant]
		type MaxNotice: Get<BlockNumberFor<Self>>;

		/// The deposit for the bytes of a model, a version or its addresses, as a ticket. The footprint has the size of manifest
		/// and parameters, of the manifest, or of the addresses; its count is one for a proposal, which takes one of few places,
		/// and zero for all else.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Versions of the canonical arithmetic that this runtime can recompute. A model may name none other.
		type CanonVersions: Contains<CanonVersion>;

		/// Most models, whatever their status. Bounds every listing.
		#[pallet::constant]
		type MaxModels: Get<u32>;

		/// Most versions of one model's parameters. Bounds the work of removing a model.
		#[pallet::constant]
		type MaxParamsVersions: Get<u32>;

		/// Most versions of one model's weights that are adopted. Bounds the same.
		#[pallet::constant]
		type MaxVersions: Get<u32>;

		/// Most versions of one model's weights that are proposals. Bounds the same.
		#[pallet::constant]
		type MaxProposals: Get<u32>;

		/// Most decisions about one model's weights.
		#[pallet::constant]
		type MaxUpgrades: Get<u32>;

		/// Blocks after which a retired model can be withdrawn: as long as prompts and answers of its tasks are kept, by which
		/// its results are judged.
		type WithdrawDelay: Get<BlockNumberFor<Self>>;

		/// Who keeps something for a model while it is registered.
		type OnWithdrawn: OnWithdrawn;

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
		/// Deposit for a model's bytes, or a version's, and for its place among the proposals.
		#[codec(index = 0)]
		Registration,
	}

	/// All registered models.
	#[pallet::storage]
	pub type Models<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, ModelId, ModelRecordOf<T>, OptionQuery>;

	/// Parameters of a model by version, with when they were decided and from which height they hold: every version from 0
	/// to before the record's `next_params`.
	#[pallet::storage]
	pub type Params<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		ModelId,
		Twox64Concat,
		ParamsVersion,
		ParamsRecordOf<T>,
		OptionQuery,
	>;

	/// Weights of a model by version, with when they were adopted first: version 0, those that were adopted since, and
	/// proposals.
	#[pallet::storage]
	pub type Versions<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		ModelId,
		Twox64Concat,
		ModelVersion,
		VersionRecordOf<T>,
		OptionQuery,
	>;

	/// All decisions about a model's weights, in the order in which they were made. The first is that which admitted it.
	#[pallet::storage]
	pub type Upgrades<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		ModelId,
		BoundedVec<Upgrade<BlockNumberFor<T>>, T::MaxUpgrades>,
		ValueQuery,
	>;

	/// Stashes of validators that say they hold a proposed version's weights.
	#[pallet::storage]
	pub type Attestations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		ModelId,
		Twox64Concat,
		ModelVersion,
		BoundedVec<T::AccountId, T::MaxAttestations>,
		ValueQuery,
	>;

	/// Where a version's files can be fetched.
	#[pallet::storage]
	pub type Uris<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		ModelId,
		Twox64Concat,
		ModelVersion,
		UriRecordOf<T>,
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
		/// The model takes no new tasks; a successor is recommended.
		Deprecated { model: ModelId },
		/// The model takes no tasks and has none.
		Retired { model: ModelId },
		/// From height `at` on tasks of the model are posted on the parameters of this version.
		ParamsSet { model: ModelId, params_version: ParamsVersion, at: BlockNumberFor<T> },
		/// The model is no longer registered. The deposits went back to those who paid them; but that for a proposal which
		/// governance removed was burnt, see `balances.BurnedHeld`.
		Withdrawn { model: ModelId, owner: Option<T::AccountId> },
		/// `proposer` proposed new weights of a model, whose manifest has this hash, and paid the deposit.
		VersionProposed {
			model: ModelId,
			version: ModelVersion,
			proposer: T::AccountId,
			manifest_hash: Hash,
		},
		/// A validator says that it holds the weights of a proposed version.
		Attested { model: ModelId, version: ModelVersion, validator: T::AccountId },
		/// From height `at` on tasks of the model are posted for this version. Workers have to offer it anew.
		Upgraded { model: ModelId, version: ModelVersion, at: BlockNumberFor<T> },
		/// A proposed version is no longer registered. The deposit went back to `proposer`; if governance closed it, it was
		/// burnt, see `balances.BurnedHeld`.
		VersionClosed { model: ModelId, version: ModelVersion, proposer: Option<T::AccountId> },
		/// The files of a version are said to be at `count` places.
		UrisSet { model: ModelId, version: ModelVersion, count: u32 },
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
		/// Tasks of the model are still live: it can be retired when they have ended, which those of a deprecated model do.
		LiveTasks,
		/// The manifest's parent is not a registered model.
		UnknownParent,
		/// The default temperature is not within 1 to 10,000 thousandths.
		BadDefaultTemperature,
		/// The challenge window is longer than the chain allows.
		ChallengeWindowTooLong,
		/// The height at which this was to take effect has passed: decide again, for a later one.
		HeightPassed,
		/// The height at which this is to take effect is further away than a change may be.
		HeightTooFar,
		/// As many changes of the model wait for their heights as may. One for the same height as another of its kind
		/// replaces that.
		TooManyPending,
		/// The model has no version with this number.
		UnknownVersion,
		/// The version is no proposal any more.
		VersionAdopted,
		/// The first version goes with its model: `withdraw` that.
		FirstVersion,
		/// As many versions of the model were adopted as the registry can keep: other weights need a model of their own.
		TooManyVersions,
		/// Results of a model are checked in the same way in all versions: by canonical arithmetic, or not.
		OtherClass,
		/// Only the version's proposer, or governance, may do this.
		NotProposer,
		/// The caller acts for no validator that stands for election.
		NotValidator,
		/// The validator attested this version before.
		AlreadyAttested,
		/// As many validators attested this version as are counted.
		EnoughAttestations,
		/// Too few validators hold the version's weights: as many as the network asks for have to `attest` first.
		TooFewAttestations,
		/// An address is empty, is not UTF-8 text, or has control characters.
		UriNotText,
		/// As many versions of the model are proposed as may be: one of them has to be closed or adopted first.
		TooManyProposals,
		/// The model's weights have been changed as often as the registry can keep.
		TooManyUpgrades,
		/// The model's parameters are others than those that were voted for: look at them, and vote again.
		OtherParams,
		/// The model was retired a short while ago. It can be withdrawn when its tasks' prompts and answers are gone.
		RetiredLately,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Propose a model.
		///
		/// Origin: signed; the caller becomes the model's owner and pays a deposit for the stored bytes and for a place among the
		/// proposals. The part for the place is returned when governance admits the model, all of it when the owner withdraws it;
		/// if governance removes the proposal, it is burnt. The model takes no tasks until it is admitted, for which validators
		/// have to attest that they hold its weights.
		///
		/// - `manifest`: what the model is. The model's identifier is the manifest's hash.
		/// - `params`: the proposed parameters; they become version 0. `price_floor` in plancks per unit,
		///   `bond_factor` in quotes, deadlines in blocks, sizes in bytes.
		///
		/// Errors: `AlreadyRegistered`, `TooManyModels`, one for each way in which the manifest (`EmptyName` to
		/// `UnknownCanonVersion`, `UnknownParent`) or the parameters (`ZeroPriceFloor` to `AmountsTooLarge`,
		/// `BadDefaultTemperature`, `ChallengeWindowTooLong`) can be wrong, and those of the deposit. Event: `Registered`.
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
		/// Origin: governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier.
		/// - `params_hash`: BLAKE2b-256 of the SCALE encoding of the parameters on which it is admitted, `paramsHash` of the
		///   model in `assayApi.model`. It is refused on others, which its owner could put there while the vote runs.
		///
		/// Errors: `UnknownModel`, `OtherParams`, `TooFewAttestations`, `AlreadyAdmitted`, `AlreadyRetired`. Event: `Admitted`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::admit(T::MaxAttestations::get()))]
		pub fn admit(origin: OriginFor<T>, model: ModelId, params_hash: Hash) -> DispatchResult {
			let decided = Self::decided(&origin);
			T::RegistryOrigin::ensure_origin(origin)?;
			Self::advance(model, Step::Admit(params_hash), decided)?;
			Self::deposit_event(Event::Admitted { model });
			Ok(())
		}

		/// Close an admitted model to new tasks. Tasks that are live finish. There is no way back.
		///
		/// Origin: governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `NotAdmitted`, `AlreadyDeprecated`, `AlreadyRetired`. Event: `Deprecated`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::deprecate())]
		pub fn deprecate(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			let decided = Self::decided(&origin);
			T::RegistryOrigin::ensure_origin(origin)?;
			Self::advance(model, Step::Deprecate, decided)?;
			Self::deposit_event(Event::Deprecated { model });
			Ok(())
		}

		/// End an admitted or deprecated model that has no live tasks, for good. While it is admitted new tasks may come at
		/// any time: deprecate it first.
		///
		/// Origin: governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier.
		///
		/// Errors: `UnknownModel`, `LiveTasks`, `NotAdmitted`, `AlreadyRetired`. Event: `Retired`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			let decided = Self::decided(&origin);
			T::RegistryOrigin::ensure_origin(origin)?;
			Self::advance(model, Step::Retire, decided)?;
			Self::deposit_event(Event::Retired { model });
			Ok(())
		}

		/// Set a model's parameters: adds the next version, which holds from height `at` on. Tasks posted before keep theirs.
		///
		/// Origin: governance, `ParamsOrigin`.
		///
		/// - `model`: the model's identifier.
		/// - `params`: all parameters, also those that stay. `price_floor` in plancks per unit, `bond_factor` in
		///   quotes, deadlines in blocks, sizes in bytes, `default_temperature` in thousandths.
		/// - `at`: height, in active blocks, of the first block in which tasks are posted on them: this one's, or one that
		///   comes within `MaxNotice` blocks. Parameters that were to hold from the same height are replaced.
		///
		/// Errors: `UnknownModel`, `AlreadyRetired`, `HeightPassed`, `HeightTooFar`, `TooManyPending`,
		/// `TooManyParamsVersions`, one for each way in which the parameters can be wrong (`ZeroPriceFloor` to
		/// `AmountsTooLarge`, `BadDefaultTemperature`, `ChallengeWindowTooLong`). Event: `ParamsSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(
			origin: OriginFor<T>,
			model: ModelId,
			params: ModelParamsOf<T>,
			at: BlockNumberFor<T>,
		) -> DispatchResult {
			let decided = Self::decided(&origin);
			T::ParamsOrigin::ensure_origin(origin)?;
			Self::do_set_params(model, params, at, decided)
		}

		/// Remove a model that is still proposed, or that was retired, with all its versions and parameters and their history.
		/// Deposits go back to those who paid them; but that of a proposed model which governance removes is burnt. What was
		/// saved for audits of the model goes to the treasury.
		///
		/// Origin: signed by the model's owner, or governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier. If it was retired, that was as long ago as prompts and answers are kept.
		///
		/// Errors: `UnknownModel`, `NotOwner`, `NotRetired`, `RetiredLately`, `LiveTasks`. Event: `Withdrawn`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw(
			T::MaxParamsVersions::get(),
			T::MaxVersions::get().saturating_add(T::MaxProposals::get())
		))]
		pub fn withdraw(origin: OriginFor<T>, model: ModelId) -> DispatchResultWithPostInfo {
			let by = Self::signer_or_governance(origin)?;
			let (params, versions) = Self::do_withdraw(by, model)?;
			Ok(Some(T::WeightInfo::withdraw(params, versions)).into())
		}

		/// Propose new weights of a model that takes tasks or did.
		///
		/// Origin: signed; the caller pays a deposit for the stored bytes and for a place among the proposals. The part for the
		/// place is returned when governance upgrades the model to this version, that for the bytes when the model is withdrawn;
		/// all of it when the caller closes it; if governance closes it, it is burnt. Nothing changes until the upgrade.
		///
		/// - `model`: the model's identifier.
		/// - `manifest`: what the model is to be. The event has the version's number.
		///
		/// Errors: `UnknownModel`, `NotAdmitted`, `AlreadyRetired`, `OtherClass`, `TooManyProposals`, `TooManyVersions`,
		/// `BadMaxOutputTokens`, one for each way in which the manifest can be wrong (`EmptyName` to `UnknownCanonVersion`,
		/// `UnknownParent`), and those of the deposit. Event: `VersionProposed`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::propose_version())]
		pub fn propose_version(
			origin: OriginFor<T>,
			model: ModelId,
			manifest: ModelManifest,
		) -> DispatchResult {
			let proposer = ensure_signed(origin)?;
			Self::do_propose_version(proposer, model, manifest)
		}

		/// Replace a model's weights by a proposed version, or go back to one that was adopted before, from height `at` on. Tasks
		/// posted before are run with the weights they were posted for; such as wait are refunded when no worker is found that
		/// still runs them.
		///
		/// Origin: governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier.
		/// - `version`: number of the version. A proposal needs attestations, one that was adopted before none.
		/// - `at`: height, in active blocks, of the first block in which tasks are posted for it: this one's, or one that comes
		///   within `MaxNotice` blocks. A version that was to hold from the same height is replaced.
		///
		/// Errors: `UnknownModel`, `NotAdmitted`, `AlreadyRetired`, `UnknownVersion`, `TooFewAttestations`, `HeightPassed`,
		/// `HeightTooFar`, `TooManyPending`, `TooManyVersions`, `TooManyUpgrades`, `OtherClass`, `BadMaxOutputTokens`. Event:
		/// `Upgraded`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::upgrade(T::MaxAttestations::get()))]
		pub fn upgrade(
			origin: OriginFor<T>,
			model: ModelId,
			version: ModelVersion,
			at: BlockNumberFor<T>,
		) -> DispatchResult {
			let decided = Self::decided(&origin);
			T::RegistryOrigin::ensure_origin(origin)?;
			Self::do_upgrade(model, version, at, decided)
		}

		/// Say that a validator holds the weights of a proposed model or version, and can check results of it.
		///
		/// Origin: signed by the stash or the operator of a validator that stands for election, in office or not. Its word
		/// counts as long as it does.
		///
		/// - `model`: the model's identifier.
		/// - `version`: number of the version; 0 for a proposed model.
		///
		/// Errors: `NotValidator`, `UnknownModel`, `AlreadyRetired`, `UnknownVersion`, `VersionAdopted`, `AlreadyAttested`,
		/// `EnoughAttestations`. Event: `Attested`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::attest(T::MaxAttestations::get()))]
		pub fn attest(
			origin: OriginFor<T>,
			model: ModelId,
			version: ModelVersion,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_attest(&who, model, version)
		}

		/// Remove a proposed version. The deposit for it goes back if its proposer asks, and is burnt if governance does; that for
		/// its addresses goes back.
		///
		/// Origin: signed by the version's proposer, or governance, `RegistryOrigin`.
		///
		/// - `model`: the model's identifier.
		/// - `version`: number of the version, not 0.
		///
		/// Errors: `UnknownVersion`, `VersionAdopted`, `NotProposer`, `FirstVersion`. Event: `VersionClosed`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(
			origin: OriginFor<T>,
			model: ModelId,
			version: ModelVersion,
		) -> DispatchResult {
			let by = Self::signer_or_governance(origin)?;
			Self::do_close(by, model, version)
		}

		/// Say where the files of a version can be fetched, instead of what was said before.
		///
		/// Origin: signed by the version's proposer, who pays a deposit for the bytes, or governance, `RegistryOrigin`, which
		/// pays none; a deposit that was paid before goes back then.
		///
		/// - `model`: the model's identifier.
		/// - `version`: number of the version.
		/// - `uris`: addresses, UTF-8, of the weights' file or of a page that leads there; none to delete what was said.
		///
		/// Errors: `UnknownVersion`, `NotProposer`, `UriNotText`, and those of the deposit. Event: `UrisSet`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_uris())]
		pub fn set_uris(
			origin: OriginFor<T>,
			model: ModelId,
			version: ModelVersion,
			uris: UriList,
		) -> DispatchResult {
			let by = Self::signer_or_governance(origin)?;
			Self::do_set_uris(by, model, version, uris)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Who signed, or nobody for governance.
		fn signer_or_governance(
			origin: OriginFor<T>,
		) -> Result<Option<T::AccountId>, sp_runtime::DispatchError> {
			match T::RegistryOrigin::try_origin(origin) {
				Ok(_) => Ok(None),
				Err(origin) => Ok(Some(ensure_signed(origin)?)),
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A model's record as it stands now, with its current manifest and parameters.
		pub fn get(model: ModelId) -> Option<(ModelRecordOf<T>, ModelManifest, ModelParamsOf<T>)> {
			let record = Self::current(model)?;
			let manifest = Versions::<T>::get(model, record.version)?.manifest;
			let params = Params::<T>::get(model, record.params_version)?.params;
			Some((record, manifest, params))
		}

		/// Identifier, record, current manifest and current parameters of every registered model; `MaxModels` at most.
		pub fn all() -> Vec<(ModelId, ModelRecordOf<T>, ModelManifest, ModelParamsOf<T>)> {
			Models::<T>::iter_keys()
				.filter_map(|model| {
					let (record, manifest, params) = Self::get(model)?;
					Some((model, record, manifest, params))
				})
				.collect()
		}

		/// All versions of a model's weights, in the order of their numbers; `MaxVersions` and `MaxProposals` at most.
		pub fn versions(model: ModelId) -> Vec<(ModelVersion, VersionRecordOf<T>)> {
			let mut versions: Vec<_> = Versions::<T>::iter_prefix(model).collect();
			versions.sort_unstable_by_key(|(version, _)| *version);
			versions
		}

		/// All versions of a model's parameters, in the order in which they were decided; `MaxParamsVersions` at most.
		pub fn params_history(model: ModelId) -> Vec<(ParamsVersion, ParamsRecordOf<T>)> {
			let mut params: Vec<_> = Params::<T>::iter_prefix(model).collect();
			params.sort_unstable_by_key(|(version, _)| *version);
			params
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxModels::get() > 0, "MaxModels must not be zero");
			assert!(T::MaxParamsVersions::get() > 0, "MaxParamsVersions must not be zero");
			assert!(T::MaxVersions::get() > 0, "MaxVersions must not be zero");
			assert!(T::MaxUpgrades::get() > 0, "MaxUpgrades must not be zero");
			assert!(
				T::MinAttestations::get() <= T::MaxAttestations::get(),
				"no version could have as many attestations as it needs"
			);
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

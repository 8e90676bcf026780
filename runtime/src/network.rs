//! The numbers in which networks differ, set once at genesis.
//!
//! Development, test and production networks run the same wasm. What differs between them – how long an era is,
//! how long a result can be challenged – lies in one storage value that the genesis of a network sets and anyone
//! can read. Governance moves the market's own parameters through `Parameters`; these here stay.

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use assay_primitives::{Balance, BlockNumber, ASY, MILLI_ASY};
	use codec::{Decode, Encode, MaxEncodedLen};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::BlockNumberFor;
	use scale_info::TypeInfo;
	use serde::{Deserialize, Serialize};

	/// See [`Pallet::numbers`].
	#[derive(
		Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
	)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct NetworkNumbers {
		/// Time between two slots in milliseconds; a block per slot at most.
		pub slot_millis: u64,
		/// Length of a session (a BABE epoch), in slots.
		pub session_slots: u32,
		/// Length of an era, in sessions.
		pub era_sessions: u32,
		/// Eras until unbonded stake can be withdrawn.
		pub unbonding_eras: u32,
		/// Least stake of a staker, in plancks.
		pub min_bond: Balance,
		/// Least own stake of a worker, in plancks.
		pub min_worker_bond: Balance,
		/// Least own stake of a validator, in plancks.
		pub min_validator_bond: Balance,
		/// Least delegation to one staker, in plancks.
		pub min_delegation: Balance,
		/// Whole eras between the report of an offence and its slash.
		pub slash_deferral_eras: u32,
		/// Most validators of an era.
		pub max_validators: u32,
		/// Least validators that an election must give.
		pub min_validators: u32,
		/// Least bond of a task, in plancks.
		pub min_task_bond: Balance,
		/// Blocks in which a revealed result can be challenged.
		pub challenge_window: BlockNumber,
		/// Blocks in which a challenger has to show what it challenges.
		pub open_within: BlockNumber,
		/// Blocks that every turn in a dispute has.
		pub answer_deadline: BlockNumber,
		/// Blocks from the commitment to the reveal.
		pub reveal_deadline: BlockNumber,
		/// Blocks in which a worker acknowledges that it has a task's blob.
		pub ack_deadline: BlockNumber,
		/// Blocks that a task waits for a worker before it is refunded.
		pub queue_ttl: BlockNumber,
		/// Tasks per model that may wait.
		pub queue_length: u32,
		/// Blocks from a reveal to the draw of its audit.
		pub draw_delay: u32,
		/// Blocks in which auditors commit to verdicts.
		pub verdict_commit: BlockNumber,
		/// Blocks in which auditors reveal verdicts.
		pub verdict_reveal: BlockNumber,
		/// Audits that a worker has to pass before it is no newcomer any more.
		pub newcomer_audits: u32,
		/// Validators that must hold the weights of a model or version before it is adopted.
		pub min_attestations: u32,
		/// Blocks that a worker is off the ready set after a missed deadline.
		pub miss_pause: BlockNumber,
		/// Blocks that a worker is off the ready set after it was convicted.
		pub conviction_pause: BlockNumber,
		/// Blocks after which a conviction is paid out.
		pub conviction_maturity: BlockNumber,
		/// Least number of blocks between two changes of a worker's offer.
		pub ready_cooldown: BlockNumber,
		/// Blocks that prompts and answers are kept after a task ended.
		pub payload_keep: BlockNumber,
	}

	impl NetworkNumbers {
		/// A network for real money.
		pub const fn production() -> Self {
			Self {
				slot_millis: 2_000,
				session_slots: 600,
				era_sessions: 6,
				unbonding_eras: 84,
				min_bond: 10 * ASY,
				min_worker_bond: 1_000 * ASY,
				min_validator_bond: 10_000 * ASY,
				min_delegation: 10 * ASY,
				slash_deferral_eras: 42,
				max_validators: 100,
				min_validators: 4,
				min_task_bond: 10 * ASY,
				challenge_window: 600,
				open_within: 100,
				answer_deadline: 43_200,
				reveal_deadline: 30,
				ack_deadline: 30,
				queue_ttl: 900,
				queue_length: 1_024,
				draw_delay: 20,
				verdict_commit: 100,
				verdict_reveal: 100,
				newcomer_audits: 20,
				min_attestations: 3,
				miss_pause: 150,
				conviction_pause: 43_200,
				conviction_maturity: 302_400,
				ready_cooldown: 30,
				payload_keep: 43_200,
			}
		}

		/// A network for trying things: the same rules on a faster clock.
		pub const fn development() -> Self {
			Self {
				slot_millis: 2_000,
				session_slots: 30,
				era_sessions: 2,
				unbonding_eras: 2,
				min_bond: ASY,
				min_worker_bond: 100 * ASY,
				min_validator_bond: 1_000 * ASY,
				min_delegation: ASY,
				slash_deferral_eras: 1,
				max_validators: 8,
				min_validators: 1,
				min_task_bond: 100 * MILLI_ASY,
				challenge_window: 15,
				open_within: 10,
				answer_deadline: 15,
				reveal_deadline: 10,
				ack_deadline: 10,
				queue_ttl: 60,
				queue_length: 256,
				draw_delay: 3,
				verdict_commit: 14,
				verdict_reveal: 14,
				newcomer_audits: 2,
				min_attestations: 1,
				miss_pause: 5,
				conviction_pause: 60,
				conviction_maturity: 120,
				ready_cooldown: 2,
				payload_keep: 600,
			}
		}

		/// Why these numbers can't run a network, if so.
		pub fn problem(&self) -> Option<&'static str> {
			if self.slot_millis < 250 {
				return Some("slotMillis must be at least 250");
			}
			if self.session_slots < 10 || self.era_sessions == 0 || self.unbonding_eras == 0 {
				return Some(
					"sessionSlots must be at least 10, eraSessions and unbondingEras at least 1",
				);
			}
			if self.min_bond == 0 || self.min_worker_bond < self.min_bond || self.min_task_bond == 0
			{
				return Some(
					"minBond and minTaskBond must not be zero, minWorkerBond not below minBond",
				);
			}
			if self.min_validator_bond < self.min_bond || self.min_delegation < MILLI_ASY {
				return Some(
					"minValidatorBond must not be below minBond, minDelegation at least a thousandth of a token",
				);
			}
			if self.unbonding_eras <= self.slash_deferral_eras || self.unbonding_eras > 254 {
				return Some("unbondingEras must be more than slashDeferralEras and at most 254");
			}
			if self.max_validators == 0
				|| self.max_validators > crate::configs::MAX_AUTHORITIES
				|| self.min_validators == 0
				|| self.min_validators > self.max_validators
			{
				return Some("minValidators must be 1 to maxValidators, maxValidators at most 100");
			}
			if !(1..=64).contains(&self.draw_delay)
				|| self.verdict_commit == 0
				|| self.verdict_reveal == 0
				|| self.newcomer_audits == 0
			{
				return Some(
					"drawDelay must be 1 to 64, verdictCommit, verdictReveal and newcomerAudits at least 1",
				);
			}
			if self.min_attestations > crate::configs::MAX_ATTESTATIONS {
				return Some("minAttestations must be at most 32");
			}
			// A disputed task that goes on has its window again, in which its audit must come to the next phase.
			let phases = self.verdict_commit.max(self.verdict_reveal).max(self.draw_delay);
			if self.challenge_window <= phases {
				return Some(
					"challengeWindow must be longer than drawDelay, verdictCommit and verdictReveal",
				);
			}
			if self.challenge_window == 0
				|| self.open_within == 0
				|| self.answer_deadline == 0
				|| self.reveal_deadline == 0
				|| self.ack_deadline == 0
				|| self.queue_ttl == 0
				|| self.queue_length < 4
				|| self.payload_keep == 0
				|| self.conviction_maturity == 0
			{
				return Some(
					"no deadline and no maturity may be zero, and a queue holds at least 4 tasks",
				);
			}
			None
		}
	}

	impl Default for NetworkNumbers {
		fn default() -> Self {
			Self::production()
		}
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The numbers of this network.
	#[pallet::storage]
	pub type Numbers<T> = StorageValue<_, NetworkNumbers, ValueQuery>;

	/// Sets the numbers of a network; production numbers where a chain specification says nothing.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The numbers.
		pub numbers: NetworkNumbers,
		#[serde(skip)]
		pub _marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(problem) = self.numbers.problem() {
				panic!("network.numbers of the chain specification: {problem}");
			}
			Numbers::<T>::put(&self.numbers);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert_eq!(NetworkNumbers::production().problem(), None);
			assert_eq!(NetworkNumbers::development().problem(), None);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			match Numbers::<T>::get().problem() {
				Some(problem) => Err(problem.into()),
				None => Ok(()),
			}
		}
	}

	impl<T: Config> Pallet<T> {
		/// The numbers of this network.
		pub fn numbers() -> NetworkNumbers {
			Numbers::<T>::get()
		}
	}
}

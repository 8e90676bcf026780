//! The numbers in which networks differ, set once at genesis.
//!
//! Development, test and production networks run the same wasm. What differs between them – how long an era is,
//! how long a result can be challenged – lies in one storage value that the genesis of a network sets and anyone
//! can read. Governance moves the market's own parameters through `Parameters`; these here stay.

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use crate::weights::network::WeightInfo;
	use assay_primitives::{Balance, BlockNumber, ASY, MILLI_ASY};
	use codec::{Decode, Encode, MaxEncodedLen};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::BlockNumberFor;
	use scale_info::TypeInfo;
	use serde::{Deserialize, Serialize};
	use sp_runtime::traits::{BlockNumberProvider, One, Saturating};

	/// How long the stages of a vote take, in blocks.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		MaxEncodedLen,
		TypeInfo,
		Serialize,
		Deserialize,
	)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct TrackPeriods {
		/// From the submission to the earliest begin of the decision.
		pub prepare: BlockNumber,
		/// From the begin of the decision until a proposal that has not passed is rejected.
		pub decide: BlockNumber,
		/// For which a proposal has to pass without a break.
		pub confirm: BlockNumber,
		/// From approval to the earliest enactment.
		pub enact: BlockNumber,
	}

	impl TrackPeriods {
		const fn new(
			prepare: BlockNumber,
			decide: BlockNumber,
			confirm: BlockNumber,
			enact: BlockNumber,
		) -> Self {
			Self { prepare, decide, confirm, enact }
		}

		/// Blocks from submission to enactment, at most, if the decision deposit is there in time and the track has a free
		/// place. One that passes in the last block of its decision has its confirmation after it.
		pub fn longest(&self) -> u64 {
			[self.prepare, self.decide, self.confirm, self.enact].into_iter().map(u64::from).sum()
		}
	}

	/// How long votes take, by what they are about. Which track has which, says `governance::tracks`.
	#[derive(
		Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
	)]
	#[serde(rename_all = "camelCase", deny_unknown_fields)]
	pub struct GovernanceNumbers {
		/// Anything at all.
		pub root: TrackPeriods,
		/// Calls that the technical committee has whitelisted.
		pub whitelisted: TrackPeriods,
		/// Emission, and slashes without haste.
		pub staking: TrackPeriods,
		/// Spending from the treasury.
		pub spending: TrackPeriods,
		/// Spending a little.
		pub small_spending: TrackPeriods,
		/// Which models run.
		pub models: TrackPeriods,
		/// Parameters of models and of the market.
		pub parameters: TrackPeriods,
		/// Stopping referenda.
		pub stopping: TrackPeriods,
		/// Cancelling slashes, before they are carried out.
		pub slashes: TrackPeriods,
		/// Blocks for which the tokens of a vote on the winning side stay locked, times the conviction's factor.
		pub vote_locking: BlockNumber,
		/// Blocks after which a referendum that nobody backed with a decision deposit ends.
		pub undeciding_timeout: BlockNumber,
		/// Blocks between two rounds in which approved spends are paid.
		pub spend_period: BlockNumber,
		/// Blocks in which an approved spend can be claimed.
		pub payout_period: BlockNumber,
		/// Blocks in which the technical committee votes on a motion.
		pub motion_duration: BlockNumber,
		/// Blocks that one call closes the market for, in an emergency.
		pub safe_mode: BlockNumber,
	}

	impl GovernanceNumbers {
		/// For real money: hours to object to anything, days for what can hurt.
		pub const fn production() -> Self {
			const HOUR: BlockNumber = 1_800;
			const DAY: BlockNumber = 24 * HOUR;
			Self {
				root: TrackPeriods::new(2 * HOUR, 5 * DAY, 12 * HOUR, 12 * HOUR),
				whitelisted: TrackPeriods::new(HOUR / 2, 5 * DAY, HOUR / 2, HOUR / 6),
				staking: TrackPeriods::new(2 * HOUR, 5 * DAY, 12 * HOUR, 6 * HOUR),
				spending: TrackPeriods::new(2 * HOUR, 7 * DAY, DAY, DAY),
				small_spending: TrackPeriods::new(HOUR, 5 * DAY, 12 * HOUR, 6 * HOUR),
				models: TrackPeriods::new(2 * HOUR, 5 * DAY, 12 * HOUR, 12 * HOUR),
				parameters: TrackPeriods::new(2 * HOUR, 5 * DAY, 12 * HOUR, 12 * HOUR),
				stopping: TrackPeriods::new(HOUR, 3 * DAY, 3 * HOUR, HOUR / 6),
				slashes: TrackPeriods::new(HOUR, 2 * DAY, 3 * HOUR, HOUR / 6),
				vote_locking: 7 * DAY,
				undeciding_timeout: 14 * DAY,
				spend_period: 6 * DAY,
				payout_period: 30 * DAY,
				motion_duration: 3 * DAY,
				safe_mode: 6 * HOUR,
			}
		}

		/// For trying things: every vote ends within two minutes.
		pub const fn development() -> Self {
			let usual = TrackPeriods::new(4, 36, 6, 4);
			let urgent = TrackPeriods::new(2, 24, 4, 2);
			Self {
				root: usual,
				whitelisted: urgent,
				staking: usual,
				spending: usual,
				small_spending: usual,
				models: usual,
				parameters: usual,
				stopping: urgent,
				slashes: urgent,
				vote_locking: 10,
				undeciding_timeout: 300,
				spend_period: 20,
				payout_period: 600,
				motion_duration: 60,
				safe_mode: 30,
			}
		}

		/// Why votes can't be held with these numbers, if so.
		fn problem(&self) -> Option<&'static str> {
			let all = [
				self.root,
				self.whitelisted,
				self.staking,
				self.spending,
				self.small_spending,
				self.models,
				self.parameters,
				self.stopping,
				self.slashes,
			];
			if all.iter().any(|it| it.prepare == 0 || it.confirm == 0 || it.enact == 0) {
				return Some("no period of a governance track may be zero");
			}
			if all.iter().any(|it| it.decide < 10) {
				return Some("no governance track may have less than 10 blocks to decide");
			}
			if self.vote_locking == 0
				|| self.spend_period == 0
				|| self.payout_period == 0
				|| self.motion_duration == 0
				|| self.safe_mode == 0
			{
				return Some("no period of governance may be zero");
			}
			// Who won a vote must feel what it does.
			if all.iter().any(|it| it.enact > self.vote_locking) {
				return Some("voteLocking must be at least as long as each enactment");
			}
			if all.iter().any(|it| it.prepare >= self.undeciding_timeout) {
				return Some("undecidingTimeout must be longer than each preparation");
			}
			None
		}
	}

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
		/// How long votes take.
		pub governance: GovernanceNumbers,
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
				governance: GovernanceNumbers::production(),
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
				governance: GovernanceNumbers::development(),
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
			if let Some(problem) = self.governance.problem() {
				return Some(problem);
			}
			// Votes count blocks, eras count slots, of which a few stay empty: half as much again.
			let deferral = u64::from(self.slash_deferral_eras)
				.saturating_mul(self.era_sessions.into())
				.saturating_mul(self.session_slots.into());
			if self.governance.slashes.longest().saturating_mul(3) > deferral.saturating_mul(2) {
				return Some(
					"a vote to cancel a slash (governance.slashes) must fit into two thirds of slashDeferralEras",
				);
			}
			// Else a faulty version of the arithmetic would be paid for before a vote can declare it void.
			if self.governance.root.longest() >= self.conviction_maturity.into() {
				return Some("convictionMaturity must be longer than a vote on the root track");
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
	pub trait Config: frame_system::Config {
		/// Whether the market is closed, so that its clocks stand still.
		type Closed: Get<bool>;
		/// Weights of the hook.
		type WeightInfo: WeightInfo;
	}

	/// The numbers of this network.
	#[pallet::storage]
	pub type Numbers<T> = StorageValue<_, NetworkNumbers, ValueQuery>;

	/// Blocks for which the clocks of the market stood still. The number of active blocks is the chain's height less this.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Missed<T> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The last block of which is known whether it counts.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Counted<T> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Whether the market was closed when that block began. Then the one after it does not count either.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Stood<T> = StorageValue<_, bool, ValueQuery>;

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
		/// Stops the clocks while the market is closed, and for the block after that.
		///
		/// Looks before anything else happens in the block. So the block in which the market closes, the one in which it opens and
		/// the one after that have the same height in active blocks. The last is the first that is open from its beginning, and
		/// for which free calls were let into the pool: who could not make a call in the first, because it was closed before his
		/// turn, can make it there.
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let closed = T::Closed::get();
			let stood = Stood::<T>::get();
			Counted::<T>::put(now);
			if !closed && !stood {
				return T::WeightInfo::counts();
			}
			Stood::<T>::put(closed);
			Missed::<T>::mutate(|missed| *missed = missed.saturating_add(One::one()));
			T::WeightInfo::stands_still()
		}

		fn integrity_test() {
			assert_eq!(NetworkNumbers::production().problem(), None);
			assert_eq!(NetworkNumbers::development().problem(), None);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			ensure!(
				Missed::<T>::get() <= frame_system::Pallet::<T>::block_number(),
				"the clocks stood still for more blocks than there are"
			);
			match Numbers::<T>::get().problem() {
				Some(problem) => Err(problem.into()),
				None => Ok(()),
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Number of active blocks: what all deadlines of the market count. The chain's height, less the blocks for which the
		/// market was closed, and one after each time.
		pub fn active_height() -> BlockNumberFor<T> {
			<Self as BlockNumberProvider>::current_block_number()
		}
	}

	impl<T: Config> Pallet<T> {
		/// The numbers of this network.
		pub fn numbers() -> NetworkNumbers {
			Numbers::<T>::get()
		}
	}

	/// The clock of the market.
	impl<T: Config> BlockNumberProvider for Pallet<T> {
		type BlockNumber = BlockNumberFor<T>;

		/// Also before the block has begun, as the pool asks: it looks at a transaction as if in the block after the last, whose
		/// hooks have not run.
		fn current_block_number() -> BlockNumberFor<T> {
			let block = frame_system::Pallet::<T>::block_number();
			let height = block.saturating_sub(Missed::<T>::get());
			if block > Counted::<T>::get() && (Stood::<T>::get() || T::Closed::get()) {
				return height.saturating_sub(One::one());
			}
			height
		}

		#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
		fn set_block_number(height: BlockNumberFor<T>) {
			let block = height.saturating_add(Missed::<T>::get());
			frame_system::Pallet::<T>::set_block_number(block);
			Counted::<T>::put(block);
		}
	}
}

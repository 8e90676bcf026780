//! Invariants over all of this pallet's storage.

use crate::{
	types::sum, Config, Convictions, CurrentEra, Delegations, EraStakes, HoldReason, JoinPrices,
	Leavings, Ledgers, Maturing, NextMaturing, NextSlashEra, Offences, OldestUnpaidEra, OperatorOf,
	Operators, Pallet, PendingSlashes, PlannedEra, Pools, Role, SlashQueue, TaskBonds, Validators,
};
use alloc::collections::{BTreeMap, BTreeSet};
use assay_primitives::{Balance, EraIndex};
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Per stash, held stake = free + unbonding, and held task bonds = bonded + convicted, which are the sums over
	///   its tasks and its convictions.
	/// - Only workers have task bonds; their number is as recorded and bounded.
	/// - No task bond without a ledger, no ledger without content, no chunk or bond of zero, one chunk per era.
	/// - Awarded convictions, and no others, are in the agenda, once, at their height.
	/// - Stakers and operators point at each other, and each operator has a sufficient reference. Every worker has one.
	/// - Candidates are the stashes that are validators by role.
	/// - The pools' sums are those of their delegations, see [`Self::do_try_state_of_pools`].
	/// - Slashes that are due, and no others, are queued, and counted by stash.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::do_try_state_of_pools()?;
		Self::do_try_state_of_slashes()?;
		let mut task_bonds = 0u64;
		let mut operators = 0u64;
		let mut candidates = 0u32;
		let mut convicted: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut awarded = 0usize;
		for (task, conviction) in Convictions::<T>::iter() {
			ensure!(conviction.bond > 0, "convicted bond of zero");
			let total = convicted.entry(conviction.stash).or_default();
			*total = sum([*total, conviction.bond].into_iter())?;
			if let Some(award) = conviction.award {
				ensure!(award.matures > conviction.at, "a conviction matures at once");
				ensure!(
					Maturing::<T>::contains_key(award.matures, task),
					"an awarded conviction is not in the agenda"
				);
				ensure!(
					award.matures >= NextMaturing::<T>::get(),
					"a mature conviction was passed over"
				);
				awarded = awarded.saturating_add(1);
			}
		}
		ensure!(Maturing::<T>::iter_keys().count() == awarded, "the agenda names no conviction");
		for (stash, ledger) in Ledgers::<T>::iter() {
			ensure!(!ledger.is_empty(), "empty ledger");
			ensure!(ledger.unbonding.iter().all(|chunk| chunk.amount > 0), "empty chunk");
			let eras: BTreeSet<_> = ledger.unbonding.iter().map(|chunk| chunk.era).collect();
			ensure!(eras.len() == ledger.unbonding.len(), "two chunks of one era");
			let stake =
				ledger.free.checked_add(ledger.unbonding_total()?).ok_or("stake overflows")?;
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Stake.into(), &stash) == stake,
				"held stake differs from the ledger"
			);
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::TaskBond.into(), &stash)
					== sum([ledger.bonded, ledger.convicted].into_iter())?,
				"held task bonds differ from the ledger"
			);
			ensure!(
				convicted.remove(&stash).unwrap_or(0) == ledger.convicted,
				"convictions do not add up to the ledger"
			);

			let mut count = 0u32;
			let mut bonded = 0u128;
			for (_, amount) in TaskBonds::<T>::iter_prefix(&stash) {
				ensure!(amount > 0, "task bond of zero");
				count = count.checked_add(1).ok_or("too many task bonds")?;
				bonded = sum([bonded, amount].into_iter())?;
			}
			ensure!(bonded == ledger.bonded, "task bonds do not add up to the ledger");
			ensure!(count == ledger.task_bonds, "number of task bonds differs from the ledger");
			ensure!(count <= T::MaxTaskBonds::get(), "too many task bonds");
			// Of an auditor, also after it was chilled.
			let left_with = ledger.role.is_none() && ledger.exposed_until.is_some();
			ensure!(
				count == 0 || ledger.role.is_some() || left_with,
				"task bond of a stash that is neither worker nor validator"
			);
			task_bonds = task_bonds.checked_add(count.into()).ok_or("too many task bonds")?;

			let operator = OperatorOf::<T>::get(&stash);
			if ledger.role == Some(Role::Worker) {
				ensure!(operator.is_some(), "worker without operator");
			}
			ensure!(
				(ledger.role == Some(Role::Validator)) == Validators::<T>::contains_key(&stash),
				"validators by role are not the candidates"
			);
			candidates = candidates
				.checked_add(u32::from(ledger.role == Some(Role::Validator)))
				.ok_or("too many validators")?;
			if let Some(operator) = operator {
				operators = operators.checked_add(1).ok_or("too many operators")?;
				let record = Operators::<T>::get(&operator).ok_or("operator without record")?;
				ensure!(record.stash == stash, "operator acts for another stash");
				ensure!(ledger.role == Some(record.role), "operator of another role");
				ensure!(
					frame_system::Pallet::<T>::sufficients(&operator) > 0,
					"operator without sufficient reference"
				);
			}
		}
		ensure!(convicted.is_empty(), "conviction without ledger");
		ensure!(TaskBonds::<T>::iter().count() as u64 == task_bonds, "task bond without ledger");
		ensure!(OperatorOf::<T>::iter().count() as u64 == operators, "operator without ledger");
		ensure!(Operators::<T>::iter().count() as u64 == operators, "operator without staker");
		ensure!(Validators::<T>::count() == candidates, "candidate without ledger");
		ensure!(candidates <= T::MaxCandidates::get(), "too many candidates");
		ensure!(PlannedEra::<T>::get() >= CurrentEra::<T>::get(), "the current era is not planned");
		ensure!(OldestUnpaidEra::<T>::get() <= CurrentEra::<T>::get(), "an era to come was paid");
		Ok(())
	}

	/// - A pot holds what the pool says, and exists as long as there are delegators.
	/// - Delegators own no more shares than there are, and no fewer but for rounding at joining.
	/// - Sums and counts of what joins and leaves are those of the delegations.
	fn do_try_state_of_pools() -> Result<(), TryRuntimeError> {
		#[derive(Default)]
		struct Sums {
			delegators: u32,
			shares: u128,
			joining: Balance,
			joiners: u32,
			fresh: u32,
			holders: u32,
			open: BTreeMap<EraIndex, u32>,
			leaving: BTreeMap<EraIndex, u128>,
		}
		let add = |sum: &mut u128, more: u128| -> Result<(), TryRuntimeError> {
			*sum = sum.checked_add(more).ok_or("a sum overflows")?;
			Ok(())
		};
		let mut all: BTreeMap<T::AccountId, Sums> = BTreeMap::new();
		for (_, stash, delegation) in Delegations::<T>::iter() {
			ensure!(!delegation.is_empty(), "empty delegation");
			let pool = Pools::<T>::get(&stash).ok_or("delegation without pool")?;
			let sums = all.entry(stash.clone()).or_default();
			sums.delegators = sums.delegators.saturating_add(1);
			add(&mut sums.shares, delegation.shares)?;
			let joined =
				delegation.joining > 0 && JoinPrices::<T>::contains_key(&stash, delegation.joins);
			if delegation.shares > 0 || joined {
				sums.holders = sums.holders.saturating_add(1);
			} else if delegation.joining > 0 {
				sums.fresh = sums.fresh.saturating_add(1);
			}
			if delegation.joining > 0 {
				match JoinPrices::<T>::get(&stash, delegation.joins) {
					Some(price) => {
						add(&mut sums.shares, price.shares_for(delegation.joining)?)?;
						let open = sums.open.entry(delegation.joins).or_default();
						*open = open.saturating_add(1);
					}
					None => {
						ensure!(delegation.joins == pool.joins, "a delegation joins at no time");
						add(&mut sums.joining, delegation.joining)?;
						sums.joiners = sums.joiners.saturating_add(1);
					}
				}
			}
			for chunk in &delegation.leaving {
				add(sums.leaving.entry(chunk.era).or_default(), chunk.points)?;
			}
		}
		let mut prices = 0usize;
		let mut leavings = 0usize;
		for (stash, pool) in Pools::<T>::iter() {
			let sums = all.remove(&stash).unwrap_or_default();
			ensure!(sums.delegators == pool.delegators, "number of delegators differs");
			ensure!(sums.joining == pool.joining, "what joins differs");
			ensure!(sums.joiners == pool.joiners, "number of those who join differs");
			ensure!(sums.fresh == pool.fresh, "number of those who join without shares differs");
			ensure!(sums.holders == pool.holders, "number of those with shares differs");
			ensure!(sums.shares <= pool.owned(), "more shares than the pool has");
			ensure!((pool.shares == 0) == (pool.holders == 0), "shares that nobody has");
			ensure!(pool.holders == 0 || pool.tokens > 0, "shares without a price");
			let staker = Ledgers::<T>::get(&stash).is_some_and(|ledger| ledger.role.is_some());
			ensure!(staker || pool.delegators > 0, "pool that nobody needs");
			for (era, open) in &sums.open {
				let price = JoinPrices::<T>::get(&stash, era).ok_or("no price")?;
				ensure!(price.open == *open, "number of shares to write down differs");
			}
			prices = prices.saturating_add(sums.open.len());
			let mut total = sum([pool.tokens, pool.joining].into_iter())?;
			for (era, points) in &sums.leaving {
				let leaving = Leavings::<T>::get(&stash, era).ok_or("nothing to leave with")?;
				ensure!(leaving.points == *points, "points of those who leave differ");
				total = sum([total, leaving.tokens].into_iter())?;
			}
			leavings = leavings.saturating_add(sums.leaving.len());
			let pot = Self::pot(&stash);
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Delegation.into(), &pot) == total,
				"the pot holds something else than the pool"
			);
			ensure!(
				pool.delegators == 0 || frame_system::Pallet::<T>::providers(&pot) > 0,
				"the pot does not exist"
			);
			ensure!(pool.delegators > 0 || total == 0, "a pool without delegators");
		}
		ensure!(all.is_empty(), "delegations without a pool");
		ensure!(JoinPrices::<T>::iter().count() == prices, "price that nobody needs");
		ensure!(Leavings::<T>::iter().count() == leavings, "leaving that nobody can withdraw");
		Ok(())
	}

	fn do_try_state_of_slashes() -> Result<(), TryRuntimeError> {
		let mut pending: BTreeMap<T::AccountId, u32> = BTreeMap::new();
		for (due, (era, stash)) in SlashQueue::<T>::iter_keys() {
			let offence = Offences::<T>::get(era, &stash);
			ensure!(offence.due == Some(due), "a slash is queued for another era");
			ensure!(offence.done < offence.reported, "a slash of nothing");
			ensure!(due >= NextSlashEra::<T>::get(), "a slash was passed over");
			let count = pending.entry(stash).or_default();
			*count = count.saturating_add(1);
		}
		ensure!(
			Offences::<T>::iter_keys().all(|(era, who)| EraStakes::<T>::contains_key(era, who)),
			"an offence that will not be forgotten"
		);
		let due = Offences::<T>::iter_values().filter(|offence| offence.due.is_some()).count();
		ensure!(SlashQueue::<T>::iter().count() == due, "a slash is not queued");
		let counted: BTreeMap<_, _> = PendingSlashes::<T>::iter().collect();
		ensure!(counted == pending, "number of slashes differs");
		Ok(())
	}
}

//! Which results are audited, and by whom.
//!
//! Results revealed in block `n` are drawn in block `n + D`, by the hash of the random numbers of the blocks between. Each
//! of those was known to nobody before its block, so a worker can't know at the reveal whether it will be looked at; and who
//! authors the last of them can skip its block to have another draw, but then loses it.

use crate::{
	types::{Audit, Auditor, Phase, Standing, MAX_DRAW_DELAY},
	AuditOf, Audits, BlockNumberFor, Config, DrawSeeds, Draws, Event, NextDraw, Pallet, Panels,
	RecentSeeds, Records, WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{
	deterrence::MAX_AUDITORS,
	task::{hash_of, Task, TaskState},
	traits::{AuditBonds, AuditedTasks, BlockSeed},
	Balance, Hash, TaskId,
};
use frame_support::{traits::Get, weights::Weight};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

/// Heights without results that a block passes over, at most.
pub(crate) const MAX_EMPTY_HEIGHTS: u32 = 32;
/// Validators asked for a bond per auditor that is needed. One that can't bond is passed over.
const TRIES_PER_AUDITOR: u32 = 2;

type TaskOf<T> = Task<<T as frame_system::Config>::AccountId, Balance, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
	/// Blocks from a reveal to its draw.
	fn delay() -> u32 {
		T::DrawDelay::get().clamp(1, MAX_DRAW_DELAY)
	}

	/// Notes this block's random number. If results wait for it, they have their seed now.
	pub(crate) fn note_seed() -> Weight {
		let delay = Self::delay();
		let mut seeds = RecentSeeds::<T>::get();
		// Blocks in which the market is closed have none. The others still can't be known before.
		if let Some(seed) = T::Seed::block_seed() {
			while !seeds.is_empty() && seeds.len() >= delay.saturated_into::<usize>() {
				seeds.remove(0);
			}
			// There is room: the oldest was removed.
			let _ = seeds.try_push(seed);
		}
		let revealed = Self::now().saturating_sub(delay.into());
		// A height can come twice. Results that are drawn later than others of theirs keep the seed.
		if Draws::<T>::iter_key_prefix(revealed).next().is_some()
			&& !DrawSeeds::<T>::contains_key(revealed)
		{
			DrawSeeds::<T>::insert(revealed, hash_of(b"assay/draw-seed/1", &(&seeds, revealed)));
		}
		RecentSeeds::<T>::put(seeds);
		T::WeightInfo::note_seed()
	}

	/// Draws for results whose time has come, a bounded number. Returns the weight used.
	pub(crate) fn work_off_draws() -> Weight {
		let last = Self::now().saturating_sub(Self::delay().into());
		let mut left = T::MaxDrawsPerBlock::get();
		let mut empty = MAX_EMPTY_HEIGHTS;
		let mut height = NextDraw::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		while height <= last && left > 0 && empty > 0 {
			let due: Vec<TaskId> =
				Draws::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::height());
			if due.is_empty() {
				DrawSeeds::<T>::remove(height);
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			// Of a height at which something was revealed there is one.
			let seed = DrawSeeds::<T>::get(height).unwrap_or_default();
			for id in due {
				left = left.saturating_sub(1);
				Draws::<T>::remove(height, id);
				Self::draw(id, seed);
				weight.saturating_accrue(T::WeightInfo::height());
				weight.saturating_accrue(T::WeightInfo::draw());
			}
		}
		NextDraw::<T>::put(height);
		weight
	}

	/// Decides whether a result is audited and, if so, by whom.
	pub(crate) fn draw(id: TaskId, seed: Hash) {
		let seed = hash_of(b"assay/audit/1", &(seed, id));
		let Some(task) = T::Tasks::task(id) else { return };
		// One that is disputed already may turn out to be right; a sham challenge saves nobody from an audit.
		let (TaskState::Revealed { worker, .. } | TaskState::Disputed { worker, .. }) = &task.state
		else {
			return;
		};
		let Some(params) = T::Tasks::audit_params_of(id) else { return };
		let newcomer = Self::is_new(worker, &task.model);
		let rate = if newcomer { params.newcomer_rate } else { params.rate };
		let number = Self::number(b"assay/lottery/1", seed, 0).checked_rem(1_000_000);
		if number.is_none_or(|number| number >= u128::from(rate.deconstruct())) {
			return;
		}
		let mut audit: AuditOf<T> = Audit {
			model: task.model,
			seed,
			canonical: task.canon.is_some(),
			newcomer,
			convictions: Records::<T>::get(worker, task.model).convictions,
			bond: task.quote,
			phase: Phase::Closed,
			redrawn: false,
			auditors: Default::default(),
		};
		let wanted = u32::from(params.auditors).min(MAX_AUDITORS);
		for _ in 0..wanted {
			if !Self::draw_auditor(id, &task, &mut audit) {
				break;
			}
		}
		if audit.auditors.is_empty() {
			return;
		}
		let due = Self::now().saturating_add(T::CommitPeriod::get());
		Self::enter(id, &mut audit, Phase::Commit { due });
		for auditor in &audit.auditors {
			Self::deposit_event(Event::Drawn {
				task: id,
				model: audit.model,
				auditor: auditor.stash.clone(),
				bond: audit.bond,
				due,
			});
		}
		Audits::<T>::insert(id, audit);
	}

	/// Draws one more auditor. Returns whether there was one.
	pub(crate) fn draw_auditor(id: TaskId, task: &TaskOf<T>, audit: &mut AuditOf<T>) -> bool {
		let panel = Panels::<T>::get(task.model);
		let mut passed_over: Vec<T::AccountId> = Vec::new();
		for _ in 0..TRIES_PER_AUDITOR {
			let n = audit.auditors.len().saturating_add(passed_over.len());
			let excluded = |who: &T::AccountId| {
				passed_over.contains(who) || audit.auditors.iter().any(|it| it.stash == *who)
			};
			let Some(stash) = Self::pick(&panel, audit.seed, n.saturated_into(), excluded) else {
				return false;
			};
			if T::Bonds::bond(&stash, id, audit.bond).is_err() {
				passed_over.push(stash);
				continue;
			}
			Self::count_member(&task.model, &stash, |member| {
				member.drawn = member.drawn.saturating_add(1)
			});
			let auditor = Auditor { stash, standing: Standing::Drawn };
			// One for each that is wanted, and one more.
			return audit.auditors.try_push(auditor).is_ok();
		}
		false
	}
}

//! Benchmarks of calls and of what the hooks do. They run on the real runtime, `scripts/bench-weights.sh`.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::{
	types::{Auditor, Phase, Standing, MAX_DRAW_DELAY},
	*,
};
use alloc::{vec, vec::Vec};
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	deterrence::MAX_AUDITORS,
	task::TaskState,
	traits::{AuditBonds, AuditedTasks, Audits as _, Eras},
	Balance, Hash, ModelId, TaskId,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{BlockNumberProvider, One, Saturating};

const SALT: Hash = Hash::repeat_byte(3);

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let height = Pallet::<T>::now().saturating_add(blocks);
	T::BlockNumberProvider::set_block_number(height);
}

/// A revealed task, its model, and a full panel of validators in office that audit it, by stash and operator.
fn panel<T: Config>() -> (TaskId, ModelId, Vec<(T::AccountId, T::AccountId)>) {
	let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
	let id = T::Tasks::benchmark_task(0);
	let model = T::Tasks::task(id).unwrap().model;
	for (_, operator) in &all {
		let models: BoundedVec<_, _> = vec![model].try_into().unwrap();
		Pallet::<T>::do_serve(operator, models).unwrap();
	}
	(id, model, all)
}

/// An audit of a revealed task with as many auditors as there may be, all of them in this standing.
fn audit<T: Config>(
	standing: Standing<T::AccountId>,
	phase: Phase<BlockNumberFor<T>>,
) -> (TaskId, ModelId, Vec<(T::AccountId, T::AccountId)>) {
	let (id, model, all) = panel::<T>();
	let auditors = all[..MAX_AUDITORS as usize].to_vec();
	put_audit::<T>(id, model, &auditors, standing, phase);
	(id, model, all)
}

fn put_audit<T: Config>(
	id: TaskId,
	model: ModelId,
	auditors: &[(T::AccountId, T::AccountId)],
	standing: Standing<T::AccountId>,
	phase: Phase<BlockNumberFor<T>>,
) {
	let bond: Balance = T::Tasks::task(id).unwrap().quote;
	let mut audit: AuditOf<T> = types::Audit {
		model,
		seed: SALT,
		canonical: true,
		newcomer: false,
		convictions: 0,
		bond,
		phase: Phase::Closed,
		redrawn: false,
		auditors: Default::default(),
	};
	for (stash, _) in auditors {
		T::Bonds::bond(stash, id, bond).unwrap();
		let auditor = Auditor { stash: stash.clone(), standing: standing.clone() };
		audit.auditors.try_push(auditor).unwrap();
	}
	Pallet::<T>::enter(id, &mut audit, phase);
	Audits::<T>::insert(id, audit);
}

/// An audit whose auditors found the task right, with a digest of nothing, and are on as many panels as there may be.
pub(crate) fn make_claim<T: Config>(id: TaskId) -> (T::AccountId, Hash) {
	let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
	let model = T::Tasks::task(id).unwrap().model;
	let standing = Standing::Revealed { verdict: Verdict::Match, digest: SALT };
	put_audit::<T>(id, model, &all[..MAX_AUDITORS as usize], standing, Phase::Closed);
	let (_, operator) = &all[0];
	Pallet::<T>::do_serve(operator, vec![model].try_into().unwrap()).unwrap();
	(all[0].0.clone(), SALT)
}

/// Brings a revealed task to where settling it costs most: all of its auditors have found it right, and are paid out of pot
/// and fee.
pub(crate) fn make_settling<T: Config>(id: TaskId, _: &T::AccountId, model: &ModelId) {
	let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
	for (_, operator) in &all {
		let models: BoundedVec<_, _> = vec![*model].try_into().unwrap();
		Pallet::<T>::do_serve(operator, models).unwrap();
	}
	let standing = Standing::Revealed { verdict: Verdict::Match, digest: SALT };
	let auditors = all[..MAX_AUDITORS as usize].to_vec();
	put_audit::<T>(id, *model, &auditors, standing, Phase::Closed);
	let TaskState::Revealed { result, .. } = T::Tasks::task(id).unwrap().state else {
		panic!("revealed")
	};
	// Enough for all but the last.
	let pot = T::AuditFee::get().mul_floor(result.fee) * Balance::from(MAX_AUDITORS - 1);
	T::Currency::mint_into(&T::PotAccount::get(), pot + T::Currency::minimum_balance()).unwrap();
	Pots::<T>::insert(model, pot);
}

fn revealers<T: Config>(
	all: &[(T::AccountId, T::AccountId)],
) -> BoundedVec<types::Revealer<T::AccountId>, T::MaxPanel> {
	let stake = 1_000_000_000_000;
	let all = all.iter().map(|(stash, _)| types::Revealer { stash: stash.clone(), stake });
	BoundedVec::truncate_from(
		T::Bonds::active()
			.into_iter()
			.zip(all)
			.map(|((_, stake), it)| types::Revealer { stake, ..it })
			.collect(),
	)
}

/// What so many validators gave a worker, each something else.
fn ballots<T: Config>(count: u32) -> BoundedVec<types::Ballot, T::MaxPanel> {
	let ballot = |revealer: u32| types::Ballot { revealer, share: 7_919 * (revealer * 31 % 97) };
	BoundedVec::truncate_from((0..count).map(ballot).collect())
}

/// An opinion about workers that there are.
fn opinion<T: Config>(count: u32) -> OpinionOf<T> {
	let mut all: Vec<_> =
		(0..count).map(|index| (T::Bonds::benchmark_worker(index), 1u16)).collect();
	all.sort_unstable();
	BoundedVec::truncate_from(all)
}

#[benchmarks]
mod benches {
	use super::*;

	/// A validator leaves as many panels as there may be, and joins one.
	#[benchmark]
	fn serve() {
		let (_, model, all) = panel::<T>();
		let (stash, operator) = all.last().unwrap().clone();
		let mut before = Vec::new();
		for n in 0..T::MaxAuditedModels::get() {
			let other = Hash::repeat_byte(n as u8 + 1);
			let mut full = Panels::<T>::get(model);
			full.era = T::Eras::current();
			Panels::<T>::insert(other, full);
			before.push(other);
		}
		ServedModels::<T>::insert(
			&stash,
			BoundedVec::<_, T::MaxAuditedModels>::try_from(before).unwrap(),
		);
		Panels::<T>::mutate(model, |panel| panel.members.retain(|it| it.stash != stash));
		pass::<T>(T::ServeCooldown::get());
		let models: BoundedVec<_, _> = vec![model].try_into().unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), models);
		assert_eq!(ServedModels::<T>::get(stash).len(), 1);
	}

	/// The last of all to commit.
	#[benchmark]
	fn commit_verdict() {
		let due = Pallet::<T>::now().saturating_add(T::CommitPeriod::get());
		let committed = Standing::Committed(SALT);
		let (id, _, all) = audit::<T>(committed, Phase::Commit { due });
		Audits::<T>::mutate(id, |audit| {
			audit.as_mut().unwrap().auditors[3].standing = Standing::Drawn;
		});
		let seed = Audits::<T>::get(id).unwrap().seed;
		#[extrinsic_call]
		_(RawOrigin::Signed(all[3].1.clone()), id, seed, SALT);
		assert!(matches!(Audits::<T>::get(id).unwrap().phase, Phase::Reveal { .. }));
	}

	/// The last of all to reveal.
	#[benchmark]
	fn reveal_verdict() {
		let due = Pallet::<T>::now().saturating_add(T::RevealPeriod::get());
		let revealed = Standing::Revealed { verdict: Verdict::Match, digest: SALT };
		let (id, _, all) = audit::<T>(revealed, Phase::Reveal { due });
		let (stash, operator) = all[3].clone();
		let verdict = Verdict::Mismatch { challenger: stash.clone() };
		let identity = T::Tasks::identity(id).unwrap();
		let hash = verdict_commitment(&identity, &stash, &verdict, SALT, SALT);
		Audits::<T>::mutate(id, |audit| {
			audit.as_mut().unwrap().auditors[3].standing = Standing::Committed(hash);
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, verdict, SALT, SALT);
		assert_eq!(Audits::<T>::get(id).unwrap().phase, Phase::Closed);
	}

	/// The first to abstain: another is drawn out of a full panel.
	#[benchmark]
	fn abstain() {
		let due = Pallet::<T>::now().saturating_add(T::CommitPeriod::get());
		let (id, _, all) = audit::<T>(Standing::Drawn, Phase::Commit { due });
		#[extrinsic_call]
		_(RawOrigin::Signed(all[3].1.clone()), id);
		assert_eq!(Audits::<T>::get(id).unwrap().auditors.len(), MAX_AUDITORS as usize + 1);
	}

	#[benchmark]
	fn commit_opinion() {
		let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
		let (stash, operator) = all.last().unwrap().clone();
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), SALT);
		assert!(OpinionCommitments::<T>::contains_key(T::Eras::current(), stash));
	}

	/// The last of all to reveal an opinion about `n` workers that all others named, too.
	#[benchmark]
	fn reveal_opinion(n: Linear<1, { T::MaxOpinion::get() }>) {
		let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
		let (stash, operator) = all.last().unwrap().clone();
		T::Eras::benchmark_set(5);
		let _ = T::Bonds::benchmark_validators(T::MaxPanel::get());
		let opinion = opinion::<T>(n);
		let hash = Pallet::<T>::opinion_commitment(4, &stash, &opinion, SALT);
		OpinionCommitments::<T>::insert(4, &stash, hash);
		let most = T::MaxPanel::get() - 1;
		Revealers::<T>::insert(4, revealers::<T>(&all[..most as usize]));
		for (worker, _) in &opinion {
			Ballots::<T>::insert(4, worker, ballots::<T>(most));
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), opinion, SALT);
		assert_eq!(Revealers::<T>::get(4).len() as u32, T::MaxPanel::get());
	}

	#[benchmark]
	fn begin_tally() {
		let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
		Revealers::<T>::insert(0, revealers::<T>(&all));
		#[block]
		{
			Pallet::<T>::begin_tally(0);
		}
		assert!(TallyOf::<T>::get().is_some_and(|begun| begun.quorum));
	}

	/// `n` workers that all validators named.
	#[benchmark]
	fn tally(n: Linear<1, { T::MaxBallotsPerBlock::get() }>) {
		let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
		Revealers::<T>::insert(0, revealers::<T>(&all));
		Pallet::<T>::begin_tally(0);
		for index in 0..n {
			let worker: T::AccountId = account("worker", index, 0);
			Ballots::<T>::insert(0, &worker, ballots::<T>(T::MaxPanel::get()));
		}
		#[block]
		{
			let _ = Pallet::<T>::tally();
		}
		assert_eq!(Ballots::<T>::iter_prefix(0).count(), 0);
	}

	/// Of `n` validators, each of which is paid.
	#[benchmark]
	fn end_tally(n: Linear<1, { T::MaxPanel::get() }>) {
		let all = T::Bonds::benchmark_validators(T::MaxPanel::get());
		Revealers::<T>::insert(0, revealers::<T>(&all[..n as usize]));
		Pallet::<T>::begin_tally(0);
		let mut counted = TallyOf::<T>::get().unwrap();
		counted.info.iter_mut().for_each(|info| *info = 1_000_000_000);
		for (stash, _) in &all {
			OpinionCommitments::<T>::insert(0, stash, SALT);
		}
		#[block]
		{
			Pallet::<T>::end_tally(counted);
		}
		assert!(TallyOf::<T>::get().is_none());
	}

	/// All blocks together in which the opinions of an era are counted: of 64 validators about `n` workers, each of which
	/// all of them named.
	#[benchmark(extra)]
	fn opinions_of_era(n: Linear<256, 4_096>) {
		let all = T::Bonds::benchmark_validators(64);
		Revealers::<T>::insert(0, revealers::<T>(&all));
		for index in 0..n {
			let worker: T::AccountId = account("worker", index, 0);
			Ballots::<T>::insert(0, &worker, ballots::<T>(64));
		}
		#[block]
		{
			Pallet::<T>::begin_tally(0);
			while TallyOf::<T>::exists() {
				let _ = Pallet::<T>::tally();
			}
		}
		assert_eq!(Ballots::<T>::iter_prefix(0).count(), 0);
	}

	/// With the seeds of as many blocks as there may be, and a result that waits.
	#[benchmark]
	fn note_seed() {
		RecentSeeds::<T>::put(BoundedVec::try_from(vec![SALT; MAX_DRAW_DELAY as usize]).unwrap());
		pass::<T>(1_000u32.into());
		let at = Pallet::<T>::now().saturating_sub(T::DrawDelay::get().into());
		Draws::<T>::insert(at, 7, ());
		#[block]
		{
			let _ = Pallet::<T>::note_seed();
		}
		assert!(DrawSeeds::<T>::contains_key(at));
	}

	/// A full panel of which nobody is in office any more.
	#[benchmark]
	fn refresh_panel() {
		let (_, model, _) = panel::<T>();
		let _ = T::Bonds::benchmark_validators(1);
		#[block]
		{
			Pallet::<T>::refresh(&model, T::Eras::current().saturating_add(1));
		}
		assert!(Panels::<T>::get(model).members.len() <= 1);
	}

	/// A height of the agenda, and an entry found in it.
	#[benchmark]
	fn height() {
		let at = Pallet::<T>::now();
		Draws::<T>::insert(at, 7, ());
		let found;
		#[block]
		{
			found = Draws::<T>::iter_key_prefix(at).take(4).count();
			Draws::<T>::remove(at, 7);
		}
		assert_eq!(found, 1);
	}

	/// A result for which as many auditors are drawn as there may be, out of a full panel.
	#[benchmark]
	fn draw() {
		let (id, _, all) = panel::<T>();
		let task = T::Tasks::task(id).unwrap();
		let mut audit: AuditOf<T> = types::Audit {
			model: task.model,
			seed: SALT,
			canonical: true,
			newcomer: true,
			convictions: 0,
			bond: task.quote,
			phase: Phase::Closed,
			redrawn: false,
			auditors: Default::default(),
		};
		assert!(all.len() >= MAX_AUDITORS as usize);
		#[block]
		{
			// As `draw` does, with the most auditors that parameters may ask for.
			Pallet::<T>::draw(id, SALT);
			Audits::<T>::remove(id);
			for _ in 1..MAX_AUDITORS {
				Pallet::<T>::draw_auditor(id, &task, &mut audit);
			}
			Audits::<T>::insert(id, audit);
		}
		assert!(Audits::<T>::contains_key(id));
	}

	/// All auditors were silent, each on as many panels as there may be.
	#[benchmark]
	fn deadline() {
		let due = Pallet::<T>::now();
		let (id, model, all) = audit::<T>(Standing::Drawn, Phase::Commit { due });
		for (stash, _) in &all[..MAX_AUDITORS as usize] {
			let mut served = vec![model];
			for n in 1..T::MaxAuditedModels::get() {
				let other = Hash::repeat_byte(n as u8);
				Panels::<T>::insert(other, Panels::<T>::get(model));
				served.push(other);
			}
			ServedModels::<T>::insert(
				stash,
				BoundedVec::<_, T::MaxAuditedModels>::try_from(served).unwrap(),
			);
		}
		pass::<T>(One::one());
		let audit = Audits::<T>::get(id).unwrap();
		#[block]
		{
			Pallet::<T>::act(id, audit);
		}
		assert_eq!(Audits::<T>::get(id).unwrap().phase, Phase::Closed);
		let _ = Pallet::<T>::able(&model);
	}
}

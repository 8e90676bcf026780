use super::*;
use assay_primitives::traits::{AuditClaims, Audits as _};
use proptest::prelude::*;

/// Something that anyone may try at any time.
#[derive(Clone, Debug)]
enum Step {
	Reveal(bool),
	Serve(u8, bool),
	Commit(u8, u64, u8),
	RevealVerdict(u8, u64, u8),
	Abstain(u8, u64),
	Disprove(u8, u64),
	Settle(u64),
	Convict(u64),
	Drop(u64),
	Poke(u64),
	Pass(u32),
	Era,
	Leave(u8),
}

fn step() -> impl Strategy<Value = Step> {
	let task = 0u64..12;
	let who = 0u8..VALIDATORS;
	prop_oneof![
		4 => any::<bool>().prop_map(Step::Reveal),
		2 => (who.clone(), any::<bool>()).prop_map(|(n, on)| Step::Serve(n, on)),
		6 => (who.clone(), task.clone(), 0u8..3).prop_map(|(n, id, v)| Step::Commit(n, id, v)),
		6 => (who.clone(), task.clone(), 0u8..3).prop_map(|(n, id, v)| Step::RevealVerdict(n, id, v)),
		2 => (who.clone(), task.clone()).prop_map(|(n, id)| Step::Abstain(n, id)),
		1 => (who.clone(), task.clone()).prop_map(|(n, id)| Step::Disprove(n, id)),
		2 => task.clone().prop_map(Step::Settle),
		1 => task.clone().prop_map(Step::Convict),
		1 => task.clone().prop_map(Step::Drop),
		1 => task.prop_map(Step::Poke),
		6 => (1u32..5).prop_map(Step::Pass),
		1 => Just(Step::Era),
		1 => who.prop_map(Step::Leave),
	]
}

fn verdict(n: u8) -> Verdict<assay_primitives::AccountId> {
	match n {
		0 => Verdict::Match,
		1 => Verdict::Spelling,
		_ => mismatch(),
	}
}

fn open(id: u64) -> bool {
	use assay_primitives::task::TaskState;
	world().tasks.get(&id).is_some_and(|task| matches!(task.state, TaskState::Revealed { .. }))
}

fn take(step: Step, next: &mut u64) {
	match step {
		Step::Reveal(canonical) => {
			revealed_of(*next, canonical.then_some(1));
			*next += 1;
		}
		Step::Serve(n, on) => {
			let models = if on { vec![model()] } else { vec![] };
			let _ = Scoring::serve(signed(operator(n)), models.try_into().unwrap());
		}
		Step::Commit(n, id, v) => drop(commit(n, id, &verdict(v))),
		Step::RevealVerdict(n, id, v) => drop(reveal(n, id, &verdict(v))),
		Step::Abstain(n, id) => drop(Scoring::abstain(signed(operator(n)), id)),
		Step::Disprove(n, id) => {
			if Scoring::digest_of(id, &validator(n)).is_some() {
				assert_ok!(Scoring::disproved(id, &validator(n), &SOMEONE));
			}
		}
		Step::Settle(id) if open(id) && ends(id) <= System::block_number() => drop(settle(id)),
		Step::Convict(id) if open(id) => convict(id),
		Step::Drop(id) if open(id) => {
			Scoring::split(id, &WORKER, &model());
			change(|world| {
				let task = world.tasks.get_mut(&id).unwrap();
				task.state = assay_primitives::task::TaskState::Refunded {
					reason: assay_primitives::task::RefundReason::Cancelled,
					at: 0,
				};
			});
		}
		Step::Settle(_) | Step::Convict(_) | Step::Drop(_) => {}
		Step::Poke(id) => drop(Scoring::poke(signed(SOMEONE), id)),
		Step::Pass(blocks) => run_to(System::block_number() + blocks),
		Step::Era => change(|world| world.era += 1),
		Step::Leave(n) => change(|world| {
			if world.stakes.remove(&validator(n)).is_none() {
				world.stakes.insert(validator(n), 5_000);
			}
		}),
	}
}

proptest! {
	/// Bonds, panels, deadlines and pots fit together after any sequence of calls; and what auditors have lost is what was
	/// burnt or paid to others.
	#[test]
	fn nothing_is_ever_stuck_lost_or_made(steps in proptest::collection::vec(step(), 1..120)) {
		new_test_ext().execute_with(|| {
			serve(VALIDATORS);
			let mut next = 0;
			for step in steps {
				take(step, &mut next);
				check();
			}
			// With time, every audit closes.
			run_to(System::block_number() + 60);
			for (_, audit) in Audits::<Test>::iter() {
				assert_eq!(audit.phase, Phase::Closed);
			}
			let world = world();
			let held: u128 = world.bonds.values().sum();
			let free: u128 = world.free.values().sum();
			let paid: u128 = world.forfeited.iter().map(|(_, _, amount)| amount).sum();
			assert_eq!(free + held + paid + world.burnt, u128::from(VALIDATORS) * 1_000_000);
		});
	}
}

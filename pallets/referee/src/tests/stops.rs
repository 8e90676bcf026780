//! Outcomes that are no answers: a number that is not finite, a prompt too long, ids that were fixed wrongly. False ones
//! convict, true ones are safe.

use super::play::*;
use crate::{mock::*, types::*, Error};
use assay_canon::{
	disclosure::Scope,
	engine::Fault,
	ops::Op,
	party::{Lie, Party, Theirs},
	shape::{Part, Tensor},
	text::{Accusation, Header, Spelling},
	trace::{Ending, Leaf},
};
use assay_primitives::{
	task::{Grounds, Refusal, TaskState},
	Hash,
};
use frame_support::{assert_noop, assert_ok};

/// Weights with which the usual prompt has a fault, of each kind of place.
const HOT: [Hot; 7] = [
	(Tensor::Layer(0, Part::AttentionNorm), 7, 2.2e38),
	(Tensor::Layer(1, Part::KeyNorm), 3, 2.4e38),
	(Tensor::Layer(1, Part::FeedNorm), 9, 2.2e38),
	(Tensor::Layer(0, Part::FeedNorm), 5, 2e7),
	(Tensor::OutputNorm, 11, 1e38),
	(Tensor::OutputNorm, 11, 8.8e6),
	(Tensor::Layer(1, Part::KeyNorm), 3, 1.4e38),
];

/// Prompt, output so far and fault of the run that a worker makes.
fn faulted() -> (Vec<u32>, Vec<u32>, Fault) {
	let (prompt, _) = ids();
	let (output, fault) = generate(&prompt).expect_err("the weights are hot enough");
	(prompt, output, fault)
}

fn ending(fault: Fault) -> Ending {
	Ending::Fault { position: fault.position, layer: fault.layer }
}

fn scope_of(fault: Fault) -> Scope {
	let layer = (fault.layer < SHAPE.layers).then_some(fault.layer);
	Scope::Stop { layer, op: fault.op, index: fault.index }
}

/// Names the place where the run is said to have stopped: all before it is agreed on.
fn name_stop(ours: &Party, fault: Fault) {
	challenge(&PROVER);
	let leaf = Leaf::Stop { position: fault.position, layer: fault.layer };
	let found = content(ours.content(leaf).unwrap());
	let place = (scope_of(fault), fault.position);
	let claim = claim_of(ours, &Theirs::default(), place, leaf, found);
	assert_ok!(Referee::name_place(signed(PROVER), TASK, SALT, claim));
}

fn revealed() -> bool {
	matches!(world().task.state, TaskState::Revealed { .. })
}

#[test]
fn a_true_fault_is_safe() {
	for hot in HOT {
		heat(Some(hot));
		let (prompt, output, fault) = faulted();
		let mut worker = party_to(&prompt, &output, ending(fault), None);
		assert_eq!(worker.faults(), [fault], "{hot:?}");
		run_in(world_of_fault(&worker, &prompt, &output, fault), || {
			let mut ours = party_to(&prompt, &output, ending(fault), None);
			assert_eq!(ours.trace().root(), worker.trace().root());
			name_stop(&ours, fault);
			disclose(OPERATOR, &PROVER, &mut worker);
			// Nothing differs.
			assert_eq!(select(&PROVER, &WORKER, &mut ours), None);
			let chunk = fault.index / fault.op.chunk(&SHAPE);
			let selected = Referee::select(signed(PROVER), TASK, WORKER, fault.op as u8, chunk);
			assert_ok!(selected);
			open(OPERATOR, &PROVER, &WORKER, &mut worker);
			// The chain can't compute it either, and what is behind is nobody's business.
			let (_, witness) = {
				let place = (scope_of(fault), fault.position);
				let pieces = worker.disclose(place.0, place.1).unwrap();
				let (opened, _) = worker.open(place, fault.op, chunk).unwrap();
				let disclosed =
					assay_canon::party::Disclosed { pieces: &pieces, opened: &opened, chosen: 0 };
				let of = (fault.op, fault.index);
				((), ours.witness(&Theirs::default(), place, of, disclosed).unwrap())
			};
			let behind = fault.index + 1;
			assert_noop!(
				Referee::prove(signed(PROVER), TASK, WORKER, behind, witness.clone()),
				Error::<Test>::NoSuchOutput
			);
			assert_ok!(Referee::prove(signed(PROVER), TASK, WORKER, fault.index, witness));
			assert!(revealed(), "{hot:?}");
			assert_eq!(convicted(), None);
		});
	}
	heat(None);
}

/// Says of a run that it stopped at an output that is finite.
fn lies_about(fault: Fault, prompt: &[u32], output: &[u32]) {
	let lie = Lie {
		position: fault.position,
		layer: (fault.layer < SHAPE.layers).then_some(fault.layer),
		op: fault.op,
		index: fault.index,
		flipped: 0,
	};
	let mut worker = party_to(prompt, output, ending(fault), Some(lie));
	if worker.disclose(scope_of(fault), fault.position).is_err() {
		// It has no numbers of its own for what comes after a fault.
		let hot = heat(None);
		worker = party_to(prompt, output, ending(fault), Some(lie));
		heat(hot);
	}
	run_in(world_of_fault(&worker, prompt, output, fault), || {
		let mut ours = party_to(prompt, output, ending(fault), None);
		let op = if ours.trace().root() == worker.trace().root() {
			name_stop(&ours, fault);
			about_place(&PROVER, &mut ours, &mut worker, &Theirs::default())
		} else {
			dispute(&PROVER, &mut ours, &mut worker)
		};
		assert_eq!(convicted(), Some(Grounds::Proof), "{fault:?} {op:?}");
		assert_eq!(world().awarded, Some(Some(PROVER)));
	});
}

#[test]
fn a_false_fault_convicts() {
	let (prompt, output) = ids();
	let p = prompt.len() as u32;
	let fault = |position, layer, op, index| Fault { position, layer, op, index };
	for fault in [
		fault(0, 0, Op::AttentionSquares, 0),
		fault(3, 1, Op::Gate, 95),
		fault(70, 0, Op::Mix, 200),
		fault(70, 1, Op::Mix, 100),
		fault(71, 1, Op::MixQuantise, 3),
		fault(5, 1, Op::KeyRotate, 40),
		fault(9, 0, Op::FeedAdd, 63),
		fault(p - 1, 2, Op::Logit, 299),
	] {
		lies_about(fault, &prompt, &[]);
	}
	for fault in [fault(p + 1, 1, Op::Score, 7), fault(p + 1, 2, Op::FinalNorm, 0)] {
		lies_about(fault, &prompt, &output[..2]);
	}
}

#[test]
fn a_fault_at_another_place_convicts() {
	for hot in HOT {
		heat(Some(hot));
		let (prompt, output, fault) = faulted();
		let other = |change: &dyn Fn(&mut Fault)| {
			let mut other = fault;
			change(&mut other);
			other
		};
		let outputs = fault.op.outputs(&SHAPE, fault.position);
		let others = [
			(fault.index > 0).then(|| other(&|other| other.index -= 1)),
			(fault.index + 1 < outputs).then(|| other(&|other| other.index += 1)),
			Some(other(&|other| {
				other.op = Op::from_number(fault.op as u8 - 1).unwrap();
				other.index = 0;
			})),
			Some(other(&|other| {
				other.op = Op::from_number(fault.op as u8 + 1).unwrap();
				other.index = 0;
			})),
		];
		for other in others.into_iter().flatten() {
			lies_about(other, &prompt, &output);
		}
		// Before: all the rest of the run is left out.
		if fault.position > 1 && fault.layer < SHAPE.layers && output.is_empty() {
			lies_about(Fault { position: fault.position - 1, ..fault }, &prompt, &[]);
		}
	}
	heat(None);
}

/// A run with a fault, as if there was none: somewhere it has numbers that can't be.
#[test]
fn a_run_past_its_fault_convicts() {
	let (prompt, output) = ids();
	for hot in HOT {
		heat(None);
		// Finite numbers of another model, from the hot place on.
		let mut worker = party_of(&prompt, &output, None);
		heat(Some(hot));
		let mut ours = party_of(&prompt, &output, None);
		assert!(!ours.faults().is_empty());
		run_in(world_of(&worker, &prompt, &output), || {
			let op = dispute(&PROVER, &mut ours, &mut worker);
			assert_eq!(convicted(), Some(Grounds::Proof), "{hot:?} {op:?}");
		});
	}
	heat(None);
}

#[test]
fn a_wrong_value_before_a_fault_convicts() {
	for hot in HOT {
		heat(Some(hot));
		let (prompt, output, fault) = faulted();
		if fault.position < 3 {
			continue;
		}
		for lie in [
			lie(fault.position - 2, Some(0), Op::Embed, 3, 1),
			lie(fault.position - 1, Some(1), Op::KeyRotate, 3, 1),
			lie(fault.position - 1, Some(0), Op::FeedAdd, 3, 1),
			// The input of the place where it stopped.
			match fault.layer {
				0 => lie(fault.position, Some(0), Op::Embed, 3, 1),
				layer => lie(fault.position, Some(layer - 1), Op::FeedAdd, 3, 1),
			},
		] {
			let mut worker = party_to(&prompt, &output, ending(fault), Some(lie));
			run_in(world_of_fault(&worker, &prompt, &output, fault), || {
				let mut ours = party_to(&prompt, &output, ending(fault), None);
				let op = dispute(&PROVER, &mut ours, &mut worker);
				assert_eq!((op, convicted()), (Some(lie.op), Some(Grounds::Proof)), "{hot:?}");
			});
		}
	}
	heat(None);
}

#[test]
fn impossible_faults_convict_at_once() {
	let (prompt, _) = ids();
	for (layer, op, index) in [
		(3, Op::FinalNorm, 0),
		(u32::MAX, Op::FinalNorm, 0),
		(2, Op::Gate, 0),
		(1, Op::Logit, 0),
		(1, Op::Gate, 96),
		(0, Op::Embed, 0),
		(2, Op::Choose, 0),
	] {
		let position = prompt.len() as u32 - 1;
		let honest = party_of(&prompt, &ids().1, None);
		let fault = Fault { position, layer, op, index };
		run_in(world_of_fault(&honest, &prompt, &[], fault), || {
			challenge(&PROVER);
			let accuse = |accusation| {
				let charge = Charge { trace: trace_claim(), accusation };
				Referee::accuse(signed(PROVER), TASK, SALT, charge, Texts::default())
			};
			let header = Header { position: 0, id: 0, offset: 0, path: Vec::new() };
			assert_noop!(accuse(Accusation::Header(header)), Error::<Test>::WrongEvidence);
			assert_ok!(accuse(Accusation::Count));
			assert_eq!(convicted(), Some(Grounds::Proof), "{fault:?}");
		});
	}
}

/// Accuses with all evidence that an honest or lying tree has.
fn accuse_refusal(
	reason: Refusal,
	accusation: Accusation,
	then: impl FnOnce(sp_runtime::DispatchResultWithInfo<frame_support::dispatch::PostDispatchInfo>),
) {
	let (prompt, _) = ids();
	run_in(world_of_refusal(&prompt, reason), || {
		challenge(&PROVER);
		let charge = Charge { trace: trace_claim(), accusation };
		then(Referee::accuse(signed(PROVER), TASK, SALT, charge, Texts::default()));
	});
}

fn header(party: &Party, position: u32) -> Header {
	let (id, offset) = party.trace().header(position).unwrap();
	let path = party.trace().path(Leaf::Header { position }).unwrap();
	Header { position, id, offset, path }
}

fn spelt(id: u32) -> Spelling {
	let (special, bytes) = spelling(id);
	Spelling { id, special, bytes, path: spelling_path(id) }
}

#[test]
fn a_prompt_that_fits_is_not_too_long() {
	let (prompt, _) = ids();
	let party = party_to(&prompt, &[], Ending::Unrun, None);
	let ids_root = Hash::from(party.trace().root());
	let reason = || Refusal::TooLong { ids_root, count: prompt.len() as u32 };
	accuse_refusal(reason(), Accusation::Count, |result| {
		assert_ok!(result);
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
}

#[test]
fn ids_that_do_not_spell_the_prompt_are_no_reason() {
	let (short, _) = ids();
	// More ids than the context holds.
	let long: Vec<u32> = short.iter().copied().chain((0..300).map(|n| 97 + n % 20)).collect();
	let reason = |ids: &[u32], party: &Party| Refusal::TooLong {
		ids_root: Hash::from(party.trace().root()),
		count: ids.len() as u32,
	};
	let accuse = |accusation: Accusation| {
		challenge(&PROVER);
		let charge = Charge { trace: trace_claim(), accusation };
		Referee::accuse(signed(PROVER), TASK, SALT, charge, Texts::default())
	};
	let honest = party_to(&long, &[], Ending::Unrun, None);
	for accusation in [Accusation::Count, Accusation::Header(header(&honest, 4))] {
		run_in(world_of_refusal(&long, reason(&long, &honest)), || {
			let error = accuse(accusation).unwrap_err().error;
			assert_eq!(error, Error::<Test>::NothingWrong.into());
		});
	}
	// Another id than the prompt's.
	let mut other = long.clone();
	other[5] = u32::from(b'#');
	let lying = party_to(&other, &[], Ending::Unrun, None);
	run_in(world_of_refusal(&long, reason(&other, &lying)), || {
		let (header, first) = (header(&lying, 5), Some(header(&lying, 1)));
		let accusation = Accusation::Bytes { header, first, spelling: spelt(u32::from(b'#')) };
		assert_ok!(accuse(accusation));
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
	// More ids than bytes.
	let mut more = long.clone();
	more.extend([97; 10]);
	let lying = party_to(&more, &[], Ending::Unrun, None);
	run_in(world_of_refusal(&long, reason(&more, &lying)), || {
		assert_ok!(accuse(Accusation::Count));
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
	// Nothing was computed, so the tree has nothing but headers.
	let layout = *honest.trace().layout();
	assert_eq!(layout.index(Leaf::Cell { position: 0, layer: 0 }), None);
	run_in(world_of_refusal(&long, reason(&long, &honest)), || {
		challenge(&PROVER);
		assert_ok!(Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), 0));
		answer(OPERATOR, &PROVER, &honest);
	});
}

#[test]
fn other_ids_than_the_fixed_ones_must_be_the_prompts() {
	let (prompt, _) = ids();
	let honest = party_to(&prompt, &[], Ending::Unrun, None);
	let reason = |ids: &[u32], party: &Party| Refusal::BadIds {
		ids: ids.to_vec().try_into().unwrap(),
		ids_root: Hash::from(party.trace().root()),
	};
	for accusation in [Accusation::Count, Accusation::Header(header(&honest, 4))] {
		accuse_refusal(reason(&prompt, &honest), accusation, |result| {
			assert_eq!(result.unwrap_err().error, Error::<Test>::NothingWrong.into());
		});
	}
	let mut other = prompt.clone();
	other[5] = u32::from(b'#');
	let lying = party_to(&other, &[], Ending::Unrun, None);
	let bytes = Accusation::Bytes {
		header: header(&lying, 5),
		first: Some(header(&lying, 1)),
		spelling: spelt(u32::from(b'#')),
	};
	accuse_refusal(reason(&other, &lying), bytes, |result| {
		assert_ok!(result);
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
	// Ids that are not those of the tree.
	let header = Accusation::Header(header(&lying, 5));
	accuse_refusal(reason(&prompt, &lying), header, |result| {
		assert_ok!(result);
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
}

//! Lies are found and convicted, and money goes where it should.

use super::play::*;
use crate::{mock::*, Event};
use assay_canon::{
	ops::{Element, Op},
	party::Lie,
};
use assay_primitives::task::Grounds;

/// A lie about each committed operation, at places of all kinds.
fn lies() -> Vec<Lie> {
	let (prompt, output) = ids();
	let last = (prompt.len() + output.len() - 2) as u32;
	let first_end = prompt.len() as u32 - 1;
	vec![
		lie(0, Some(0), Op::Embed, 3, 1),
		lie(5, Some(0), Op::Embed, 40, 1 << 31),
		lie(0, Some(0), Op::KeyRotate, 63, 1),
		lie(2, Some(1), Op::KeyRotate, 0, 1 << 30),
		lie(64, Some(1), Op::Value, 31, 1 << 22),
		lie(0, Some(0), Op::FeedAdd, 0, 1),
		lie(70, Some(0), Op::FeedAdd, 63, 2),
		lie(last, Some(1), Op::FeedAdd, 7, 4),
		lie(first_end, None, Op::Logit, 255, 1),
		lie(last, None, Op::Logit, 299, 8),
		lie(last, None, Op::Choose, 0, 1),
		lie(first_end, None, Op::Choose, 0, 3),
	]
}

#[test]
fn every_lie_is_found_and_convicted() {
	for lie in lies() {
		run_lying(Some(lie), |mut worker| {
			let before = total(&PROVER);
			let op = dispute(&PROVER, &mut honest(), &mut worker);
			assert_eq!(op, Some(lie.op), "{lie:?}");
			assert_eq!(convicted(), Some(Grounds::Proof), "{lie:?}");
			assert_eq!(world().awarded, Some(Some(PROVER)));
			// The challenger gets its bond back; its part of the worker's comes with the conviction's maturity.
			assert_eq!(total(&PROVER), before);
		})
	}
}

#[test]
fn numbers_that_are_not_finite_convict_when_opened() {
	// Exponent bits of a number that is not finite.
	for op in [Op::FeedAdd, Op::KeyRotate, Op::Value] {
		let (_, original) = {
			let mut party = honest();
			let scope = assay_canon::disclosure::Scope::Layer { layer: 0 };
			let (piece, _) = party.open((scope, 3), op, 0).unwrap();
			((), u32::from_le_bytes(piece[..4].try_into().unwrap()))
		};
		for bits in [f32::NAN.to_bits(), f32::INFINITY.to_bits(), 0xff80_0001] {
			let lie = lie(3, Some(0), op, 0, original ^ bits);
			run_lying(Some(lie), |mut worker| {
				assert_eq!(dispute(&PROVER, &mut honest(), &mut worker), Some(op));
				assert_eq!(convicted(), Some(Grounds::Proof));
				let computed = System::events()
					.iter()
					.any(|e| matches!(e.event, RuntimeEvent::Referee(Event::Computed { .. })));
				assert!(!computed, "opening was enough");
			})
		}
	}
}

/// The worker discloses a wrong operation that leads to its wrong output: the first wrong one convicts.
#[test]
fn a_consistent_lie_is_convicted_where_it_begins() {
	let lie = lie(4, Some(0), Op::FeedAdd, 5, 1);
	run_lying(Some(lie), |mut worker| {
		let mut prover = honest();
		let theirs = to_place(&PROVER, &prover, &worker);
		// Every operation's hash is another one's than the honest, from the first on.
		let place = crate::Places::<Test>::get(TASK, &PROVER).unwrap();
		let mut pieces = hashes(worker.disclose(place.scope, place.position).unwrap());
		pieces[0] = assay_primitives::Hash::repeat_byte(1);
		let pieces = pieces.try_into().unwrap();
		frame_support::assert_ok!(Referee::disclose(signed(OPERATOR), TASK, PROVER, pieces));
		assert_eq!(select(&PROVER, &WORKER, &mut prover), Some((Op::AttentionSquares, 0)));
		// It can't open what it made up.
		pass(9);
		assert!(matches!(convicted(), Some(Grounds::Silence { .. })));
		let _ = theirs;
	});
}

#[test]
fn elements_have_the_widths_that_events_say() {
	for op in Op::ALL {
		let width = match op.element() {
			Element::Block => 34,
			Element::Number | Element::Id => 4,
		};
		assert!(width <= crate::types::MAX_OUTPUT as usize);
	}
}

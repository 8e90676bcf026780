use crate::arithmetic::{
	information::{contribution, pay, price_for, Window, ERAS},
	BILLION,
};
use codec::{Decode, Encode, MaxEncodedLen};
use proptest::prelude::*;

#[test]
fn known_contributions() {
	for (own, others, before, info) in [
		// Repeats the era before; or nobody else moved.
		(50, 90, 50, 0),
		(90, 50, 50, 0),
		// Moves with the others, less and further than they do.
		(60, 90, 50, 10),
		(99, 90, 50, 40),
		(0, 40, 50, 10),
		// Against them.
		(40, 90, 50, -10),
		(90, 45, 50, -5),
		(BILLION, BILLION, 0, 1_000_000_000),
		(0, BILLION, BILLION / 2, -500_000_000),
	] {
		assert_eq!(contribution(own, others, before), info, "{own} {others} {before}");
	}
}

#[test]
fn losses_count_against_gains_of_eight_eras() {
	let mut window = Window::default();
	window.add(100);
	window.add(-30);
	assert_eq!(window.units(), 70);
	let mut window = window.at(3);
	window.add(-50);
	assert_eq!(window.units(), 20);
	window.add(-50);
	assert_eq!(window.units(), 0);
	window.add(40);
	// The first era counts up to era 7.
	assert_eq!(window.at(7).units(), 10);
	assert_eq!(window.at(8).units(), 0);
	assert_eq!(window.at(u32::MAX), Window::default().at(u32::MAX));
	assert_eq!(window.at(2), window);
}

#[test]
fn pays_per_unit() {
	assert_eq!(pay(0, u128::MAX), Some(0));
	assert_eq!(pay(3, 7), Some(21));
	assert_eq!(pay(u64::MAX, 1 << 64), Some(u128::from(u64::MAX) << 64));
	assert_eq!(pay(2, u128::MAX / 2 + 1), None);
}

#[test]
fn a_unit_is_worth_what_stake_stands_behind_it() {
	assert_eq!(price_for(1, 0, 7), None);
	assert_eq!(price_for(0, 4, 100), Some(0));
	assert_eq!(price_for(1, 4, 100), Some(25));
	assert_eq!(price_for(5, 4, 100), Some(100));
	assert_eq!(price_for(u128::MAX / 2, u128::MAX, u128::MAX), Some(u128::MAX / 2));
}

#[test]
fn encodes_to_a_known_length() {
	let mut window = Window::default().at(9);
	window.add(-4);
	assert_eq!(window.encode().len(), Window::max_encoded_len());
	assert_eq!(Window::max_encoded_len(), 8 * ERAS + 4);
	assert_eq!(Window::decode(&mut &window.encode()[..]), Ok(window));
}

#[test]
fn sums_do_not_wrap() {
	let mut window = Window::default();
	window.add(i64::MAX);
	window.add(1);
	let mut next = window.at(1);
	next.add(i64::MAX);
	assert_eq!(next.units(), i64::MAX as u64);
	next.add(i64::MIN);
	next.add(i64::MIN);
	assert_eq!(next.units(), 0);
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

	#[test]
	fn is_the_formula(own in 0..=BILLION, others in 0..=BILLION, before in 0..=BILLION) {
		let of = |value: u32| f64::from(value) - f64::from(before);
		let (a, b) = (of(own), of(others));
		let sign = if a * b > 0.0 { 1.0 } else if a * b < 0.0 { -1.0 } else { 0.0 };
		let exact = sign * a.abs().min(b.abs());
		prop_assert_eq!(contribution(own, others, before) as f64, exact);
	}

	/// What the others did not move by can't be earned, nor what oneself did not.
	#[test]
	fn is_bounded_by_both_moves(own in any::<u32>(), others in any::<u32>(), before in any::<u32>()) {
		let info = contribution(own, others, before).abs();
		prop_assert!(info <= i64::from(own.abs_diff(before)));
		prop_assert!(info <= i64::from(others.abs_diff(before)));
	}

	/// Two accounts are paid what one would be, or less for rounding.
	#[test]
	fn many_accounts_earn_no_more_than_one(
		units in any::<u32>(), parts in prop::collection::vec(0..10u128.pow(21), 1..8), others in 1..10u128.pow(21),
		price in 0..10u128.pow(18),
	) {
		let mine: u128 = parts.iter().sum();
		let paid = |stake| pay(units.into(), price_for(stake, mine + others, price).unwrap()).unwrap();
		let many: u128 = parts.iter().map(|part| paid(*part)).sum();
		prop_assert!(many <= paid(mine));
	}

	/// Going as far as the others is best, and further earns no more.
	#[test]
	fn nothing_beats_the_consensus_of_the_others(own in 0..=BILLION, others in 0..=BILLION, before in 0..=BILLION) {
		prop_assert!(contribution(own, others, before) <= contribution(others, others, before));
	}

	#[test]
	fn a_window_is_a_sum(steps in prop::collection::vec((0u32..12, -1_000i64..1_000), 1..40)) {
		let mut window = Window::default();
		let mut all = Vec::new();
		let mut era = 0;
		for (eras, info) in steps {
			era += eras;
			window = window.at(era);
			window.add(info);
			all.push((era, info));
			let sum: i64 = all.iter().filter(|(at, _)| at + 8 > era).map(|(_, info)| info).sum();
			prop_assert_eq!(window.units(), sum.max(0) as u64);
		}
	}
}

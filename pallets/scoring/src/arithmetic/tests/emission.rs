use crate::arithmetic::{
	emission::{entitled, Entitlement, Work},
	BILLION,
};
use proptest::prelude::*;
use sp_runtime::Permill;

fn work(protocol_fee: u128, score: u32) -> Work {
	Work { protocol_fee, score, newcomer: false, able: 2, auditors: 2 }
}

const HALF: Permill = Permill::from_percent(50);

#[test]
fn known_entitlements() {
	let found = |work: &Work, fees: &[u128]| entitled(work, HALF, fees).unwrap();
	let of = |worker, auditors: &[u128]| Entitlement { worker, auditors: auditors.to_vec() };
	// E = 50; not audited: all of it to the worker, as far as its score goes.
	assert_eq!(found(&work(100, BILLION), &[]), of(50, &[]));
	assert_eq!(found(&work(100, BILLION / 4), &[]), of(12, &[]));
	// Audit fees below E / 2 are doubled; above they share E / 2.
	assert_eq!(found(&work(100, BILLION), &[5, 10]), of(35, &[5, 10]));
	assert_eq!(found(&work(100, BILLION), &[300, 100]), of(25, &[18, 6]));
	assert_eq!(found(&work(100, BILLION), &[0, 0]), of(50, &[0, 0]));
	// A score above one is none.
	assert_eq!(found(&work(100, u32::MAX), &[]), of(50, &[]));
}

#[test]
fn tasks_of_newcomers_bring_nothing() {
	let newcomer = Work { newcomer: true, ..work(100, BILLION) };
	let expected = Entitlement { worker: 0, auditors: vec![0] };
	assert_eq!(entitled(&newcomer, HALF, &[20]), Some(expected));
}

#[test]
fn nobody_is_given_anything_where_too_few_can_check() {
	let none = Entitlement { worker: 0, auditors: vec![0] };
	let niche = Work { able: 1, ..work(100, BILLION) };
	assert_eq!(entitled(&niche, HALF, &[20]), Some(none.clone()));
	let unchecked = Work { able: 0, auditors: 0, ..work(100, BILLION) };
	assert_eq!(entitled(&unchecked, HALF, &[20]), Some(none));
}

#[test]
fn too_much_is_no_number() {
	assert_eq!(entitled(&work(100, BILLION), HALF, &[u128::MAX, 1]), None);
	let most = entitled(&work(u128::MAX, BILLION), Permill::one(), &[u128::MAX]).unwrap();
	assert_eq!(most.total(), Some(u128::MAX));
	assert_eq!(Entitlement { worker: u128::MAX, auditors: vec![1] }.total(), None);
}

fn amount() -> impl Strategy<Value = u128> {
	prop_oneof![0..100u128, 0..10u128.pow(15), 0..10u128.pow(27)]
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

	#[test]
	fn never_more_than_lambda(
		protocol_fee in amount(), score in 0..=BILLION, newcomer in any::<bool>(), able in 0..5u32, auditors in 0..5u32,
		lambda in 0..=1_000_000u32, fees in prop::collection::vec(amount(), 0..5),
	) {
		let work = Work { protocol_fee, score, newcomer, able, auditors };
		let lambda = Permill::from_parts(lambda);
		let found = entitled(&work, lambda, &fees).unwrap();
		let most = lambda.mul_floor(protocol_fee);
		let audits: u128 = found.auditors.iter().sum();
		prop_assert!(found.total().unwrap() <= most);
		prop_assert!(audits <= most / 2);
		prop_assert_eq!(found.auditors.len(), fees.len());
		let all: u128 = fees.iter().sum();
		let given = all.min(most / 2);
		for (part, fee) in found.auditors.iter().zip(&fees) {
			// Nobody is given more than it earned; in proportion, but for a planck of rounding.
			prop_assert!(part <= fee);
			if !newcomer && able >= auditors && auditors > 0 && all > 0 {
				let exact = given as f64 * (*fee as f64 / all as f64);
				prop_assert!((*part as f64 - exact).abs() <= 1.0 + exact * 1e-12);
			}
		}
		if newcomer || able < auditors {
			prop_assert_eq!(found.total(), Some(0));
		} else if auditors > 0 {
			let exact = (most - given) as f64 * f64::from(score) / 1e9;
			prop_assert!((found.worker as f64 - exact).abs() <= 1.0 + exact * 1e-12);
		}
	}

	#[test]
	fn a_better_score_never_earns_less(
		protocol_fee in amount(), a in 0..=BILLION, b in 0..=BILLION, fees in prop::collection::vec(amount(), 0..3),
	) {
		let worker = |score| entitled(&work(protocol_fee, score), HALF, &fees).unwrap().worker;
		prop_assert!(worker(a.min(b)) <= worker(a.max(b)));
	}
}

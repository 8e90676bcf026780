use crate::arithmetic::{
	score::{lower_bound, score, Record, EVENT, MOST, MOST_OPINION},
	BILLION,
};
use codec::{Decode, Encode, MaxEncodedLen};
use proptest::prelude::*;
use sp_runtime::{Perbill, Permill};

const ONE: f64 = EVENT as f64;

/// Wilson's lower bound as the paper has it, with `z = 2`.
fn wilson(passed: f64, failed: f64) -> f64 {
	let n = passed + failed;
	if passed == 0.0 {
		return 0.0;
	}
	let z = 2.0;
	let p = passed / n;
	let middle = p + z * z / (2.0 * n);
	let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
	(middle - spread) / (1.0 + z * z / n)
}

fn facts(record: &Record) -> f64 {
	let of = |count: u64| count as f64 / ONE;
	let done = of(record.done);
	let on_time = (done + 4.0) / (done + of(record.missed) + 4.0);
	let latency = if done == 0.0 { 1.0 } else { (1.0 - of(record.paces) / done).max(0.1) };
	wilson(of(record.passed), of(record.failed)) * (on_time * latency).sqrt()
}

fn close(found: u32, exact: f64, bound: f64) -> bool {
	(f64::from(found) - exact * f64::from(BILLION)).abs() <= bound
}

/// Counts of all sizes: few events as often as many, and parts of events.
fn count() -> impl Strategy<Value = u64> {
	prop_oneof![
		Just(0),
		(0u64..50).prop_map(|events| events * EVENT),
		0..100 * EVENT,
		0..5_000 * EVENT,
		(0u32..=40).prop_flat_map(|bits| 0..=1u64 << bits),
	]
}

/// Counts such as a worker can come by, which leave no doubt about rounding.
fn usual() -> impl Strategy<Value = u64> {
	prop_oneof![(0u64..50).prop_map(|events| events * EVENT), 0..100 * EVENT, 0..20_000 * EVENT]
}

prop_compose! {
	fn record(kind: fn() -> BoxedStrategy<u64>)(
		passed in kind(), failed in kind(), done in kind(), missed in kind(), pace in 0.0..=1.0f64,
		streak in any::<u32>(), era in any::<u32>(),
	) -> Record {
		let paces = ((done as f64 * pace) as u64).min(done);
		Record { passed, failed, done, missed, paces, streak, convictions: 0, era }
	}
}

fn any_record() -> impl Strategy<Value = Record> {
	record(|| count().boxed())
}

fn usual_record() -> impl Strategy<Value = Record> {
	record(|| usual().boxed())
}

fn of(passed: u64, failed: u64) -> Record {
	Record { passed: passed * EVENT, failed: failed * EVENT, ..Record::default() }
}

#[test]
fn known_bounds() {
	for (passed, failed, bound) in [
		(0, 0, 0),
		(0, 9, 0),
		// s / (s + 4).
		(1, 0, 200_000_000),
		(4, 0, 500_000_000),
		(20, 0, 833_333_333),
		(100, 0, 961_538_461),
		// (9 + 2 − 2 × √1.9) / 14 and (2 + 2 − 2 × √2) / 8.
		(9, 1, 588_799_303),
		(2, 2, 146_446_609),
	] {
		let found = of(passed, failed).facts();
		assert!(found.abs_diff(bound) <= 1, "{passed} {failed} {found}");
	}
}

#[test]
fn nothing_known_is_no_score_whatever_others_think() {
	let mut record = Record::default();
	record.finish(Perbill::zero());
	assert_eq!(record.facts(), 0);
	assert_eq!(score(&record, Some(Perbill::one()), MOST_OPINION), 0);
	assert_eq!(score(&record, None, MOST_OPINION), 0);
}

#[test]
fn a_conviction_leaves_nothing() {
	let mut record = Record::default();
	(0..500).for_each(|_| record.pass());
	assert!(!record.is_newcomer(20));
	record.convict();
	assert_eq!(score(&record, Some(Perbill::one()), MOST_OPINION), 0);
	assert!(record.is_newcomer(1));
	// And has to be made up for.
	(0..20).for_each(|_| record.pass());
	assert!(!record.is_newcomer(20));
	assert!(record.facts() < of(20, 0).facts());
}

#[test]
fn a_failed_audit_ends_the_streak() {
	let mut record = Record::default();
	(0..19).for_each(|_| record.pass());
	assert!(record.is_newcomer(20));
	record.pass();
	assert!(!record.is_newcomer(20));
	record.fail();
	assert!(record.is_newcomer(1));
	assert_eq!((record.passed, record.failed), (20 * EVENT, EVENT));
}

#[test]
fn one_miss_among_few_is_not_fatal() {
	let mut record = of(20, 0);
	let before = record.facts();
	record.miss();
	// √(4 / 5).
	assert!(close(record.facts(), f64::from(before) / 1e9 * 0.8f64.sqrt(), 2.0));
	for _ in 0..96 {
		record.finish(Perbill::zero());
	}
	assert!(record.facts() > before / 1_000 * 995);
	for _ in 0..300 {
		record.miss();
	}
	assert!(record.facts() < before / 100 * 51);
}

#[test]
fn slow_workers_keep_a_tenth() {
	let mut record = of(20, 0);
	let before = f64::from(record.facts()) / 1e9;
	(0..10).for_each(|_| record.finish(Perbill::one()));
	assert!(close(record.facts(), before * 0.1f64.sqrt(), 2.0));
	let mut half = of(20, 0);
	(0..10).for_each(|_| half.finish(Perbill::from_percent(50)));
	assert!(close(half.facts(), before * 0.5f64.sqrt(), 2.0));
}

#[test]
fn opinion_never_weighs_more_than_half() {
	let record = of(100, 0);
	let facts = record.facts();
	let all = Some(Perbill::zero());
	assert_eq!(score(&record, all, Permill::one()), facts / 2);
	assert_eq!(score(&record, all, Permill::zero()), facts);
	assert_eq!(score(&record, None, Permill::one()), facts);
	let quarter = score(&record, Some(Perbill::one()), Permill::from_percent(25));
	assert!(close(quarter, 0.75 * f64::from(facts) / 1e9 + 0.25, 1.0));
}

#[test]
fn records_are_forgotten() {
	let record = Record { passed: MOST, failed: 1, streak: 7, era: 5, ..Record::default() };
	let gone = Record { streak: 7, era: 5 + 512, ..Record::default() };
	assert_eq!(record.decayed(512), gone);
	assert_eq!(record.at(517), gone);
	assert_eq!(record.decayed(511).passed, 0);
	assert_eq!(record.decayed(u32::MAX).passed, 0);
	assert_eq!(record.at(4), record);
	assert_eq!(record.at(6).passed, MOST / 16 * 15);
}

#[test]
fn encodes_to_a_known_length() {
	let record = Record {
		passed: 1,
		failed: 2,
		done: 3,
		missed: 4,
		paces: 3,
		streak: 5,
		convictions: 2,
		era: 6,
	};
	let bytes = record.encode();
	assert_eq!(bytes.len(), Record::max_encoded_len());
	assert_eq!(bytes.len(), 52);
	assert_eq!(Record::decode(&mut &bytes[..]), Ok(record));
}

#[test]
fn counts_stop_at_the_most() {
	let mut record = Record { passed: MOST - 1, done: MOST - 1, paces: 9, ..Record::default() };
	record.pass();
	record.finish(Perbill::one());
	assert_eq!((record.passed, record.done, record.paces), (MOST, MOST - 1, 9));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

	#[test]
	fn the_bound_is_wilsons(passed in usual(), failed in usual()) {
		let exact = wilson(passed as f64 / ONE, failed as f64 / ONE);
		prop_assert!(close(lower_bound(passed, failed), exact, 2.0));
	}

	#[test]
	fn facts_are_the_formula(record in usual_record()) {
		prop_assert!(close(record.facts(), facts(&record), 4.0), "{} {}", record.facts(), facts(&record) * 1e9);
	}

	#[test]
	fn scores_are_a_mix(record in usual_record(), opinion in 0..=BILLION, weight in 0..=1_000_000u32) {
		let facts = record.facts();
		let found = score(&record, Some(Perbill::from_parts(opinion)), Permill::from_parts(weight));
		let weight = f64::from(weight).min(5e5) / 1e6;
		let exact = (1.0 - weight) * f64::from(facts) / 1e9 + weight * f64::from(opinion) / 1e9;
		let exact = if facts == 0 { 0.0 } else { exact };
		prop_assert!(close(found, exact, 1.0));
	}

	#[test]
	fn any_record_has_a_score(
		record in any_record(), opinion in proptest::option::of(0..=BILLION), weight in 0..=1_000_000u32,
	) {
		let opinion = opinion.map(Perbill::from_parts);
		prop_assert!(score(&record, opinion, Permill::from_parts(weight)) <= BILLION);
		// What no chain of calls leads to still gives a score.
		let wild = Record {
			passed: record.passed << 23, failed: record.failed << 20, done: record.missed, missed: u64::MAX,
			paces: u64::MAX, ..record
		};
		prop_assert!(score(&wild, opinion, Permill::from_parts(weight)) <= BILLION);
	}

	#[test]
	fn more_passes_never_lower(record in usual_record()) {
		let mut better = record;
		better.pass();
		prop_assert!(better.facts() >= record.facts());
	}

	#[test]
	fn failures_and_misses_never_raise(record in usual_record()) {
		let mut failed = record;
		failed.fail();
		prop_assert!(failed.facts() <= record.facts());
		let mut missed = record;
		missed.miss();
		prop_assert!(missed.facts() <= record.facts());
		let mut convicted = record;
		convicted.convict();
		prop_assert_eq!(convicted.facts(), 0);
	}

	#[test]
	fn faster_never_lowers(record in usual_record(), a in 0..=BILLION, b in 0..=BILLION) {
		let done = |pace: u32| {
			let mut record = record;
			record.finish(Perbill::from_parts(pace));
			record.facts()
		};
		prop_assert!(done(a.min(b)) >= done(a.max(b)));
	}

	#[test]
	fn better_facts_or_opinion_never_lower(
		a in usual_record(), b in usual_record(), opinions in [0..=BILLION, 0..=BILLION], weight in 0..=1_000_000u32,
	) {
		let of = |record: &Record, opinion| {
			score(record, Some(Perbill::from_parts(opinion)), Permill::from_parts(weight))
		};
		let (worse, better) = if a.facts() <= b.facts() { (a, b) } else { (b, a) };
		prop_assert!(of(&worse, opinions[0]) <= of(&better, opinions[0]));
		let (low, high) = (opinions[0].min(opinions[1]), opinions[0].max(opinions[1]));
		prop_assert!(of(&a, low) <= of(&a, high));
	}

	#[test]
	fn decay_is_the_power(record in any_record(), eras in 0u32..600) {
		let factor = (15.0f64 / 16.0).powi(eras as i32);
		let left = record.decayed(eras);
		prop_assert_eq!((left.streak, left.era), (record.streak, record.era.saturating_add(eras)));
		for (before, after) in [
			(record.passed, left.passed), (record.failed, left.failed), (record.done, left.done),
			(record.missed, left.missed), (record.paces, left.paces),
		] {
			let exact = before as f64 * factor;
			prop_assert!(after as f64 <= exact + 1e-3 && after as f64 >= exact - 1.001, "{after} {exact}");
			prop_assert!(after <= before);
		}
		prop_assert!(left.paces <= left.done);
	}

	#[test]
	fn decay_in_two_steps_is_decay_in_one(record in any_record(), a in 0u32..100, b in 0u32..100) {
		let record = Record { era: 0, ..record };
		let (twice, once) = (record.decayed(a).decayed(b), record.decayed(a + b));
		prop_assert!(twice.passed.abs_diff(once.passed) <= 2);
		prop_assert!(twice.done.abs_diff(once.done) <= 2);
		prop_assert_eq!(twice.era, once.era);
	}
}

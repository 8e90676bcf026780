use crate::arithmetic::{
	consensus::{cap_stakes, consensus, consensus_and_others, relative, Consensus, Opinion},
	BILLION,
};
use proptest::prelude::*;
use sp_runtime::Perbill;

/// By its definition: of all values, the largest that those with at least half of the stake gave, or more than it.
fn reference(opinions: &[Opinion]) -> u32 {
	let all: u128 = opinions.iter().map(|it| it.stake).sum();
	let backed = |value: u32| {
		let stake: u128 = opinions.iter().filter(|it| it.value >= value).map(|it| it.stake).sum();
		all > 0 && 2 * stake >= all
	};
	opinions.iter().map(|it| it.value).filter(|value| backed(*value)).max().unwrap_or(0)
}

/// By its definition: the mean of what one average share of stake around one half of it gave.
fn middle(opinions: &[Opinion]) -> u32 {
	let mut sorted: Vec<_> = opinions.iter().filter(|it| it.stake > 0).collect();
	sorted.sort_by_key(|it| it.value);
	// In units of which an average share has as many as there is stake, twice.
	let count = sorted.len() as u128;
	let all: u128 = sorted.iter().map(|it| it.stake).sum();
	if count == 0 {
		return 0;
	}
	let (from, to) = ((count - 1) * all, (count + 1) * all);
	let (mut at, mut sum) = (0, 0);
	for it in sorted {
		let end = at + 2 * count * it.stake;
		sum += to.min(end).saturating_sub(from.max(at)) * u128::from(it.value);
		at = end;
	}
	(sum / (to - from)) as u32
}

fn without(opinions: &[Opinion], at: usize) -> Vec<Opinion> {
	let mut others = opinions.to_vec();
	others.remove(at);
	others
}

fn of(pairs: &[(u128, u32)]) -> Vec<Opinion> {
	pairs.iter().map(|(stake, value)| Opinion { stake: *stake, value: *value }).collect()
}

/// Few values and stakes, so that there are ties, and any.
fn opinions(most: usize) -> impl Strategy<Value = Vec<Opinion>> {
	let stake = prop_oneof![Just(0u128), 1..5u128, 0..10u128.pow(21)];
	let value = prop_oneof![0..4u32, 0..=BILLION];
	let opinion = (stake, value).prop_map(|(stake, value)| Opinion { stake, value });
	prop::collection::vec(opinion, 0..most)
}

#[test]
fn known_medians() {
	for (opinions, value) in [
		(of(&[]), 0),
		(of(&[(0, 7)]), 0),
		(of(&[(1, 7)]), 7),
		(of(&[(1, 1), (1, 2), (1, 3)]), 2),
		// Half of the stake is enough.
		(of(&[(1, 1), (1, 3)]), 3),
		(of(&[(5, 1), (4, 3)]), 1),
		// Who does not name the worker counts.
		(of(&[(2, 9), (3, 0)]), 0),
		(of(&[(2, 9), (1, 0)]), 9),
	] {
		assert_eq!(consensus(&opinions), value, "{opinions:?}");
	}
}

#[test]
fn known_middles_of_the_others() {
	for (opinions, value, others) in [
		(of(&[]), 0, vec![]),
		(of(&[(8, 5)]), 5, vec![0]),
		(of(&[(8, 5), (0, 9)]), 5, vec![0, 5]),
		(of(&[(1, 30), (1, 10), (1, 20)]), 20, vec![15, 25, 20]),
		// Of an odd number the one in the middle.
		(of(&[(1, 10), (1, 20), (1, 30), (1, 40)]), 30, vec![30, 30, 20, 20]),
		// Two others: between both, in proportion, as long as none has three times the stake of the other.
		(of(&[(5, 7), (5, 0), (3, 8)]), 7, vec![2, 7, 3]),
		(of(&[(9, 7), (30, 0), (10, 80)]), 0, vec![0, 47, 0]),
	] {
		assert_eq!(consensus_and_others(&opinions), Consensus { value, others }, "{opinions:?}");
	}
}

/// Three validators of about the same stake, of which one repeats what was known: the other two are seen, whoever of the
/// three has a little more.
#[test]
fn a_copier_with_a_little_more_stake_hides_nobody() {
	for stakes in [[100, 99, 101], [100, 101, 99], [100, 100, 100], [101, 99, 100]] {
		let [a, b, copier] = stakes;
		let others = consensus_and_others(&of(&[(a, 600), (b, 600), (copier, 400)])).others;
		assert!(others[0] > 490 && others[1] > 490, "{others:?}");
		assert_eq!(others[2], 600);
	}
}

#[test]
fn known_caps() {
	assert_eq!(cap_stakes(&[]), []);
	assert_eq!(cap_stakes(&[7]), [7]);
	assert_eq!(cap_stakes(&[9, 1]), [5, 1]);
	assert_eq!(cap_stakes(&[70, 10, 10, 10]), [25, 10, 10, 10]);
	let mut stakes = [10; 20];
	stakes[0] = 610;
	let capped = cap_stakes(&stakes);
	assert_eq!((capped[0], capped[1]), (100, 10));
}

#[test]
fn relative_to_the_best() {
	assert_eq!(relative(0, 0), Perbill::zero());
	assert_eq!(relative(3, 12), Perbill::from_percent(25));
	assert_eq!(relative(12, 12), Perbill::one());
	assert_eq!(relative(13, 12), Perbill::one());
}

#[test]
fn stakes_may_be_as_large_as_can_be() {
	let opinions = of(&[(u128::MAX / 2, 1), (u128::MAX / 2, 2), (1, 3)]);
	assert_eq!(consensus(&opinions), 2);
	assert_eq!(consensus_and_others(&opinions).others, [2, 1, 1]);
	let values = of(&[(u128::MAX / 2, BILLION), (u128::MAX / 2, BILLION), (1, BILLION)]);
	assert_eq!(consensus_and_others(&values).others, [BILLION; 3]);
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

	#[test]
	fn is_the_definition(opinions in opinions(30)) {
		let found = consensus_and_others(&opinions);
		prop_assert_eq!(found.value, reference(&opinions));
		prop_assert_eq!(found.value, consensus(&opinions));
		prop_assert_eq!(found.others.len(), opinions.len());
		for (at, value) in found.others.iter().enumerate() {
			prop_assert_eq!(*value, middle(&without(&opinions, at)), "{} of {:?}", at, opinions);
		}
	}

	#[test]
	fn order_does_not_matter(opinions in opinions(20), by in 0usize..20) {
		let mut turned = opinions.clone();
		turned.rotate_left(by % opinions.len().max(1));
		prop_assert_eq!(consensus(&turned), consensus(&opinions));
		let mut expected = consensus_and_others(&opinions).others;
		expected.rotate_left(by % opinions.len().max(1));
		prop_assert_eq!(consensus_and_others(&turned).others, expected);
	}

	#[test]
	fn giving_more_never_lowers(opinions in opinions(20), at in 0usize..20, more in 0..=BILLION) {
		let before = consensus(&opinions);
		let mut raised = opinions.clone();
		if let Some(it) = raised.get_mut(at) {
			it.value = it.value.max(more);
		}
		prop_assert!(consensus(&raised) >= before);
	}

	/// Whoever has less than half of the stake can't move it out of what the others gave.
	#[test]
	fn a_minority_stays_between_the_others(a in opinions(20), b in opinions(20), more in 0..=BILLION) {
		let stake = |group: &[Opinion]| group.iter().map(|it| it.stake).sum::<u128>();
		let (cabal, mut honest) = if stake(&a) < stake(&b) { (a, b) } else { (b, a) };
		honest.push(Opinion { stake: 1, value: more });
		let both = [honest.clone(), cabal].concat();
		let with_stake = honest.iter().filter(|it| it.stake > 0).map(|it| it.value);
		let found = consensus(&both);
		prop_assert!(found <= with_stake.clone().max().unwrap());
		prop_assert!(found >= with_stake.min().unwrap());
	}

	/// The same of the middle of the others, but for half an average share around one half.
	#[test]
	fn a_minority_moves_no_middle(a in opinions(20), b in opinions(20), more in 0..=BILLION) {
		let stake = |group: &[Opinion]| group.iter().map(|it| it.stake).sum::<u128>();
		let (honest, cabal) = (stake(&a), stake(&b));
		// One more who is honest has as much as it takes: all × (count − 1) > 2 × count × cabal.
		let count = a.iter().chain(&b).filter(|it| it.stake > 0).count() as u128 + 1;
		let all = 2 * count * cabal / (count - 1).max(1) + 1;
		let last = Opinion { stake: all.saturating_sub(honest + cabal).max(1), value: more };
		let asks = Opinion { stake: 0, value: 0 };
		let both = [a.clone(), b, vec![last, asks]].concat();
		let honest = a.iter().filter(|it| it.stake > 0).map(|it| it.value).chain([more]);
		let found = *consensus_and_others(&both).others.last().unwrap();
		prop_assert!(found <= honest.clone().max().unwrap());
		prop_assert!(found >= honest.min().unwrap());
	}

	/// Where a consensus would jump, the middle does not: a little stake more or less moves it a little.
	#[test]
	fn a_little_stake_moves_it_a_little(
		stakes in prop::collection::vec(10_000..20_000u128, 3..12),
		values in prop::collection::vec(0..=BILLION, 12),
		at in 0usize..12,
	) {
		let mut before: Vec<_> =
			stakes.iter().zip(&values).map(|(stake, value)| Opinion { stake: *stake, value: *value }).collect();
		before.push(Opinion { stake: 0, value: 0 });
		let mut after = before.clone();
		let place = at % stakes.len();
		after[place].stake += 1;
		let [was, is] = [before, after].map(|it| *consensus_and_others(&it).others.last().unwrap());
		// The band is at least 10,000 wide, and each of its ends moves by less than one.
		prop_assert!(was.abs_diff(is) <= BILLION / 5_000, "{was}, {is}");
	}

	#[test]
	fn caps_only_cut(stakes in prop::collection::vec(0..10u128.pow(21), 0..100)) {
		let capped = cap_stakes(&stakes);
		let all: u128 = stakes.iter().sum();
		let parts = stakes.len().clamp(1, 8) as u128;
		prop_assert_eq!(capped.len(), stakes.len());
		for (before, after) in stakes.iter().zip(&capped) {
			prop_assert!(*after == *before || (*after == all / parts && after < before));
		}
	}

	/// What the cap is for: one validator alone is half only if all others have less than one part of the stake.
	#[test]
	fn nobody_alone_is_half(stakes in prop::collection::vec(1..10u128.pow(9), 2..30), times in 1..10_000u128) {
		let mut stakes = stakes;
		stakes[0] *= times;
		let capped = cap_stakes(&stakes);
		let (all, left): (u128, u128) = (stakes.iter().sum(), capped.iter().sum());
		let others: u128 = stakes[1..].iter().sum();
		let part = all / stakes.len().min(8) as u128;
		prop_assert!(2 * capped[0] <= left || others < part);
	}

	/// And what it does not do: a group with less than a part of the stake outvotes nobody who is cut to that part.
	#[test]
	fn small_groups_gain_nothing(stakes in prop::collection::vec(1..10u128.pow(9), 8..30)) {
		let mut stakes = stakes;
		stakes[0] = stakes[1..].iter().sum::<u128>() * 8;
		let capped = cap_stakes(&stakes);
		prop_assert!(capped[1..].iter().sum::<u128>() < capped[0]);
	}
}

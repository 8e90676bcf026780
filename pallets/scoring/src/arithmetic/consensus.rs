//! What validators together think of a worker: more than half of them can't be outvoted, fewer can't outvote.
//!
//! The consensus about a worker is the largest `w` such that validators with at least half of the stake gave it `w` or
//! more: the stake-weighted median, as Bittensor's Yuma consensus takes it with κ = ½. Whoever gives more than that is
//! treated as if it had given that.
//!
//! - All who revealed their opinion are counted, with the stake that [`cap_stakes`] leaves them. One that revealed but did
//!   not name the worker gave it 0, and has to be in the slice with that value; one that did not reveal is not in it.
//! - Exactly half of the stake is enough. So of two equal halves the one that gives more decides.
//! - Equal values are one value, whoever they are of; the order of the slice does not matter.
//! - Without any stake the consensus is 0.

use super::BILLION;
use alloc::vec::Vec;
use core::cmp::Reverse;
use sp_runtime::Perbill;

/// A cap on stakes cuts nobody below an eighth of all stake.
const LEAST_CAP: u128 = 8;

/// What one validator gave one worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Opinion {
	/// Stake of the validator, in plancks, as [`cap_stakes`] left it. All of them together are less than 2^128.
	pub stake: u128,
	/// What it gave, in parts per billion.
	pub value: u32,
}

/// The consensus about one worker, and what it would be without each of those who made it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consensus {
	/// In parts per billion.
	pub value: u32,
	/// For each opinion, in the order in which they came: the consensus of all others. 0 if they have no stake.
	pub without: Vec<u32>,
}

/// The consensus about one worker alone, in parts per billion. Sorts once: O(n log n).
pub fn consensus(opinions: &[Opinion]) -> u32 {
	let mut sorted = opinions.to_vec();
	sorted.sort_unstable_by_key(|opinion| Reverse(opinion.value));
	let all = sorted.iter().fold(0, |all: u128, it| all.saturating_add(it.stake));
	let mut so_far = 0u128;
	sorted
		.iter()
		.find(|it| {
			so_far = so_far.saturating_add(it.stake);
			half(so_far, all)
		})
		.map_or(0, |it| it.value)
}

/// The consensus about one worker, and that of all without each. Sorts once and searches a sorted list for each: O(n log n).
pub fn consensus_and_without(opinions: &[Opinion]) -> Consensus {
	// Highest values first, with the stake of all up to and including each.
	let mut sorted: Vec<(usize, Opinion)> = opinions.iter().copied().enumerate().collect();
	sorted.sort_unstable_by_key(|(at, opinion)| (Reverse(opinion.value), *at));
	let mut all = 0u128;
	let ladder: Vec<(u128, u32)> = sorted
		.iter()
		.map(|(_, it)| {
			all = all.saturating_add(it.stake);
			(all, it.value)
		})
		.collect();
	let first_where = |steps: &[(u128, u32)], reached: &dyn Fn(u128) -> bool| {
		let at = steps.partition_point(|(so_far, _)| !reached(*so_far));
		steps.get(at).map(|(_, value)| *value)
	};

	let value = first_where(&ladder, &|so_far| half(so_far, all)).unwrap_or(0);
	let mut without: Vec<u32> = opinions.iter().map(|_| 0).collect();
	for (place, (at, it)) in sorted.iter().enumerate() {
		let others = all.saturating_sub(it.stake);
		let (above, rest) = ladder.split_at_checked(place).unwrap_or_default();
		// Its own step is no place to stop at: there is no such opinion now.
		let below = rest.get(1..).unwrap_or_default();
		let found = first_where(above, &|so_far| half(so_far, others)).or_else(|| {
			first_where(below, &|so_far| half(so_far.saturating_sub(it.stake), others))
		});
		if let Some(slot) = without.get_mut(*at) {
			*slot = found.unwrap_or(0);
		}
	}
	Consensus { value, without }
}

/// Whether `part` is half of `all` or more, and anything at all.
fn half(part: u128, all: u128) -> bool {
	part > 0 && part >= all.saturating_sub(part)
}

/// Stakes of which none counts for more than the n-th part of all stake for `n` validators, the eighth from eight on.
///
/// One pass: the bound is of the stake that there is before the cut, not after it, so of what is left somebody may still
/// have more than that part. On purpose. A bound on what is left would cut large validators down to the size of small
/// ones, and so give half of the say to whoever sets up a few small ones. With this, nobody who has less than an eighth of
/// all stake outvotes even one large validator, however many accounts it is spread over; and no validator alone is a half
/// unless all others together have less than that part of all stake.
pub fn cap_stakes(stakes: &[u128]) -> Vec<u128> {
	let all = stakes.iter().fold(0, |all: u128, stake| all.saturating_add(*stake));
	let parts = u128::try_from(stakes.len()).unwrap_or(LEAST_CAP).min(LEAST_CAP);
	let cap = all.checked_div(parts).unwrap_or(0);
	stakes.iter().map(|stake| (*stake).min(cap)).collect()
}

/// What a consensus is worth next to the largest one among the workers of the same model.
pub fn relative(value: u32, largest: u32) -> Perbill {
	if largest == 0 {
		return Perbill::zero();
	}
	Perbill::from_rational(value.min(BILLION), largest)
}

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

/// The consensus about one worker, and where each of those who made it finds the others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consensus {
	/// In parts per billion.
	pub value: u32,
	/// For each opinion, in the order in which they came: the middle of all others. 0 if they have no stake.
	pub others: Vec<u32>,
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

/// The consensus about one worker, and the middle of all others for each. Sorts once and searches a sorted list for each:
/// O(n log n).
///
/// The middle of some opinions is the mean of what the average share of stake around one half of it gave: of an odd
/// number with equal stakes the one in the middle, of an even number the mean of those two. It is a median that does not
/// jump: of two validators it is between both, unless one has three times the stake of the other, where the consensus would
/// be all that the larger says, by however little it is. And it is still a median: whoever has less than one half of the
/// stake, and less than half an average share besides, does not move it out of what the others gave.
pub fn consensus_and_others(opinions: &[Opinion]) -> Consensus {
	let ladder = Ladder::of(opinions);
	Consensus {
		value: consensus(opinions),
		others: opinions.iter().map(|it| ladder.middle_without(it)).collect(),
	}
}

/// Opinions one below the other, the highest value first; each takes as much of the height as it has stake.
struct Ladder {
	steps: Vec<Step>,
	height: u128,
	/// Opinions with stake.
	count: u128,
	/// So many low bits of stakes are left out, so that nothing below overflows.
	shift: u32,
}

struct Step {
	value: u32,
	/// Height above it.
	above: u128,
	/// Sum of height × value above it.
	area: u128,
}

impl Ladder {
	fn of(opinions: &[Opinion]) -> Self {
		let all = opinions.iter().fold(0, |all: u128, it| all.saturating_add(it.stake));
		let count = opinions.iter().filter(|it| it.stake > 0).count() as u128;
		let bits = |number: u128| u128::BITS.saturating_sub(number.leading_zeros());
		// Nothing is larger than height × 2 × count × value, and a value has 30 bits. Of 64 opinions stakes have 90 then: all that
		// there are.
		let room = u128::BITS.saturating_sub(bits(count)).saturating_sub(31);
		let shift = bits(all).saturating_sub(room);
		let mut ladder = Self { steps: Vec::new(), height: 0, count, shift };
		let mut sorted: Vec<(u32, u128)> = opinions
			.iter()
			.map(|it| (it.value, ladder.part(it)))
			.filter(|(_, part)| *part > 0)
			.collect();
		sorted.sort_unstable_by_key(|(value, _)| Reverse(*value));
		let mut area = 0u128;
		for (value, part) in sorted {
			ladder.steps.push(Step { value, above: ladder.height, area });
			ladder.height = ladder.height.saturating_add(part);
			area = area.saturating_add(part.saturating_mul(value.into()));
		}
		ladder
	}

	/// What an opinion takes of the height.
	fn part(&self, opinion: &Opinion) -> u128 {
		opinion.stake.checked_shr(self.shift).unwrap_or(0)
	}

	/// Sum of height × value from the top down to `to`, both heights times `scale`.
	fn area(&self, to: u128, scale: u128) -> u128 {
		let height = to.checked_div(scale).unwrap_or(0);
		let reached = self.steps.partition_point(|it| it.above <= height);
		let Some(step) = reached.checked_sub(1).and_then(|at| self.steps.get(at)) else { return 0 };
		let within = to.saturating_sub(step.above.saturating_mul(scale));
		step.area.saturating_mul(scale).saturating_add(within.saturating_mul(step.value.into()))
	}

	/// The middle of all opinions but one that is among them.
	fn middle_without(&self, one: &Opinion) -> u32 {
		let part = self.part(one);
		let count = self.count.saturating_sub(u128::from(one.stake > 0));
		let others = self.height.saturating_sub(part);
		// In units of 1 / (2 × count), an average share has a height of 2 × others, and one half of all is count × others.
		let scale = count.saturating_mul(2);
		let taken = part.saturating_mul(scale);
		// Among equal values it does not matter which is left out: the first.
		let place = self.steps.partition_point(|it| it.value > one.value);
		let above = self.steps.get(place).map_or(self.height, |it| it.above).saturating_mul(scale);
		let area = |to: u128| {
			if to <= above {
				return self.area(to, scale);
			}
			let own = taken.saturating_mul(one.value.into());
			self.area(to.saturating_add(taken), scale).saturating_sub(own)
		};
		let top = area(count.saturating_sub(1).saturating_mul(others));
		let bottom = area(count.saturating_add(1).saturating_mul(others));
		let middle = bottom.saturating_sub(top).checked_div(others.saturating_mul(2));
		middle.and_then(|it| u32::try_from(it).ok()).unwrap_or(0)
	}
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

//! How well a worker does at a model, from what the chain saw.
//!
//! ```text
//! facts = lower bound of audit passes × √(on-time rate) × √(latency factor)
//! score = (1 − w) × facts + w × opinion,   or 0 if facts are 0
//! ```
//!
//! The lower bound is E. B. Wilson's ("Probable inference, the law of succession, and statistical inference", Journal of
//! the American Statistical Association 22, 1927) with `z = 2`: of workers as good as it says, one in 44 looks better than
//! it is. With so much evidence as there is after `s` passes and `f` failures, `n = s + f`:
//!
//! ```text
//! (s + z²/2 − z × √(s f / n + z²/4)) / (n + z²)  =  (s + 2 − 2 × √(s f / n + 1)) / (n + 4)
//! ```
//!
//! So a worker has to be audited often to score high: ten passes of ten give 0.71, a hundred of a hundred 0.96. None give 0,
//! and then nobody's opinion lifts the score: correctness comes first.

use super::BILLION;
use assay_primitives::EraIndex;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Perbill, Permill};

/// One event, in the units of a [`Record`]: counts are numbers of 2^-20 events, so that they can decay.
pub const EVENT: u64 = 1 << 20;
/// Most that a count of a [`Record`] holds: 2^20 events. With the decay, 65,536 per era; what comes on top is not counted.
pub const MOST: u64 = 1 << 40;
/// An era leaves `DECAY / 16` of a record, so that an event counts for 16 eras in sum and for half after eleven.
pub const DECAY: u64 = 15;
/// After so many eras nothing is left of any record: 2^40 × (15/16)^512 < 1.
const FORGOTTEN: u32 = 512;
/// Deadlines that a worker is taken to have met before the first: one miss at once costs a fifth, and not all, of the
/// on-time rate.
const MET_BEFORE: u64 = EVENT * 4;
/// Opinion never weighs more.
pub const MOST_OPINION: Permill = Permill::from_percent(50);

/// One, as a fraction with 60 binary places.
const ONE_Q60: u128 = 1 << 60;

/// What is known of one worker at one model. Counts are in 2^-20 events ([`EVENT`]) and decay by a sixteenth per era,
/// all but the streak and the convictions.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Record {
	/// Audits that found the result right.
	pub passed: u64,
	/// Audits that found it wrong, and convictions.
	pub failed: u64,
	/// Tasks committed to in time.
	pub done: u64,
	/// Tasks let lie.
	pub missed: u64,
	/// Sum over the tasks done of the part that each took of the time granted. At most `done`.
	pub paces: u64,
	/// Audits passed since the last one failed. Does not decay.
	pub streak: u32,
	/// Convictions so far. Does not decay.
	pub convictions: u32,
	/// The era as of which the counts are.
	pub era: EraIndex,
}

impl Record {
	/// The record after so many more eras: counts × (15/16)^eras, rounded down. Logarithmic in the eras.
	pub fn decayed(self, eras: u32) -> Self {
		let factor = left_after(eras);
		// At most 2^64 × 2^60, and not more than the count.
		let decay = |count: u64| {
			let left = u128::from(count).saturating_mul(factor) >> 60;
			u64::try_from(left).unwrap_or(count)
		};
		Self {
			passed: decay(self.passed),
			failed: decay(self.failed),
			done: decay(self.done),
			missed: decay(self.missed),
			paces: decay(self.paces),
			streak: self.streak,
			convictions: self.convictions,
			era: self.era.saturating_add(eras),
		}
	}

	/// The record as of an era, as it is if that lies behind. Before anything is counted the record has to be brought to
	/// the current era by this.
	pub fn at(self, era: EraIndex) -> Self {
		self.decayed(era.saturating_sub(self.era))
	}

	/// Counts an audit that found a result right.
	pub fn pass(&mut self) {
		add(&mut self.passed);
		self.streak = self.streak.saturating_add(1);
	}

	/// Counts an audit that found a result wrong without a conviction following from it. The worker is a newcomer again.
	pub fn fail(&mut self) {
		add(&mut self.failed);
		self.streak = 0;
	}

	/// Counts a conviction: no audit passed before counts any more, so facts are 0.
	pub fn convict(&mut self) {
		self.passed = 0;
		self.convictions = self.convictions.saturating_add(1);
		self.fail();
	}

	/// Counts a task done within its deadline. `pace`: the part that it took of the time granted.
	pub fn finish(&mut self, pace: Perbill) {
		if self.done > MOST.saturating_sub(EVENT) {
			return;
		}
		add(&mut self.done);
		self.paces = self.paces.saturating_add(pace.mul_floor(EVENT));
	}

	/// Counts a task let lie.
	pub fn miss(&mut self) {
		add(&mut self.missed);
	}

	/// Whether fewer audits than `m` were passed since the last failure.
	pub fn is_newcomer(&self, m: u32) -> bool {
		self.streak < m
	}

	/// The part of the score that follows from chain facts, in parts per billion. Within four of them of the formula.
	pub fn facts(&self) -> u32 {
		let service = self.on_time().saturating_mul(self.latency()).isqrt();
		let facts = u128::from(lower_bound(self.passed, self.failed)).saturating_mul(service) >> 60;
		// Neither factor is more than one.
		u32::try_from(facts).unwrap_or(BILLION).min(BILLION)
	}

	/// Part of the deadlines that was met, four more taken as met than were counted: (done + 4) / (done + missed + 4). 60
	/// binary places.
	fn on_time(&self) -> u128 {
		let met = self.done.min(MOST).saturating_add(MET_BEFORE);
		let all = met.saturating_add(self.missed.min(MOST));
		fraction(met, all)
	}

	/// One less the mean pace, a tenth at least; one if nothing was done. 60 binary places.
	fn latency(&self) -> u128 {
		if self.done == 0 {
			return ONE_Q60;
		}
		fraction(self.done.saturating_sub(self.paces), self.done).max(ONE_Q60 / 10)
	}
}

/// The score of a worker at a model, in parts per billion.
///
/// `opinion`: what validators think of it, relative to the worker that they think most of
/// ([`relative`](super::consensus::relative)); `None` only where there is no opinion about any worker, since it leaves the
/// facts alone. `weight`: of the opinion, [`MOST_OPINION`] at most. Whoever has no facts to show has no score.
pub fn score(record: &Record, opinion: Option<Perbill>, weight: Permill) -> u32 {
	const MILLION: u64 = 1_000_000;
	let facts = record.facts();
	let Some(opinion) = opinion.filter(|_| facts > 0) else { return facts };
	let weight = u64::from(weight.min(MOST_OPINION).deconstruct());
	// At most 10^6 × 10^9 together.
	let parts = u64::from(facts)
		.saturating_mul(MILLION.saturating_sub(weight))
		.saturating_add(u64::from(opinion.deconstruct()).saturating_mul(weight));
	u32::try_from(parts / MILLION).unwrap_or(BILLION)
}

/// Wilson's lower bound for so many passes and failures in 2^-20 events, in parts per billion, within two of them.
pub fn lower_bound(passed: u64, failed: u64) -> u32 {
	if passed == 0 {
		return 0;
	}
	let (s, f) = (u128::from(passed.min(MOST)), u128::from(failed.min(MOST)));
	let n = s.saturating_add(f);
	// s f / n + 1 in 2^-60 events: at most 2^120 before the division. Its root is in 2^-30.
	const ONE_Q30: u128 = 1 << 30;
	let Some(spread) = s.saturating_mul(f).saturating_mul(1 << 40).checked_div(n) else { return 0 };
	let root = spread.saturating_add(ONE_Q60).isqrt();
	let above = s
		.saturating_mul(1 << 10)
		.saturating_add(ONE_Q30 * 2)
		.saturating_sub(root.saturating_mul(2));
	let below = n.saturating_mul(1 << 10).saturating_add(ONE_Q30 * 4);
	let bound = above.saturating_mul(BILLION.into()).checked_div(below);
	bound.and_then(|bound| u32::try_from(bound).ok()).unwrap_or(0).min(BILLION)
}

/// (15/16)^eras with 60 binary places.
fn left_after(eras: u32) -> u128 {
	if eras >= FORGOTTEN {
		return 0;
	}
	// Both factors are at most 2^60.
	let times = |a: u128, b: u128| a.saturating_mul(b) >> 60;
	let (mut left, mut power, mut eras) = (ONE_Q60, (DECAY as u128) << 56, eras);
	while eras > 0 {
		if eras & 1 == 1 {
			left = times(left, power);
		}
		power = times(power, power);
		eras >>= 1;
	}
	left
}

/// `part / whole` with 60 binary places, one at most.
fn fraction(part: u64, whole: u64) -> u128 {
	u128::from(part)
		.saturating_mul(ONE_Q60)
		.checked_div(whole.into())
		.unwrap_or(ONE_Q60)
		.min(ONE_Q60)
}

/// Counts one event more.
fn add(count: &mut u64) {
	*count = count.saturating_add(EVENT).min(MOST);
}

//! The arithmetic of pools against a model that keeps what everyone is entitled to as a number of its own, to 2^-64
//! plancks, and goes through all of them at every reward and slash.

use super::{model::Dice, *};
use crate::pools::{spread, Pool, SHARES_PER_PLANCK, VIRTUAL_SHARES};
use sp_core::U256;
use std::collections::BTreeMap;

const STEPS: u32 = 200_000;
/// Steps in a run; then a pool opens anew.
const RUN: u32 = 5_000;
/// Whoever has the shares that belong to nobody.
const VIRTUAL: u64 = 0;

fn fixed(plancks: Balance) -> U256 {
	U256::from(plancks) << 64
}

/// What everyone is entitled to, and how far the pool may be from it.
#[derive(Default)]
struct Model {
	due: BTreeMap<u64, U256>,
	slack: U256,
}

impl Model {
	fn scale(&mut self, from: Balance, to: Balance) {
		for due in self.due.values_mut() {
			*due = *due * U256::from(to) / U256::from(from);
		}
		self.slack = self.slack * U256::from(to) / U256::from(from) + U256::from(self.due.len());
	}

	/// A step rounds by less than a share, and the model itself by a little.
	fn rounded(&mut self, pool: &Pool) {
		let share = fixed(pool.tokens) / U256::from(pool.shares.max(1));
		self.slack += share + U256::from(self.due.len() + 1);
	}
}

/// A pool and its delegators: shares, and what joins.
#[derive(Default)]
struct Run {
	pool: Pool,
	shares: BTreeMap<u64, u128>,
	joining: BTreeMap<u64, Balance>,
	model: Model,
	era: u32,
	/// Plancks that came in less those that went out, by whatever way.
	paid_in: Balance,
	steps: [u32; 5],
}

impl Run {
	/// The price of a share never falls but by a slash, and rounding moves it by less than a share or a planck.
	fn price_rose_a_little(&self, before: &Pool) {
		if before.holders == 0 || self.pool.holders == 0 {
			return;
		}
		let old = U256::from(before.tokens) * U256::from(self.pool.shares);
		let new = U256::from(self.pool.tokens) * U256::from(before.shares);
		assert!(new >= old, "the pool lost: {before:?} {:?}", self.pool);
		assert!(new - old < U256::from(before.tokens.max(before.shares)), "the pool gained");
	}

	fn join(&mut self) {
		let before = self.pool;
		self.era += 1;
		let Some((_, price)) = self.pool.join(self.era).unwrap() else { return };
		assert_eq!(price.open as usize, self.joining.len());
		if before.holders == 0 {
			// What earlier delegators left belongs to the new ones, and a thousandth of a share of all to nobody.
			let all: Balance = self.joining.values().sum();
			self.model = Model::default();
			let whole =
				U256::from(all) * U256::from(SHARES_PER_PLANCK) + U256::from(VIRTUAL_SHARES);
			let part = |shares: U256| fixed(self.pool.tokens) * shares / whole;
			self.model.due.insert(VIRTUAL, part(VIRTUAL_SHARES.into()));
			for (who, amount) in &self.joining {
				self.model
					.due
					.insert(*who, part(U256::from(*amount) * U256::from(SHARES_PER_PLANCK)));
			}
		} else {
			for (who, amount) in &self.joining {
				*self.model.due.entry(*who).or_default() += fixed(*amount);
				self.model.rounded(&self.pool);
			}
			self.price_rose_a_little(&before);
		}
		for (who, amount) in std::mem::take(&mut self.joining) {
			*self.shares.entry(who).or_default() += price.shares_for(amount).unwrap();
		}
	}

	fn step(&mut self, dice: &mut Dice) {
		let who = 1 + dice.next() % 12;
		let unit = dice.of(&[1, 1_000, 1_000_000_000_000, 7_000_000_000_000_000]);
		let amount = 50 + Balance::from(dice.next() % 1_000) * unit;
		let before = self.pool;
		let shares = self.shares.get(&who).copied().unwrap_or(0);
		let worth = self.pool.worth(shares).unwrap();
		match dice.next() % 8 {
			0..=2 => {
				if self.pool.joining == 0 {
					self.pool.joins = self.era + 1;
				}
				self.pool.joining += amount;
				if !self.joining.contains_key(&who) {
					self.pool.joiners += 1;
					self.pool.fresh += u32::from(shares == 0);
				}
				*self.joining.entry(who).or_default() += amount;
				self.paid_in += amount;
				self.steps[0] += 1;
			}
			3 if worth > 0 && !self.joining.contains_key(&who) => {
				// A part of it.
				let part = 1 + Balance::from(dice.next()) % worth;
				let cost = self.pool.take(part, shares).unwrap();
				assert!(cost <= shares);
				self.shares.insert(who, shares - cost);
				self.paid_in -= part;
				if let Some(due) = self.model.due.get_mut(&who) {
					*due = due.saturating_sub(fixed(part));
				}
				self.model.rounded(&self.pool);
				self.price_rose_a_little(&before);
				if shares == cost {
					self.gone(who);
				}
				self.steps[1] += 1;
			}
			4 if shares > 0 && !self.joining.contains_key(&who) => {
				let cost = self.pool.take(worth, shares).unwrap();
				assert_eq!(cost, shares);
				self.paid_in -= worth;
				if let Some(due) = self.model.due.get_mut(&who) {
					*due = due.saturating_sub(fixed(worth));
				}
				self.gone(who);
				self.price_rose_a_little(&before);
				self.steps[2] += 1;
			}
			5 => {
				let reward = amount % (self.pool.tokens / 4 + 1);
				let added = self.pool.reward(reward).unwrap();
				assert_eq!(added, if before.holders > 0 { reward } else { 0 });
				if added > 0 {
					self.paid_in += added;
					self.model.scale(before.tokens, self.pool.tokens);
					self.steps[3] += 1;
				}
			}
			6 if before.holders > 0 => {
				let cap = Perbill::from_percent(25);
				let slash = amount.min(self.pool.tokens);
				let cut = spread(slash, cap, &mut [&mut self.pool.tokens]).unwrap();
				assert_eq!(cut, slash.min(cap.mul_floor(before.tokens)));
				self.paid_in -= cut;
				self.model.scale(before.tokens, self.pool.tokens);
				self.steps[4] += 1;
			}
			_ => self.join(),
		}
	}

	/// Whoever has left has nothing; what rounding kept of it is everyone's.
	fn gone(&mut self, who: u64) {
		self.shares.remove(&who);
		self.pool.holder_left().unwrap();
		self.model.due.remove(&who);
		let all = self.model.due.values().fold(U256::zero(), |all, due| all + due);
		if !all.is_zero() {
			let tokens = fixed(self.pool.tokens);
			for due in self.model.due.values_mut() {
				// Both may be above 2^128; so that their product fits, their last bits are left out.
				*due = ((*due >> 8) * (tokens >> 8) / all) << 16;
			}
			self.model.slack += U256::from(self.model.due.len()) << 18;
		}
		self.model.rounded(&self.pool);
	}

	fn compare(&self) {
		let waiting: Balance = self.joining.values().sum();
		assert_eq!(self.pool.joining, waiting);
		assert_eq!(self.pool.tokens + self.pool.joining, self.paid_in, "to the planck");
		let owned: u128 = self.shares.values().sum();
		assert!(owned <= self.pool.owned());
		let all: Balance = self.shares.values().map(|s| self.pool.worth(*s).unwrap()).sum();
		assert!(all <= self.pool.tokens, "more is owed than there is");
		for (who, shares) in &self.shares {
			let worth = fixed(self.pool.worth(*shares).unwrap());
			let due = self.model.due[who];
			let slack = self.model.slack + fixed(1);
			assert!(
				worth <= due + slack && due <= worth + slack,
				"{who} has {worth} and is due {due}, give or take {slack}: {:?}",
				self.pool
			);
		}
	}
}

#[test]
fn two_hundred_thousand_steps_are_as_exact_as_they_can_be() {
	let mut dice = Dice(11);
	let mut steps = [0; 5];
	let mut widest = U256::zero();
	for _ in 0..STEPS / RUN {
		let mut run = Run::default();
		for _ in 0..RUN {
			run.step(&mut dice);
			run.compare();
			widest = widest.max(run.model.slack >> 64);
			if run.pool.is_worn_out() {
				break;
			}
		}
		for (all, new) in steps.iter_mut().zip(run.steps) {
			*all += new;
		}
	}
	println!("{steps:?}, never further than {widest} plancks apart");
	assert!(steps.iter().all(|n| *n > 1_000), "{steps:?}");
}

#[test]
fn a_pool_opens_with_shares_that_belong_to_nobody() {
	let mut pool = Pool { joining: 500, joins: 1, joiners: 1, fresh: 1, ..Default::default() };
	assert_eq!(pool.join(0).unwrap(), None);
	let (era, price) = pool.join(1).unwrap().unwrap();
	assert_eq!((era, price.shares_for(500).unwrap()), (1, 500_000));
	assert_eq!((pool.tokens, pool.shares, pool.owned()), (500, 501_000, 500_000));
	// A thousandth of the pool's worth at most, and no more than a planck at first.
	assert_eq!(pool.worth(500_000).unwrap(), 499);
}

#[test]
fn nobody_buys_a_pool_before_the_others_come() {
	// The first delegator leaves a single share behind, and a great reward makes it dear.
	let mut pool =
		Pool { joining: 1_000_000, joins: 1, joiners: 1, fresh: 1, ..Default::default() };
	let (_, price) = pool.join(1).unwrap().unwrap();
	let mine = price.shares_for(1_000_000).unwrap();
	let most = pool.worth(mine - 1).unwrap();
	let cost = pool.take(most, mine).unwrap();
	pool.reward(1_000_000_000).unwrap();
	// The next one brings little and loses little all the same.
	pool.joining = 10_000_000;
	pool.joins = 2;
	let (_, price) = pool.join(2).unwrap().unwrap();
	let theirs = price.shares_for(10_000_000).unwrap();
	let left = pool.worth(theirs).unwrap();
	let gained = pool.worth(mine - cost).unwrap();
	assert!(left >= 9_000_000, "{left}");
	// Most of the reward went to the shares that nobody has.
	assert!(gained < 700_000_000, "{gained}");
}

#[test]
fn a_slash_leaves_every_part_something() {
	let mut parts = [1, 3, 1_000_000, 0];
	let [a, b, c, d] = &mut parts;
	let cut = spread(Balance::MAX, Perbill::from_percent(25), &mut [a, b, c, d]).unwrap();
	assert_eq!(cut, 250_000);
	assert_eq!(parts, [1, 3, 750_000, 0]);
	assert_eq!(spread(10, Perbill::from_percent(25), &mut [&mut 0]).unwrap(), 0);
}

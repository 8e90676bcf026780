//! What stake should do, in plain maps: long runs are compared with this.

use super::*;
use crate::Pallet;
use std::collections::BTreeMap;

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Dice(pub u64);
impl Dice {
	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
		all[self.next() as usize % all.len()]
	}

	/// Anything, and often `whole`, because limits are where mistakes are.
	pub fn amount(&mut self, whole: Balance) -> Balance {
		let most = self.of(&[0, 200, 200, 2_000, 2_000, 5_000, RICHES, Balance::MAX - 1]);
		match self.next() % 4 {
			0 => whole,
			_ => Balance::from(self.next()).wrapping_mul(self.next().into()) % (most + 1),
		}
	}
}

/// A stash as it should be.
#[derive(Default)]
pub struct Stash {
	pub free: Balance,
	pub tasks: BTreeMap<u64, Balance>,
	pub unbonding: BTreeMap<u32, Balance>,
	pub operator: Option<AccountId>,
	pub convicted: Balance,
}

/// A conviction as it should be: by proof unless there are costs.
#[derive(Clone)]
pub struct Conviction {
	pub stash: AccountId,
	pub bond: Balance,
	pub requester: AccountId,
	pub canon: u16,
	pub costs: Option<Balance>,
	pub at: u64,
	pub award: Option<(Option<AccountId>, u64)>,
}

impl Stash {
	pub fn bonded(&self) -> Balance {
		self.tasks.values().sum()
	}
	pub fn active(&self) -> Balance {
		self.free + self.bonded()
	}
	pub fn all(&self) -> Balance {
		self.active() + self.unbonding.values().sum::<Balance>() + self.convicted
	}
}

/// The chain as it should be: stashes, and what every account can spend.
#[derive(Default)]
pub struct World {
	pub stashes: BTreeMap<AccountId, Stash>,
	pub cash: BTreeMap<AccountId, Balance>,
	pub session: u32,
	pub era: u32,
	pub convictions: BTreeMap<u64, Conviction>,
	pub voided: BTreeMap<u16, u64>,
}

impl World {
	/// Settles a conviction. Returns what its event should say, and what it burnt.
	pub fn settle(&mut self, task: u64) -> (Event<Test>, Balance) {
		let it = self.convictions.remove(&task).expect("there is one");
		let (prover, matures) = it.award.expect("it was awarded");
		assert!(matures <= System::block_number(), "it is mature");
		let Conviction { stash, bond, requester, .. } = it;
		let record = self.stashes.get_mut(&stash).expect("a convict is remembered");
		record.convicted -= bond;
		if self.voided.get(&it.canon).is_some_and(|height| it.at <= *height) {
			let staked = record.operator.is_some() || record.active() > 0;
			if staked {
				record.free += bond;
			} else {
				*self.cash.get_mut(&stash).unwrap() += bond;
			}
			self.forget(stash);
			return (Event::ConvictionVoided { stash, task, amount: bond, staked }, 0);
		}
		self.forget(stash);
		let part = it.costs.map_or(bond / 5, |costs| costs.min(bond));
		let to_prover = prover.map_or(0, |prover| self.pay(prover, part));
		let part = it.costs.map_or(bond / 5, |_| 0);
		let to_requester = self.pay(requester, part);
		let burnt = bond - to_prover - to_requester;
		let event = Event::ConvictionSettled {
			stash,
			task,
			prover,
			to_prover,
			requester,
			to_requester,
			burnt,
		};
		(event, burnt)
	}

	/// Whether a conviction is mature.
	pub fn is_mature(&self, task: u64) -> bool {
		let award = self.convictions.get(&task).and_then(|it| it.award);
		award.is_some_and(|(_, matures)| matures <= System::block_number())
	}

	pub fn operator_is_fresh(&self, operator: AccountId) -> bool {
		!self.stashes.contains_key(&operator)
			&& self.stashes.values().all(|stash| stash.operator != Some(operator))
	}

	pub fn add_stake(&mut self, who: AccountId, value: Balance) -> bool {
		let cash = self.cash.get_mut(&who).unwrap();
		let active = self.stashes.get(&who).map_or(0, Stash::active);
		let fits = value.checked_add(EXISTENTIAL_DEPOSIT).is_some_and(|need| need <= *cash);
		let ok = fits && active + value >= MIN_BOND;
		if ok {
			*cash -= value;
			self.stashes.entry(who).or_default().free += value;
		}
		ok
	}

	pub fn unbond(&mut self, who: AccountId, value: Balance) -> bool {
		let Some(stash) = self.stashes.get_mut(&who) else { return false };
		let era = self.era + BONDING_DURATION;
		if value == 0 || value > stash.free {
			return false;
		}
		let left = stash.active() - value;
		let enough = match stash.operator {
			Some(_) => left >= MIN_WORKER_BOND,
			None => left == 0 || left >= MIN_BOND,
		};
		let room =
			stash.unbonding.contains_key(&era) || stash.unbonding.len() < MAX_CHUNKS as usize;
		if enough && room {
			stash.free -= value;
			*stash.unbonding.entry(era).or_default() += value;
		}
		enough && room
	}

	pub fn withdraw(&mut self, who: AccountId) -> bool {
		let Some(stash) = self.stashes.get_mut(&who) else { return false };
		let later = stash.unbonding.split_off(&(self.era + 1));
		let ripe = std::mem::replace(&mut stash.unbonding, later);
		*self.cash.get_mut(&who).unwrap() += ripe.values().sum::<Balance>();
		self.forget(who);
		!ripe.is_empty()
	}

	pub fn forget(&mut self, who: AccountId) {
		self.stashes.retain(|stash, it| *stash != who || it.operator.is_some() || it.all() > 0);
	}

	/// Takes the bond of a task, if there is one.
	pub fn take(&mut self, who: AccountId, task: u64) -> Option<Balance> {
		self.stashes.get_mut(&who)?.tasks.remove(&task)
	}

	pub fn pay(&mut self, to: AccountId, amount: Balance) -> Balance {
		let cash = self.cash.entry(to).or_default();
		let paid = if *cash == 0 && amount < EXISTENTIAL_DEPOSIT { 0 } else { amount };
		*cash += paid;
		paid
	}

	/// The chain is as it should be, to the planck.
	pub fn compare(&self, issued: Balance) {
		Pallet::<Test>::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance(), issued);
		assert_eq!(Ledgers::<Test>::iter().count(), self.stashes.len());
		assert_eq!(<Staking as Eras>::current(), self.era);
		let mut total = 0;
		for (who, cash) in &self.cash {
			let stake = self.stashes.get(who).map_or(0, Stash::all);
			assert_eq!((Balances::balance(who), held(*who)), (*cash, stake));
			total += cash + stake;
		}
		assert_eq!(total, issued, "nothing is anywhere else");
		for (who, stash) in &self.stashes {
			let ledger = Ledgers::<Test>::get(who).unwrap();
			assert_eq!((ledger.free, ledger.bonded), (stash.free, stash.bonded()));
			assert_eq!(ledger.convicted, stash.convicted);
			let chunks: BTreeMap<_, _> =
				ledger.unbonding.iter().map(|chunk| (chunk.era, chunk.amount)).collect();
			assert_eq!(chunks, stash.unbonding);
			assert_eq!(<Staking as TaskBonds>::operator_of(who), stash.operator);
			for (task, amount) in &stash.tasks {
				assert_eq!(bond_of(*who, *task), Some(*amount));
			}
		}
	}
}

//! The queue's book-keeping, without any input or output: which transaction has which nonce, what to do next, and what
//! an answer of the node or a block means.
//!
//! Two signatures of one call with the *same* nonce are always safe, for the chain takes one of them at most. A call gets
//! a *new* nonce only when its old signatures can't be used any more: its nonce was taken by another transaction, or it
//! never reached a pool. Or when it may be executed twice without harm, and would else wait behind a nonce that nobody
//! uses: after a reorganisation the transactions before it may have become impossible.

use crate::blocks::BlockId;
use sp_core::H256;
use std::collections::BTreeMap;

/// Blocks a signature is valid for; a power of two.
pub(crate) const MORTALITY: u32 = 64;
/// Transactions of one key that may wait in the pool at the same time.
const MAX_IN_FLIGHT: usize = 16;
/// Blocks after which a transaction that is in no block is sent again.
const RESEND_AFTER: u32 = 2;
/// Blocks to wait for a transaction whose nonce the node calls outdated, before another is assumed to have taken it.
const STALE_AFTER: u32 = 3;
/// Refusals and failures that may pass, after which a transaction is given up.
const MAX_ATTEMPTS: u32 = 8;

/// Number of a transaction in its queue, in the order of submission.
pub(crate) type Id = u64;

/// What the node said to a transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
	/// It is in the pool, now or already.
	Accepted,
	/// Its nonce was used.
	Stale,
	/// A transaction with this nonce is in the pool.
	Occupied,
	/// Its signature does not fit the chain as it is now: too old, of another branch or runtime. Sign again.
	BadProof(String),
	/// Not now: pool full, banned for a while, node unreachable.
	Later(String),
	/// Never.
	Never(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum State {
	/// Has no nonce.
	Waiting,
	/// Has a nonce and must be signed.
	Unsigned { nonce: u64 },
	/// Signed, not known to be in a block.
	Signed {
		nonce: u64,
		/// Last block in which the signature is valid.
		until: u32,
		/// Height at which it was sent last; `None`: send it.
		sent: Option<u32>,
		/// Height at which its nonce was called outdated first.
		stale: Option<u32>,
	},
	/// In a block of the best chain.
	Included { nonce: u64, until: u32, block: BlockId },
}

#[derive(Clone, Debug)]
struct Item {
	state: State,
	/// Hashes of all its signatures; any of them may turn up in a block.
	hashes: Vec<H256>,
	/// Whether a pool took one of them.
	accepted: bool,
	/// Whether a second execution would do no harm.
	repeatable: bool,
	attempts: u32,
	/// Not before this height.
	not_before: u32,
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Action {
	/// Ask the node for the next nonce, then [`Book::nonce`].
	FetchNonce,
	/// Sign with this nonce, then [`Book::signed`].
	Sign { id: Id, nonce: u64 },
	/// Send the last signature, then [`Book::answered`].
	Send { id: Id },
}

/// What became of a transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
	Retracted(Id),
	Finalised(Id),
	/// Given up, after that many attempts.
	GaveUp {
		id: Id,
		attempts: u32,
		last: String,
	},
	Rejected {
		id: Id,
		reason: String,
	},
}

#[derive(Default, Debug)]
pub(crate) struct Book {
	items: BTreeMap<Id, Item>,
	last_id: Id,
	/// The next nonce to give; `None`: ask the node.
	next: Option<u64>,
	/// Nonces below that of a transaction that waits, which nobody uses: what had them was refused, or is impossible since a
	/// reorganisation.
	free: Vec<u64>,
	best: u32,
}

impl Book {
	/// Adds a transaction.
	pub fn push(&mut self, repeatable: bool) -> Id {
		self.last_id += 1;
		let item = Item {
			state: State::Waiting,
			hashes: Vec::new(),
			accepted: false,
			repeatable,
			attempts: 0,
			not_before: 0,
		};
		self.items.insert(self.last_id, item);
		self.last_id
	}

	/// Transactions that are neither final nor given up.
	pub fn len(&self) -> usize {
		self.items.len()
	}

	/// Whether blocks have to be searched for transactions.
	pub fn watches_blocks(&self) -> bool {
		self.items.values().any(|item| !item.hashes.is_empty())
	}

	/// What to do next, if there is anything to do at this height.
	pub fn next_action(&self) -> Option<Action> {
		let due = |item: &&Item| item.not_before <= self.best;
		for (id, item) in self.items.iter().filter(|(_, item)| due(item)) {
			match item.state {
				State::Unsigned { nonce } => return Some(Action::Sign { id: *id, nonce }),
				State::Signed { sent: None, .. } => return Some(Action::Send { id: *id }),
				_ => {}
			}
		}
		let in_flight = self
			.items
			.values()
			.filter(|item| matches!(item.state, State::Unsigned { .. } | State::Signed { .. }))
			.count();
		// A transaction that no pool has taken yet may still give its nonce back: wait for it.
		let uncertain = self.items.values().any(|item| {
			matches!(item.state, State::Unsigned { .. } | State::Signed { .. }) && !item.accepted
		});
		if in_flight >= MAX_IN_FLIGHT || uncertain {
			return None;
		}
		let waiting = self
			.items
			.iter()
			.filter(|(_, item)| due(item))
			.find(|(_, item)| item.state == State::Waiting);
		let Some((id, _)) = waiting else { return self.next_gap() };
		match self.free.iter().min().copied().or(self.next) {
			Some(nonce) => Some(Action::Sign { id: *id, nonce }),
			None => Some(Action::FetchNonce),
		}
	}

	/// Has a transaction fill the least nonce that nobody uses, if it waits behind it and may be executed twice.
	fn next_gap(&self) -> Option<Action> {
		let gap = self.free.iter().copied().min()?;
		let behind = self.items.iter().filter(|(_, item)| {
			let waits =
				matches!(item.state, State::Signed { sent: Some(at), .. } if at < self.best);
			waits && item.repeatable && item.nonce() > Some(gap)
		});
		let (id, _) = behind.min_by_key(|(_, item)| item.nonce())?;
		Some(Action::Sign { id: *id, nonce: gap })
	}

	/// The node's answer to [`Action::FetchNonce`].
	pub fn nonce(&mut self, nonce: u64) {
		// Nonces that live transactions hold are taken, whatever the node knows of them.
		let held = self.items.values().filter_map(Item::nonce).max().map(|nonce| nonce + 1);
		self.free.clear();
		self.next = Some(nonce.max(held.unwrap_or(0)));
	}

	/// The account's nonce in the state of the best block: all transactions with a lower one were executed. Others must come
	/// before those that wait with a higher one, and if no transaction of ours has their nonce, nobody may.
	pub fn account(&mut self, nonce: u64) {
		let held: Vec<u64> = self.items.values().filter_map(Item::nonce).collect();
		let last = held.iter().copied().max().unwrap_or(nonce);
		self.free = (nonce..last).filter(|it| !held.contains(it)).collect();
	}

	/// A transaction was signed; the signature is valid up to block `until`.
	pub fn signed(&mut self, id: Id, nonce: u64, hash: H256, until: u32) {
		if let Some(position) = self.free.iter().position(|free| *free == nonce) {
			self.free.swap_remove(position);
		}
		if self.next == Some(nonce) {
			self.next = Some(nonce + 1);
		}
		if let Some(item) = self.items.get_mut(&id) {
			// Out of a gap's way: whether its old nonce is used now, the node has to say.
			if item.nonce().is_some_and(|old| old > nonce) {
				self.next = None;
			}
			item.hashes.push(hash);
			item.state = State::Signed { nonce, until, sent: None, stale: None };
		}
	}

	/// The node's answer to a transaction.
	pub fn answered(&mut self, id: Id, answer: Answer) -> Option<Change> {
		let best = self.best;
		let item = self.items.get_mut(&id)?;
		let State::Signed { nonce, sent, stale, .. } = &mut item.state else { return None };
		let nonce = *nonce;
		match answer {
			// If one of its signatures was taken before, that one is in the pool.
			Answer::Occupied if item.accepted => {
				*sent = Some(best);
				None
			}
			Answer::Accepted => {
				*sent = Some(best);
				*stale = None;
				item.accepted = true;
				None
			}
			// It may be in a block that is still to be searched.
			Answer::Stale if item.accepted => {
				*sent = Some(best);
				stale.get_or_insert(best);
				None
			}
			Answer::Stale | Answer::Occupied => {
				item.state = State::Waiting;
				self.next = None;
				// What occupies it may be gone with the next block.
				let pause = u32::from(answer == Answer::Occupied);
				self.failed(id, "its nonce was used by another transaction".into(), pause)
			}
			Answer::BadProof(reason) => {
				item.state = State::Unsigned { nonce };
				self.failed(id, reason, 0)
			}
			Answer::Later(reason) => self.failed(id, reason, 1),
			Answer::Never(reason) => {
				self.items.remove(&id);
				self.release(nonce);
				Some(Change::Rejected { id, reason })
			}
		}
	}

	/// Something went wrong that may pass: try again after `pause` blocks, if not too often already.
	pub fn failed(&mut self, id: Id, last: String, pause: u32) -> Option<Change> {
		let item = self.items.get_mut(&id)?;
		item.attempts += 1;
		item.not_before = self.best + pause;
		let attempts = item.attempts;
		if attempts < MAX_ATTEMPTS {
			return None;
		}
		let nonce = item.nonce();
		self.items.remove(&id);
		if let Some(nonce) = nonce {
			self.release(nonce);
		}
		Some(Change::GaveUp { id, attempts, last })
	}

	/// Takes a nonce back whose transaction is no more.
	fn release(&mut self, nonce: u64) {
		if self.next == Some(nonce + 1) {
			self.next = Some(nonce);
		} else if self.items.values().any(|item| item.nonce() > Some(nonce)) {
			self.free.push(nonce);
		} else {
			self.next = None;
		}
	}

	/// The best chain lost a block.
	pub fn retracted(&mut self, block: H256) -> Vec<Change> {
		let mut changes = Vec::new();
		for (id, item) in &mut self.items {
			match item.state {
				State::Included { nonce, until, block: at } if at.hash == block => {
					item.state = State::Signed { nonce, until, sent: None, stale: None };
					changes.push(Change::Retracted(*id));
				}
				_ => {}
			}
		}
		changes
	}

	/// The best chain gained a block with these transactions. Returns ours, with their position.
	pub fn enacted(&mut self, block: BlockId, hashes: &[H256]) -> Vec<(Id, u32, H256)> {
		self.best = block.number;
		let mut found = Vec::new();
		for (id, item) in &mut self.items {
			let place = hashes.iter().enumerate().find(|(_, hash)| item.hashes.contains(hash));
			if let (Some((index, hash)), Some(nonce)) = (place, item.nonce()) {
				let until = match item.state {
					State::Signed { until, .. } | State::Included { until, .. } => until,
					State::Waiting | State::Unsigned { .. } => block.number,
				};
				item.state = State::Included { nonce, until, block };
				item.accepted = true;
				found.push((*id, index as u32, *hash));
			}
		}
		let mut returned = Vec::new();
		for item in self.items.values_mut() {
			let State::Signed { nonce, until, sent, stale } = &mut item.state else { continue };
			if stale.is_some_and(|since| block.number >= since + STALE_AFTER) {
				// Another transaction took the nonce: this call needs a new one.
				item.state = State::Waiting;
				item.accepted = false;
				self.next = None;
			} else if block.number >= *until {
				// All its signatures are dead, so it may fill a gap that a refused transaction has left.
				let gap = self.free.iter().copied().min().filter(|free| free < nonce);
				let new = gap.unwrap_or(*nonce);
				if gap.is_some() {
					self.free.retain(|free| *free != new);
					returned.push(*nonce);
				}
				item.state = State::Unsigned { nonce: new };
			} else if sent.is_some_and(|at| block.number >= at + RESEND_AFTER) {
				*sent = None;
			}
		}
		for nonce in returned {
			self.release(nonce);
		}
		found
	}

	/// Blocks up to this height are final.
	pub fn finalised(&mut self, number: u32) -> Vec<Change> {
		let done: Vec<Id> = self
			.items
			.iter()
			.filter(
				|(_, item)| matches!(item.state, State::Included { block, .. } if block.number <= number),
			)
			.map(|(id, _)| *id)
			.collect();
		for id in &done {
			self.items.remove(id);
		}
		done.into_iter().map(Change::Finalised).collect()
	}
}

impl Item {
	fn nonce(&self) -> Option<u64> {
		match self.state {
			State::Waiting => None,
			State::Unsigned { nonce }
			| State::Signed { nonce, .. }
			| State::Included { nonce, .. } => Some(nonce),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn block(number: u32) -> BlockId {
		BlockId { number, hash: H256::from_low_u64_be(u64::from(number) + 1_000_000) }
	}

	fn hash(id: Id, nonce: u64, salt: u32) -> H256 {
		H256::from_low_u64_be(id << 40 | nonce << 20 | u64::from(salt))
	}

	/// Signs and sends whatever the book wants, all accepted; returns what was sent.
	fn run(book: &mut Book, chain_nonce: u64) -> Vec<(Id, u64)> {
		let mut sent = Vec::new();
		let mut last = 0;
		while let Some(action) = book.next_action() {
			match action {
				Action::FetchNonce => book.nonce(chain_nonce),
				Action::Sign { id, nonce } => {
					last = nonce;
					let (at, until) = (book.best, book.best + MORTALITY);
					book.signed(id, nonce, hash(id, nonce, at), until);
				}
				Action::Send { id } => {
					sent.push((id, last));
					assert_eq!(book.answered(id, Answer::Accepted), None);
				}
			}
		}
		sent
	}

	#[test]
	fn nonces_are_given_in_order_and_once() {
		let mut book = Book::default();
		let ids: Vec<_> = (0..3).map(|_| book.push(false)).collect();
		assert_eq!(run(&mut book, 5), vec![(ids[0], 5), (ids[1], 6), (ids[2], 7)]);
		// The next one does not ask the node again.
		let id = book.push(false);
		assert_eq!(book.next_action(), Some(Action::Sign { id, nonce: 8 }));
	}

	#[test]
	fn a_refused_transaction_gives_its_nonce_back() {
		let mut book = Book::default();
		let first = book.push(false);
		let second = book.push(false);
		book.nonce(0);
		book.signed(first, 0, hash(first, 0, 0), MORTALITY);
		let change = book.answered(first, Answer::Never("no money".into()));
		assert_eq!(change, Some(Change::Rejected { id: first, reason: "no money".into() }));
		assert_eq!(book.next_action(), Some(Action::Sign { id: second, nonce: 0 }));
	}

	#[test]
	fn inclusion_reorganisation_finality() {
		let mut book = Book::default();
		let id = book.push(false);
		run(&mut book, 0);
		assert_eq!(
			book.enacted(block(1), &[H256::zero(), hash(id, 0, 0)]),
			vec![(id, 1, hash(id, 0, 0))]
		);
		assert!(matches!(book.items[&id].state, State::Included { nonce: 0, .. }));
		assert_eq!(book.retracted(block(1).hash), vec![Change::Retracted(id)]);
		assert_eq!(book.next_action(), Some(Action::Send { id }));
		book.answered(id, Answer::Accepted);
		assert_eq!(book.enacted(block(2), &[hash(id, 0, 0)]).len(), 1);
		assert_eq!(book.finalised(1), vec![]);
		assert_eq!(book.finalised(2), vec![Change::Finalised(id)]);
		assert_eq!(book.len(), 0);
	}

	#[test]
	fn dropped_transactions_are_sent_again_and_expired_ones_signed_again() {
		let mut book = Book::default();
		let id = book.push(false);
		run(&mut book, 3);
		for number in 1..RESEND_AFTER {
			book.enacted(block(number), &[]);
			assert_eq!(book.next_action(), None);
		}
		book.enacted(block(RESEND_AFTER), &[]);
		assert_eq!(book.next_action(), Some(Action::Send { id }));
		book.answered(id, Answer::Accepted);
		book.enacted(block(MORTALITY), &[]);
		// The same nonce: the old signature can't be used beside the new one.
		assert_eq!(book.next_action(), Some(Action::Sign { id, nonce: 3 }));
		book.signed(id, 3, hash(id, 3, 9), 2 * MORTALITY);
		// And if the old one was included after all, it counts.
		assert_eq!(book.enacted(block(MORTALITY + 1), &[hash(id, 3, 0)]).len(), 1);
	}

	#[test]
	fn what_waits_behind_a_gap_fills_it_if_it_may_be_repeated() {
		for repeatable in [false, true] {
			let mut book = Book::default();
			let ids: Vec<_> = (0..3).map(|_| book.push(repeatable)).collect();
			run(&mut book, 5);
			book.enacted(block(1), &[hash(ids[0], 5, 0), hash(ids[1], 6, 0)]);
			// A reorganisation after which the first two are impossible; the third was never in a block.
			book.retracted(block(1).hash);
			for id in &ids[..2] {
				assert_eq!(book.next_action(), Some(Action::Send { id: *id }));
				let refused = book.answered(*id, Answer::Never("not yours".into()));
				assert!(matches!(refused, Some(Change::Rejected { .. })));
			}
			if !repeatable {
				assert_eq!(book.next_action(), None);
				// A new one takes the place.
				let id = book.push(false);
				assert_eq!(book.next_action(), Some(Action::Sign { id, nonce: 5 }));
				continue;
			}
			assert_eq!(book.next_action(), Some(Action::Sign { id: ids[2], nonce: 5 }));
			book.signed(ids[2], 5, hash(ids[2], 5, 2), MORTALITY);
			assert_eq!(book.next_action(), Some(Action::Send { id: ids[2] }));
			book.answered(ids[2], Answer::Accepted);
			// The other gap is the next one's.
			let id = book.push(true);
			assert_eq!(book.next_action(), Some(Action::Sign { id, nonce: 6 }));
			book.signed(id, 6, hash(id, 6, 2), MORTALITY);
			book.answered(id, Answer::Accepted);
			// Then the node is asked, for it knows whether the old signature was used.
			let last = book.push(true);
			assert_eq!(book.next_action(), Some(Action::FetchNonce));
			book.nonce(7);
			assert_eq!(book.next_action(), Some(Action::Sign { id: last, nonce: 7 }));
		}
	}

	#[test]
	fn a_gap_that_a_pool_has_made_is_filled_too() {
		let mut book = Book::default();
		let id = book.push(true);
		// The node counts transactions in its pool that come to nothing.
		run(&mut book, 9);
		book.enacted(block(1), &[]);
		assert_eq!(book.next_action(), None);
		book.account(9);
		assert_eq!(book.next_action(), None, "nothing is before it");
		book.account(7);
		assert_eq!(book.next_action(), Some(Action::Sign { id, nonce: 7 }));
		book.signed(id, 7, hash(id, 7, 1), MORTALITY);
		assert_eq!(book.next_action(), Some(Action::Send { id }));
		book.answered(id, Answer::Accepted);
		assert_eq!(book.enacted(block(2), &[hash(id, 7, 1)]).len(), 1);
		// Nor do nonces count as free that are so far above that nobody waits for them.
		book.account(8);
		assert_eq!(book.free, Vec::<u64>::new());
	}

	#[test]
	fn a_nonce_taken_by_another_program() {
		let mut book = Book::default();
		let id = book.push(false);
		book.nonce(0);
		book.signed(id, 0, hash(id, 0, 0), MORTALITY);
		assert_eq!(book.answered(id, Answer::Stale), None);
		assert_eq!(book.next_action(), Some(Action::FetchNonce));
		assert_eq!(run(&mut book, 4), vec![(id, 4)]);
		// Outdated later: first look for it in blocks, then take a new nonce.
		book.answered(id, Answer::Stale);
		book.enacted(block(1), &[]);
		assert_eq!(book.next_action(), None);
		book.enacted(block(STALE_AFTER), &[]);
		assert_eq!(book.next_action(), Some(Action::FetchNonce));
	}

	#[test]
	fn gives_up_after_bounded_attempts() {
		let mut book = Book::default();
		let id = book.push(false);
		for attempt in 1.. {
			match book.next_action() {
				Some(Action::FetchNonce) => book.nonce(0),
				Some(Action::Sign { nonce, .. }) => book.signed(id, nonce, H256::zero(), 1_000),
				Some(Action::Send { .. }) => {
					match book.answered(id, Answer::Later("pool full".into())) {
						None => {}
						change => {
							let last = "pool full".into();
							assert_eq!(
								change,
								Some(Change::GaveUp { id, attempts: MAX_ATTEMPTS, last })
							);
							break;
						}
					}
				}
				None => {
					book.enacted(block(attempt), &[]);
				}
			}
		}
		assert_eq!(book.len(), 0);
	}

	proptest! {
		/// A chain that loses, delays, refuses and includes at will: no call is ever executed twice, no two live
		/// transactions hold one nonce, and everything ends.
		#[test]
		fn never_twice(choices in prop::collection::vec(0u8..10, 50..400), calls in 1usize..12) {
			let mut book = Book::default();
			for _ in 0..calls {
				book.push(false);
			}
			let mut pool: BTreeMap<u64, Vec<(Id, H256)>> = BTreeMap::new();
			let mut signed: BTreeMap<Id, (u64, H256)> = BTreeMap::new();
			let mut executed: BTreeMap<Id, u32> = BTreeMap::new();
			let (mut chain_nonce, mut number, mut salt) = (0u64, 0u32, 0u32);
			for choice in choices.into_iter().chain(std::iter::repeat_n(0, 3_000)) {
				match book.next_action() {
					Some(Action::FetchNonce) => book.nonce(chain_nonce),
					Some(Action::Sign { id, nonce }) => {
						salt += 1;
						let hash = hash(id, nonce, salt);
						signed.insert(id, (nonce, hash));
						book.signed(id, nonce, hash, number + MORTALITY);
					},
					Some(Action::Send { id }) => {
						let (nonce, hash) = signed[&id];
						let answer = match choice {
							_ if nonce < chain_nonce => Answer::Stale,
							1 => Answer::Later("full".into()),
							2 => Answer::BadProof("old".into()),
							6.. if pool.get(&nonce).is_some_and(|all| !all.is_empty()) => Answer::Occupied,
							_ => Answer::Accepted,
						};
						if answer == Answer::Accepted {
							pool.entry(nonce).or_default().push((id, hash));
						}
						book.answered(id, answer);
					},
					None => {
						number += 1;
						let mut body = Vec::new();
						match choice {
							// Nothing is included.
							3 => {},
							// The pool forgets.
							4 => pool.clear(),
							// Another program uses the nonce.
							5 => chain_nonce += 1,
							_ => while let Some(all) = pool.remove(&chain_nonce) {
								let (id, hash) = all[usize::from(choice) % all.len()];
								*executed.entry(id).or_default() += 1;
								body.push(hash);
								chain_nonce += 1;
							},
						}
						book.enacted(block(number), &body);
						if number > 3 {
							book.finalised(number - 3);
						}
					},
				}
				let mut held: Vec<_> = book.items.values().filter_map(Item::nonce).collect();
				let count = held.len();
				held.sort_unstable();
				held.dedup();
				prop_assert_eq!(held.len(), count, "two transactions hold one nonce");
			}
			prop_assert!(executed.values().all(|count| *count == 1), "{executed:?}");
			prop_assert_eq!(book.len(), 0);
		}
	}
}

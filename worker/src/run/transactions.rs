//! Transactions under way: one at a time for each purpose, and a pause that grows after each refusal.

use assay_client::{BlockId, Call, TxQueue, TxStatus};
use assay_primitives::{task::TaskIdentity, EraIndex, Hash};
use std::collections::HashMap;
use tokio::sync::mpsc::UnboundedSender;

/// Longest pause after refusals, in blocks. Short next to the deadlines: while the market is closed everything is refused, and
/// when it opens again what is left of a deadline may be a few blocks.
const LONGEST_PAUSE: u32 = 4;

/// What a transaction is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
	Ack(TaskIdentity),
	Commit(TaskIdentity),
	Reveal(TaskIdentity),
	Ready,
	Unready,
	/// A validator's opinion of an era.
	Opinion(EraIndex, &'static str),
	/// A step in an audit that was drawn by this seed.
	Audit(TaskIdentity, &'static str, Hash),
	/// A step in a dispute; the number tells one from another.
	Dispute(TaskIdentity, &'static str, u64),
}

impl Purpose {
	pub fn as_str(&self) -> &'static str {
		match self {
			Self::Ack(_) => "ack",
			Self::Commit(_) => "commit",
			Self::Reveal(_) => "reveal",
			Self::Ready => "ready",
			Self::Unready => "unready",
			Self::Opinion(_, word) | Self::Audit(_, word, _) | Self::Dispute(_, word, _) => word,
		}
	}

	pub fn task(&self) -> Option<&TaskIdentity> {
		match self {
			Self::Ack(identity) | Self::Commit(identity) | Self::Reveal(identity) => Some(identity),
			Self::Audit(identity, ..) | Self::Dispute(identity, ..) => Some(identity),
			Self::Ready | Self::Unready | Self::Opinion(..) => None,
		}
	}
}

/// What became of a transaction.
#[derive(Clone, Debug)]
pub enum News {
	InBlock(BlockId),
	/// Its block is gone; the queue sends it again.
	Retracted,
	/// Its block is final.
	Final,
	/// It came to nothing.
	Failed(String),
}

#[derive(Clone, Copy, Default, Debug)]
struct Attempt {
	under_way: bool,
	failures: u32,
	/// Not before this height.
	not_before: u32,
}

/// Sends calls and remembers which are under way.
pub struct Transactions {
	queue: TxQueue,
	news: UnboundedSender<(Purpose, News)>,
	book: Book,
}

impl Transactions {
	pub fn new(queue: TxQueue, news: UnboundedSender<(Purpose, News)>) -> Self {
		Self { queue, news, book: Book::default() }
	}

	/// Sends a call unless one of this purpose is under way or was refused a short time ago. Says whether it did.
	pub fn send(&mut self, purpose: Purpose, height: u32, call: impl FnOnce() -> Call) -> bool {
		if !self.book.start(purpose, height) {
			return false;
		}
		let mut handle = self.queue.submit(call());
		let news = self.news.clone();
		tokio::spawn(async move {
			while let Some(status) = handle.next().await {
				let (item, last) = match status {
					TxStatus::Submitted { .. } => continue,
					TxStatus::InBlock(found) => match found.error {
						None => (News::InBlock(found.block), false),
						Some(failure) => (News::Failed(failure.to_string()), true),
					},
					TxStatus::Retracted => (News::Retracted, false),
					TxStatus::Finalised(found) => match found.error {
						None => (News::Final, true),
						Some(failure) => (News::Failed(failure.to_string()), true),
					},
					TxStatus::Failed(error) => (News::Failed(error.to_string()), true),
				};
				if news.send((purpose, item)).is_err() || last {
					return;
				}
			}
		});
		true
	}

	/// Whether a call of this purpose may be sent.
	pub fn may_send(&self, purpose: Purpose, height: u32) -> bool {
		self.book.may_start(purpose, height)
	}

	/// Takes note of news.
	pub fn heard(&mut self, purpose: Purpose, news: &News, height: u32) {
		self.book.heard(purpose, news, height)
	}

	/// Forgets a task that is over.
	pub fn forget(&mut self, identity: &TaskIdentity) {
		self.book.0.retain(|purpose, _| purpose.task() != Some(identity));
	}

	/// Transactions that are neither final nor failed.
	pub fn pending(&self) -> usize {
		self.queue.pending()
	}
}

#[derive(Default)]
struct Book(HashMap<Purpose, Attempt>);

impl Book {
	fn may_start(&self, purpose: Purpose, height: u32) -> bool {
		let attempt = self.0.get(&purpose).copied().unwrap_or_default();
		!attempt.under_way && height >= attempt.not_before
	}

	fn start(&mut self, purpose: Purpose, height: u32) -> bool {
		let may = self.may_start(purpose, height);
		if may {
			self.0.entry(purpose).or_default().under_way = true;
		}
		may
	}

	fn heard(&mut self, purpose: Purpose, news: &News, height: u32) {
		match news {
			News::InBlock(_) | News::Retracted => {}
			News::Final => {
				self.0.remove(&purpose);
			}
			News::Failed(_) => {
				let attempt = self.0.entry(purpose).or_default();
				attempt.under_way = false;
				attempt.failures = attempt.failures.saturating_add(1);
				let pause = 1u32.checked_shl(attempt.failures).unwrap_or(LONGEST_PAUSE);
				attempt.not_before = height.saturating_add(pause.min(LONGEST_PAUSE));
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_at_a_time_and_with_growing_pauses() {
		let mut book = Book::default();
		let failed = News::Failed("no".into());
		assert!(book.start(Purpose::Ready, 10));
		assert!(!book.start(Purpose::Ready, 11));
		assert!(book.start(Purpose::Unready, 11));
		book.heard(Purpose::Ready, &News::Retracted, 11);
		assert!(!book.start(Purpose::Ready, 12));
		book.heard(Purpose::Ready, &failed, 12);
		assert!(!book.start(Purpose::Ready, 13));
		assert!(book.start(Purpose::Ready, 14));
		book.heard(Purpose::Ready, &failed, 14);
		assert!(!book.start(Purpose::Ready, 17));
		assert!(book.start(Purpose::Ready, 18));
		for _ in 0..40 {
			book.heard(Purpose::Ready, &failed, 20);
		}
		assert!(book.start(Purpose::Ready, 20 + LONGEST_PAUSE));
		book.heard(Purpose::Ready, &News::Final, 60);
		assert!(book.start(Purpose::Ready, 60));
	}
}

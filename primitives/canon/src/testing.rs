//! What several modules' tests need.

use crate::sampling::philox;

/// Random numbers, the same for the same seed.
pub(crate) struct Random {
	seed: u32,
	next: u64,
}

impl Random {
	pub(crate) fn new(seed: u32) -> Self {
		Self { seed, next: 0 }
	}

	pub(crate) fn word(&mut self) -> u32 {
		let n = self.next;
		self.next += 1;
		philox([n as u32, (n >> 32) as u32, 0, 0], [self.seed, 0x7465_7374])[0]
	}

	pub(crate) fn below(&mut self, bound: u32) -> u32 {
		((u64::from(self.word()) * u64::from(bound)) >> 32) as u32
	}

	pub(crate) fn index(&mut self, len: usize) -> usize {
		self.below(len as u32) as usize
	}

	/// Once in `n` times.
	pub(crate) fn once_in(&mut self, n: u32) -> bool {
		self.below(n) == 0
	}

	pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
		(0..len).map(|_| self.word() as u8).collect()
	}

	/// A number near one of the ends of what fits, or any.
	pub(crate) fn odd(&mut self) -> u32 {
		match self.below(4) {
			0 => self.below(300),
			1 => u32::MAX - self.below(3),
			2 => 1 << self.below(32),
			_ => self.word(),
		}
	}
}

//! The same numbers in every run: SplitMix64, and only operations that IEEE 754 defines to the bit.

pub struct Random(u64);

impl Random {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// From 0 to 1.
	pub fn unit(&mut self) -> f64 {
		(self.next() >> 11) as f64 / (1u64 << 53) as f64
	}

	pub fn chance(&mut self, part: f64) -> bool {
		self.unit() < part
	}

	pub fn below(&mut self, n: usize) -> usize {
		(self.next() % n as u64) as usize
	}

	/// Close to normal, mean 0, deviation 1: twelve uniform numbers.
	pub fn normal(&mut self) -> f64 {
		(0..12).map(|_| self.unit()).sum::<f64>() - 6.0
	}
}

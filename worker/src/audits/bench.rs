//! A thread per model that runs tasks again, and what it finds.

use crate::{
	disputes::brief::Brief,
	engine::{Judge, Opinion},
};
use assay_primitives::{audit, AccountId, Hash};
use std::{
	panic::{catch_unwind, AssertUnwindSafe},
	sync::{mpsc, Arc},
	time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedSender;

/// A result to run again.
#[derive(Clone)]
pub struct Order {
	pub brief: Arc<Brief>,
	/// Stash of the auditor, which its digest is bound to.
	pub auditor: AccountId,
	/// Seed of the draw.
	pub seed: Hash,
}

/// What became of it: opinion and digest, or why there is none.
pub struct Found {
	pub order: Order,
	pub took: Duration,
	pub result: Result<(Opinion, Hash), String>,
}

/// A thread with a judge. Orders are worked off one after the other.
pub struct Bench {
	orders: mpsc::Sender<Order>,
}

impl Bench {
	/// `lazy`: says that all is right without looking, for tests of those that look.
	pub fn start(judge: Judge, lazy: bool, found: UnboundedSender<Found>) -> std::io::Result<Self> {
		let (orders, receiver) = mpsc::channel::<Order>();
		std::thread::Builder::new().name("audits".into()).spawn(move || {
			while let Ok(order) = receiver.recv() {
				let began = Instant::now();
				let result = if lazy {
					Ok((Opinion::Right, Hash::repeat_byte(1)))
				} else {
					let judged = catch_unwind(AssertUnwindSafe(|| judge_it(&judge, &order)));
					judged.unwrap_or_else(|_| Err("it panicked".into()))
				};
				if found.send(Found { order, took: began.elapsed(), result }).is_err() {
					return;
				}
			}
		})?;
		Ok(Self { orders })
	}

	/// Hands over an order. False if the thread is gone.
	pub fn order(&self, order: Order) -> bool {
		self.orders.send(order).is_ok()
	}
}

fn judge_it(judge: &Judge, order: &Order) -> Result<(Opinion, Hash), String> {
	let Order { brief, auditor, seed } = order;
	let looked = judge.look_for(&brief.revealed, Some(*seed));
	let (opinion, party) = looked.map_err(|error| error.to_string())?;
	let pieces: Vec<Vec<u8>> =
		party.iter().flat_map(|party| party.kept().iter().map(|kept| kept.bytes())).collect();
	let digest = audit::digest(auditor, *seed, pieces.iter().map(Vec::as_slice));
	Ok((opinion, digest))
}

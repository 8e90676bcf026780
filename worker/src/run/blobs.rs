//! Prompts from blob stores, and outputs to them.
//!
//! A prompt is kept in the data directory until its task ends, so that a restart need not fetch it again. What was
//! pushed is not written down: pushing it again after a restart does no harm.

use assay_client::{blob_hash, BlobError, BlobStores};
use assay_primitives::{task::TaskIdentity, Hash};
use std::{
	collections::{HashMap, HashSet},
	fs, io,
	path::{Path, PathBuf},
};
use tokio::sync::mpsc::UnboundedSender;

/// Longest pause after a failure, in blocks. A worker has 10 or 30 blocks to acknowledge.
const LONGEST_PAUSE: u32 = 8;

/// What is asked of the stores.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Errand {
	Fetch,
	Push,
}

/// What came of it.
pub struct Delivery {
	pub identity: TaskIdentity,
	pub errand: Errand,
	/// A prompt; nothing of what was pushed.
	pub result: Result<Vec<u8>, BlobError>,
}

#[derive(Default)]
struct Attempt {
	under_way: bool,
	failures: u32,
	/// Not before this height.
	not_before: u32,
}

/// Fetches and pushes beside the worker's loop, one errand of a kind for a task at a time.
pub struct Blobs {
	stores: BlobStores,
	shelf: Shelf,
	deliveries: UnboundedSender<Delivery>,
	attempts: HashMap<(TaskIdentity, Errand), Attempt>,
	prompts: HashMap<TaskIdentity, Vec<u8>>,
	pushed: HashSet<TaskIdentity>,
}

impl Blobs {
	pub fn new(stores: BlobStores, shelf: Shelf, deliveries: UnboundedSender<Delivery>) -> Self {
		Self {
			stores,
			shelf,
			deliveries,
			attempts: HashMap::new(),
			prompts: HashMap::new(),
			pushed: HashSet::new(),
		}
	}

	/// Whether there are stores at all.
	pub fn has_stores(&self) -> bool {
		!self.stores.is_empty()
	}

	/// Whether the prompt of a task is at hand.
	pub fn has_prompt(&self, identity: &TaskIdentity) -> bool {
		self.prompts.contains_key(identity)
	}

	/// Hands out the prompt of a task. It can be fetched again, from the shelf.
	pub fn take_prompt(&mut self, identity: &TaskIdentity) -> Option<Vec<u8>> {
		self.prompts.remove(identity)
	}

	/// The prompt of a task that ended.
	pub fn kept_prompt(&self, identity: &TaskIdentity, hash: Hash) -> Option<Vec<u8>> {
		self.shelf.get(identity, hash)
	}

	pub fn is_pushed(&self, identity: &TaskIdentity) -> bool {
		self.pushed.contains(identity)
	}

	/// Fetches a prompt, unless that is under way or failed a short time ago. Says whether it began.
	pub fn fetch(&mut self, identity: TaskIdentity, hash: Hash, len: u32, height: u32) -> bool {
		if !self.begin(identity, Errand::Fetch, height) {
			return false;
		}
		let (stores, shelf, deliveries) =
			(self.stores.clone(), self.shelf.clone(), self.deliveries.clone());
		tokio::spawn(async move {
			let result = match shelf.get(&identity, hash) {
				Some(prompt) => Ok(prompt),
				None => stores.fetch_text(hash, len.into()).await.map(|prompt| {
					let prompt = prompt.into_bytes();
					if let Err(error) = shelf.put(&identity, &prompt) {
						tracing::warn!(task = identity.number, %error, "the prompt can't be kept; a restart fetches it again");
					}
					prompt
				}),
			};
			let _ = deliveries.send(Delivery { identity, errand: Errand::Fetch, result });
		});
		true
	}

	/// Pushes an output, likewise.
	pub fn push(&mut self, identity: TaskIdentity, output: Vec<u8>, height: u32) -> bool {
		if !self.begin(identity, Errand::Push, height) {
			return false;
		}
		let (stores, deliveries) = (self.stores.clone(), self.deliveries.clone());
		tokio::spawn(async move {
			let result = stores.push(output).await.map(|pushed| {
				for (url, fault) in pushed.failed {
					tracing::warn!(task = identity.number, %url, %fault, "a blob store did not take the output; another did");
				}
				Vec::new()
			});
			let _ = deliveries.send(Delivery { identity, errand: Errand::Push, result });
		});
		true
	}

	fn begin(&mut self, identity: TaskIdentity, errand: Errand, height: u32) -> bool {
		let attempt = self.attempts.entry((identity, errand)).or_default();
		if attempt.under_way || height < attempt.not_before {
			return false;
		}
		attempt.under_way = true;
		true
	}

	/// Takes note of what came of an errand.
	pub fn arrived(&mut self, delivery: Delivery, height: u32) -> Result<(), BlobError> {
		let Delivery { identity, errand, result } = delivery;
		// Forgotten meanwhile: nobody waits for it.
		let Some(attempt) = self.attempts.get_mut(&(identity, errand)) else { return Ok(()) };
		attempt.under_way = false;
		match (result, errand) {
			(Ok(prompt), Errand::Fetch) => {
				attempt.failures = 0;
				self.prompts.insert(identity, prompt);
				Ok(())
			}
			(Ok(_), Errand::Push) => {
				attempt.failures = 0;
				self.pushed.insert(identity);
				Ok(())
			}
			(Err(error), _) => {
				let pause = 1u32.checked_shl(attempt.failures).unwrap_or(LONGEST_PAUSE);
				attempt.failures = attempt.failures.saturating_add(1);
				attempt.not_before = height.saturating_add(pause.min(LONGEST_PAUSE));
				Err(error)
			}
		}
	}

	/// A task is over.
	pub fn forget(&mut self, identity: &TaskIdentity) {
		self.attempts.retain(|(of, _), _| of != identity);
		self.prompts.remove(identity);
		self.pushed.remove(identity);
		self.shelf.remove(identity);
	}
}

/// Prompts of tasks under way, as files. A file is trusted only if its hash is right.
#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

impl Shelf {
	/// Uses, and if need be makes, `folder`, and removes what no task of `open` needs.
	pub fn open(folder: &Path, open: &[TaskIdentity]) -> io::Result<Self> {
		fs::create_dir_all(folder)?;
		let shelf = Self(folder.into());
		let needed: HashSet<PathBuf> = open.iter().map(|identity| shelf.path(identity)).collect();
		for file in fs::read_dir(folder)? {
			let path = file?.path();
			if !needed.contains(&path) {
				fs::remove_file(path)?;
			}
		}
		Ok(shelf)
	}

	fn path(&self, identity: &TaskIdentity) -> PathBuf {
		self.0.join(format!("{}-{}", identity.number, hex::encode(identity.content)))
	}

	fn get(&self, identity: &TaskIdentity, hash: Hash) -> Option<Vec<u8>> {
		let bytes = fs::read(self.path(identity)).ok()?;
		(blob_hash(&bytes) == hash && std::str::from_utf8(&bytes).is_ok()).then_some(bytes)
	}

	fn put(&self, identity: &TaskIdentity, bytes: &[u8]) -> io::Result<()> {
		let path = self.path(identity);
		let scratch = path.with_extension("part");
		fs::write(&scratch, bytes)?;
		fs::rename(scratch, path)
	}

	fn remove(&self, identity: &TaskIdentity) {
		// Most tasks have none.
		let _ = fs::remove_file(self.path(identity));
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::sync::mpsc;

	fn identity(number: u64) -> TaskIdentity {
		TaskIdentity { genesis: Hash::zero(), number, content: Hash::repeat_byte(7) }
	}

	#[test]
	fn the_shelf_keeps_what_is_needed_and_intact() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("prompts");
		let shelf = Shelf::open(&path, &[]).unwrap();
		let hash = blob_hash(b"prompt");
		assert_eq!(shelf.get(&identity(1), hash), None);
		shelf.put(&identity(1), b"prompt").unwrap();
		shelf.put(&identity(2), b"prompt").unwrap();
		shelf.put(&identity(3), b"half").unwrap();
		fs::write(path.join("4.part"), b"rest").unwrap();
		let shelf = Shelf::open(&path, &[identity(1), identity(3)]).unwrap();
		assert_eq!(shelf.get(&identity(1), hash), Some(b"prompt".to_vec()));
		assert_eq!(shelf.get(&identity(2), hash), None);
		assert_eq!(shelf.get(&identity(3), hash), None);
		assert_eq!(fs::read_dir(&path).unwrap().count(), 2);
		shelf.remove(&identity(1));
		assert_eq!(shelf.get(&identity(1), hash), None);
	}

	#[tokio::test]
	async fn one_errand_at_a_time_and_pauses_that_grow() {
		let folder = tempfile::tempdir().unwrap();
		let shelf = Shelf::open(folder.path(), &[]).unwrap();
		let (sender, mut deliveries) = mpsc::unbounded_channel();
		let mut blobs = Blobs::new(BlobStores::new::<&str>([]).unwrap(), shelf.clone(), sender);
		let hash = blob_hash(b"prompt");
		assert!(blobs.fetch(identity(1), hash, 6, 10));
		assert!(!blobs.fetch(identity(1), hash, 6, 10));
		assert!(blobs.push(identity(1), vec![1], 10));
		for _ in 0..2 {
			let delivery = deliveries.recv().await.unwrap();
			assert!(matches!(blobs.arrived(delivery, 10), Err(BlobError::NoStore)));
		}
		assert!(!blobs.fetch(identity(1), hash, 6, 10));
		assert!(blobs.fetch(identity(1), hash, 6, 11));
		let delivery = deliveries.recv().await.unwrap();
		assert!(blobs.arrived(delivery, 11).is_err());
		assert!(!blobs.fetch(identity(1), hash, 6, 12));
		// Somebody was faster, or a worker before a restart.
		shelf.put(&identity(1), b"prompt").unwrap();
		assert!(blobs.fetch(identity(1), hash, 6, 13));
		let delivery = deliveries.recv().await.unwrap();
		blobs.arrived(delivery, 13).unwrap();
		assert!(blobs.has_prompt(&identity(1)));
		assert_eq!(blobs.take_prompt(&identity(1)), Some(b"prompt".to_vec()));
		assert_eq!(blobs.kept_prompt(&identity(1), hash), Some(b"prompt".to_vec()));
		blobs.forget(&identity(1));
		assert_eq!(blobs.kept_prompt(&identity(1), hash), None);
		// What comes after that is for nobody.
		let late = Delivery { identity: identity(1), errand: Errand::Fetch, result: Ok(vec![1]) };
		blobs.arrived(late, 14).unwrap();
		assert!(!blobs.has_prompt(&identity(1)));
	}
}

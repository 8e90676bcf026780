//! What this worker has promised, on disk before it is promised.
//!
//! A commitment can be revealed only with the salt and the outcome it hides, so both are durable before the
//! commitment leaves the machine: a worker killed at any moment finds on restart what it needs to reveal. Entries
//! are keyed by [`TaskIdentity`], so an entry of a block that was reorganised away never answers for the task that
//! took its number.

use assay_primitives::{
	task::{commitment, Outcome, TaskIdentity},
	AccountId, Balance, BlockNumber, Hash, ModelId, TaskId, Units,
};
use codec::{Decode, Encode};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::{Path, PathBuf};

/// Ended tasks that are remembered for `status`.
pub const KEEP_ENDED: usize = 1_000;
/// Layout of [`Entry`]; the first byte of every value.
const VERSION: u8 = 1;
const FILE: &str = "journal.redb";
/// SCALE of the identity → version and SCALE of the entry.
const ENTRIES: TableDefinition<&[u8], &[u8]> = TableDefinition::new("entries");

/// Why the journal can't be used. Without it no task may be taken.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
	#[error(
		"the journal {} is in use: another assay-worker runs with this data directory",
		path.display()
	)]
	InUse { path: PathBuf },
	#[error("can't open the journal {}: {detail}", path.display())]
	Open { path: PathBuf, detail: String },
	#[error("can't write the journal: {0}")]
	Store(#[from] Box<redb::Error>),
	#[error(
		"the journal holds an entry this version can't read (layout {0}); it was written by a newer \
		 assay-worker"
	)]
	Layout(u8),
	#[error("the journal holds a damaged entry")]
	Damaged,
	#[error("the operating system gives no random numbers: {0}")]
	Random(String),
}

fn store(error: impl Into<redb::Error>) -> JournalError {
	JournalError::Store(Box::new(error.into()))
}

/// How far this worker has come with a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
	/// Seen; nothing computed that counts.
	Assigned,
	/// Outcome and salt are on disk; the commitment may be sent.
	Computed,
	/// The commitment was in a block.
	Committed,
	/// The outcome was in a block.
	Revealed,
	/// Final on chain: settled.
	Settled,
	/// Final on chain: taken from this worker or refunded.
	Missed,
	/// Final on chain: found wrong.
	Convicted,
	/// Final on chain: not paid, because other replicas have other results.
	Unpaid,
}

impl Stage {
	/// Whether nothing can happen any more.
	pub fn is_final(self) -> bool {
		matches!(self, Self::Settled | Self::Missed | Self::Convicted | Self::Unpaid)
	}

	/// For people.
	pub fn as_str(self) -> &'static str {
		match self {
			Self::Assigned => "assigned",
			Self::Computed => "computed",
			Self::Committed => "committed",
			Self::Revealed => "revealed",
			Self::Settled => "settled",
			Self::Missed => "missed",
			Self::Convicted => "convicted",
			Self::Unpaid => "unpaid",
		}
	}
}

/// What is known of a task.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub struct Entry {
	pub identity: TaskIdentity,
	/// Stash the task is assigned to; part of the commitment.
	pub worker: AccountId,
	pub model: ModelId,
	pub stage: Stage,
	/// With its salt. Gone once the task is final.
	pub outcome: Option<Outcome>,
	/// Output bytes. Gone once the task is final.
	pub output: Vec<u8>,
	/// [`crate::engine::Model::execution_class`] of the run.
	pub execution_class: String,
	/// Milliseconds the run took.
	pub millis: u64,
	pub units: Units,
	/// Heights at which this worker saw each stage.
	pub assigned_at: BlockNumber,
	pub committed_at: Option<BlockNumber>,
	pub revealed_at: Option<BlockNumber>,
	pub ended_at: Option<BlockNumber>,
	/// Plancks paid for the task, protocol fee included.
	pub fee: Option<Balance>,
}

impl Entry {
	/// A task just assigned.
	pub fn new(
		identity: TaskIdentity,
		worker: AccountId,
		model: ModelId,
		assigned_at: BlockNumber,
	) -> Self {
		Self {
			identity,
			worker,
			model,
			stage: Stage::Assigned,
			outcome: None,
			output: Vec::new(),
			execution_class: String::new(),
			millis: 0,
			units: 0,
			assigned_at,
			committed_at: None,
			revealed_at: None,
			ended_at: None,
			fee: None,
		}
	}

	/// The commitment to the outcome.
	pub fn commitment(&self) -> Option<Hash> {
		let outcome = self.outcome.as_ref()?;
		Some(commitment(&self.identity, &self.worker, outcome.salt(), outcome.hash()))
	}
}

/// The store. Every write is on disk when it returns.
pub struct Journal {
	database: Database,
	path: PathBuf,
}

impl Journal {
	/// Opens or creates the journal in `folder`.
	pub fn open(folder: &Path) -> Result<Self, JournalError> {
		let path = folder.join(FILE);
		let failed = |detail: String| JournalError::Open { path: path.clone(), detail };
		std::fs::create_dir_all(folder).map_err(|e| failed(e.to_string()))?;
		let database = Database::create(&path).map_err(|e| match e {
			DatabaseError::DatabaseAlreadyOpen => JournalError::InUse { path: path.clone() },
			other => failed(other.to_string()),
		})?;
		let journal = Self { database, path };
		// Make the table, so that readers find one.
		let write = journal.database.begin_write().map_err(store)?;
		write.open_table(ENTRIES).map_err(store)?;
		write.commit().map_err(store)?;
		Ok(journal)
	}

	/// Whether `folder` holds a journal.
	pub fn exists(folder: &Path) -> bool {
		folder.join(FILE).exists()
	}

	pub fn path(&self) -> &Path {
		&self.path
	}

	/// Writes an entry over any earlier one of the same identity.
	pub fn put(&self, entry: &Entry) -> Result<(), JournalError> {
		let mut value = vec![VERSION];
		entry.encode_to(&mut value);
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(ENTRIES).map_err(store)?;
			table.insert(entry.identity.encode().as_slice(), value.as_slice()).map_err(store)?;
		}
		// redb's default durability: returns after fsync.
		write.commit().map_err(store)
	}

	pub fn get(&self, identity: &TaskIdentity) -> Result<Option<Entry>, JournalError> {
		let read = self.database.begin_read().map_err(store)?;
		let table = read.open_table(ENTRIES).map_err(store)?;
		let value = table.get(identity.encode().as_slice()).map_err(store)?;
		value.map(|value| decode(value.value())).transpose()
	}

	/// All entries, the newest task first.
	pub fn all(&self) -> Result<Vec<Entry>, JournalError> {
		let read = self.database.begin_read().map_err(store)?;
		let table = read.open_table(ENTRIES).map_err(store)?;
		let mut entries = Vec::new();
		for row in table.iter().map_err(store)? {
			let (_, value) = row.map_err(store)?;
			entries.push(decode(value.value())?);
		}
		entries.sort_by_key(|entry| std::cmp::Reverse(entry.identity.number));
		Ok(entries)
	}

	/// Entries that are not final.
	pub fn open_entries(&self) -> Result<Vec<Entry>, JournalError> {
		Ok(self.all()?.into_iter().filter(|entry| !entry.stage.is_final()).collect())
	}

	/// The newest entry of a task number.
	pub fn by_number(&self, number: TaskId) -> Result<Option<Entry>, JournalError> {
		Ok(self.all()?.into_iter().find(|entry| entry.identity.number == number))
	}

	pub fn remove(&self, identity: &TaskIdentity) -> Result<(), JournalError> {
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(ENTRIES).map_err(store)?;
			table.remove(identity.encode().as_slice()).map_err(store)?;
		}
		write.commit().map_err(store)
	}

	/// Forgets the oldest ended tasks beyond `keep`. Returns how many.
	pub fn prune(&self, keep: usize) -> Result<usize, JournalError> {
		let ended: Vec<_> = self
			.all()?
			.into_iter()
			.filter(|entry| entry.stage.is_final())
			.skip(keep)
			.map(|entry| entry.identity)
			.collect();
		if ended.is_empty() {
			return Ok(0);
		}
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(ENTRIES).map_err(store)?;
			for identity in &ended {
				table.remove(identity.encode().as_slice()).map_err(store)?;
			}
		}
		write.commit().map_err(store)?;
		Ok(ended.len())
	}
}

fn decode(bytes: &[u8]) -> Result<Entry, JournalError> {
	match bytes.split_first() {
		Some((&VERSION, mut rest)) => {
			let entry = Entry::decode(&mut rest).map_err(|_| JournalError::Damaged)?;
			if rest.is_empty() {
				Ok(entry)
			} else {
				Err(JournalError::Damaged)
			}
		}
		Some((&other, _)) => Err(JournalError::Layout(other)),
		None => Err(JournalError::Damaged),
	}
}

/// 32 random bytes from the operating system.
pub fn new_salt() -> std::io::Result<Hash> {
	let mut salt = [0u8; 32];
	getrandom::fill(&mut salt).map_err(|e| std::io::Error::other(e.to_string()))?;
	Ok(Hash::from(salt))
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_primitives::task::TokenIds;

	fn identity(number: TaskId, content: u8) -> TaskIdentity {
		TaskIdentity { genesis: Hash::repeat_byte(9), number, content: Hash::repeat_byte(content) }
	}

	fn entry(number: TaskId, content: u8) -> Entry {
		Entry::new(identity(number, content), AccountId::from([1; 32]), Hash::zero(), 5)
	}

	fn computed(number: TaskId, content: u8) -> Entry {
		Entry {
			stage: Stage::Computed,
			outcome: Some(Outcome::Fault {
				ids: TokenIds::Inline(vec![5, 6, 7].try_into().unwrap()),
				prompt_ids: 2,
				output_ids: 1,
				position: 2,
				layer: 2,
				operation: 3,
				index: 4,
				root: Hash::repeat_byte(8),
				salt: new_salt().unwrap(),
			}),
			..entry(number, content)
		}
	}

	#[test]
	fn entries_survive_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		let written = computed(7, 1);
		{
			let journal = Journal::open(folder.path()).unwrap();
			journal.put(&entry(7, 1)).unwrap();
			journal.put(&written).unwrap();
		}
		let journal = Journal::open(folder.path()).unwrap();
		assert_eq!(journal.get(&identity(7, 1)).unwrap(), Some(written.clone()));
		assert_eq!(journal.by_number(7).unwrap().unwrap().commitment(), written.commitment());
		assert_eq!(journal.open_entries().unwrap().len(), 1);
	}

	#[test]
	fn identities_do_not_mix() {
		let folder = tempfile::tempdir().unwrap();
		let journal = Journal::open(folder.path()).unwrap();
		journal.put(&computed(7, 1)).unwrap();
		journal.put(&entry(7, 2)).unwrap();
		assert_eq!(journal.get(&identity(7, 1)).unwrap().unwrap().stage, Stage::Computed);
		assert_eq!(journal.get(&identity(7, 2)).unwrap().unwrap().stage, Stage::Assigned);
		assert_eq!(journal.get(&identity(7, 3)).unwrap(), None);
		journal.remove(&identity(7, 1)).unwrap();
		assert_eq!(journal.get(&identity(7, 1)).unwrap(), None);
		assert_eq!(journal.all().unwrap().len(), 1);
	}

	#[test]
	fn a_second_worker_is_kept_out() {
		let folder = tempfile::tempdir().unwrap();
		let _first = Journal::open(folder.path()).unwrap();
		let error = Journal::open(folder.path()).err().unwrap();
		assert!(matches!(error, JournalError::InUse { .. }), "{error}");
		assert!(error.to_string().contains("another assay-worker"));
	}

	#[test]
	fn only_ended_entries_are_pruned() {
		let folder = tempfile::tempdir().unwrap();
		let journal = Journal::open(folder.path()).unwrap();
		for number in 0..10 {
			let stage = if number == 0 { Stage::Committed } else { Stage::Settled };
			journal.put(&Entry { stage, ..computed(number, 1) }).unwrap();
		}
		assert_eq!(journal.prune(3).unwrap(), 6);
		let left: Vec<_> = journal.all().unwrap().iter().map(|e| e.identity.number).collect();
		assert_eq!(left, [9, 8, 7, 0]);
		assert_eq!(journal.prune(3).unwrap(), 0);
	}

	#[test]
	fn damage_is_an_error() {
		let bytes = |entry: &Entry| {
			let mut value = vec![VERSION];
			entry.encode_to(&mut value);
			value
		};
		let good = bytes(&computed(1, 1));
		assert!(decode(&good).is_ok());
		assert!(matches!(decode(&good[..good.len() - 1]), Err(JournalError::Damaged)));
		assert!(matches!(decode(&[&good[..], &[0]].concat()), Err(JournalError::Damaged)));
		assert!(matches!(decode(&[2]), Err(JournalError::Layout(2))));
		assert!(matches!(decode(&[]), Err(JournalError::Damaged)));
	}

	#[test]
	fn a_file_that_is_no_journal_is_refused() {
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join(FILE), b"not a database, but long enough").unwrap();
		let error = Journal::open(folder.path()).err().unwrap();
		assert!(matches!(error, JournalError::Open { .. }), "{error}");
	}
}

//! A folder of blobs.
//!
//! `blobs/ab/abcd…` holds the blob with that hash, `tmp/` what is being uploaded, `lock` keeps a second store out. A
//! file comes to its place by a rename, after its hash was compared and its bytes are on the disk; so a store that is
//! killed at any moment has left whole blobs, and rests in `tmp/` that the next start removes.

use std::{
	collections::{BTreeSet, HashMap},
	fs, io,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex, MutexGuard,
	},
	time::{Duration, SystemTime},
};
use tokio::io::AsyncWriteExt;

/// BLAKE2b-256.
pub type Hash = [u8; 32];

/// What a file takes on the disk beyond its length, about: it is rounded up to this. So the limit on bytes is one on
/// the number of blobs, too.
const BLOCK: u64 = 4096;
/// Room that an upload asks for at a time.
const STEP: u64 = 1 << 20;

/// BLAKE2b-256 of bytes.
pub fn hash_of(bytes: &[u8]) -> Hash {
	finish(&parameters().hash(bytes))
}

fn parameters() -> blake2b_simd::Params {
	let mut parameters = blake2b_simd::Params::new();
	parameters.hash_length(32);
	parameters
}

fn finish(hash: &blake2b_simd::Hash) -> Hash {
	let mut bytes = [0; 32];
	bytes.copy_from_slice(hash.as_bytes());
	bytes
}

/// A hash as 64 hexadecimal digits.
pub fn hex_of(hash: &Hash) -> String {
	hex::encode(hash)
}

/// Reads a hash: 64 hexadecimal digits, after 0x or not.
pub fn parse_hash(text: &str) -> Option<Hash> {
	let mut hash = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut hash).ok()?;
	Some(hash)
}

/// How a store is set up.
#[derive(Clone, Debug)]
pub struct StoreOptions {
	pub dir: PathBuf,
	/// Most bytes that all blobs may take, each rounded up to 4 KiB.
	pub max_bytes: u64,
	/// Most bytes of one blob.
	pub max_blob_bytes: u64,
	/// How long a blob is kept at least.
	pub keep: Duration,
}

/// Why a folder is no store. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
	#[error("{} is in use: another assay-blobs serves it; name another folder with --dir", dir.display())]
	InUse { dir: PathBuf },
	#[error("{}: {source}; the folder must be ours to read and write", path.display())]
	Io { path: PathBuf, source: io::Error },
}

/// Why a blob was not taken. Each text is for whoever sent it.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
	#[error("the blob has {len} bytes, this store takes {max} at most; use another store, or have its operator raise --max-blob-bytes")]
	TooLarge { len: u64, max: u64 },
	#[error("the store is full of blobs that it must keep; use another store, or have its operator raise --max-bytes")]
	Full,
	#[error(
		"the bytes sent have the BLAKE2b-256 {}, not the one in the path; send the blob again",
		hex_of(found)
	)]
	WrongHash { found: Hash },
	#[error("{got} bytes came instead of the {announced} announced; send the blob again")]
	WrongLength { got: u64, announced: u64 },
	/// It was there when the upload began, so nothing was written.
	#[error("the store has just dropped its old copy of this blob; send it again")]
	Dropped,
	#[error("the store can't write: {0}; tell its operator, or use another store")]
	Io(#[from] io::Error),
}

/// What became of an upload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stored {
	New,
	/// It was there; its time begins anew.
	Known,
}

/// How full a store is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stats {
	pub blobs: u64,
	/// Bytes that blobs and uploads take.
	pub used: u64,
	pub max_bytes: u64,
	/// Blobs dropped to make room, since the start.
	pub evicted: u64,
}

/// A folder of blobs. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
	options: StoreOptions,
	index: Mutex<Index>,
	/// Names files in `tmp/`.
	next: AtomicU64,
	/// Held as long as the store is open.
	_lock: fs::File,
}

#[derive(Default)]
struct Index {
	blobs: HashMap<Hash, Entry>,
	by_age: BTreeSet<(SystemTime, Hash)>,
	used: u64,
	evicted: u64,
}

#[derive(Clone, Copy)]
struct Entry {
	len: u64,
	/// When it was put last.
	time: SystemTime,
}

fn cost(len: u64) -> u64 {
	len.div_ceil(BLOCK).max(1).saturating_mul(BLOCK)
}

impl Index {
	fn insert(&mut self, hash: Hash, entry: Entry) {
		self.remove(&hash);
		self.used = self.used.saturating_add(cost(entry.len));
		self.by_age.insert((entry.time, hash));
		self.blobs.insert(hash, entry);
	}

	fn remove(&mut self, hash: &Hash) -> Option<Entry> {
		let entry = self.blobs.remove(hash)?;
		self.by_age.remove(&(entry.time, *hash));
		self.used = self.used.saturating_sub(cost(entry.len));
		Some(entry)
	}
}

impl Store {
	/// Opens a folder and makes it if need be; removes what uploads have left that were cut off.
	pub fn open(options: StoreOptions) -> Result<Self, OpenError> {
		let at = |path: &Path| {
			let path = path.to_path_buf();
			move |source| OpenError::Io { path, source }
		};
		let dir = &options.dir;
		fs::create_dir_all(dir).map_err(at(dir))?;
		let path = dir.join("lock");
		let lock = fs::File::options()
			.create(true)
			.truncate(false)
			.write(true)
			.open(&path)
			.map_err(at(&path))?;
		match lock.try_lock() {
			Ok(()) => {}
			Err(fs::TryLockError::WouldBlock) => return Err(OpenError::InUse { dir: dir.clone() }),
			Err(fs::TryLockError::Error(source)) => return Err(at(&path)(source)),
		}
		let tmp = dir.join("tmp");
		fs::create_dir_all(&tmp).map_err(at(&tmp))?;
		for file in fs::read_dir(&tmp).map_err(at(&tmp))? {
			let path = file.map_err(at(&tmp))?.path();
			fs::remove_file(&path).map_err(at(&path))?;
		}
		let blobs = dir.join("blobs");
		fs::create_dir_all(&blobs).map_err(at(&blobs))?;
		let mut index = Index::default();
		for folder in fs::read_dir(&blobs).map_err(at(&blobs))? {
			let folder = folder.map_err(at(&blobs))?.path();
			if !folder.is_dir() {
				continue;
			}
			for file in fs::read_dir(&folder).map_err(at(&folder))? {
				let file = file.map_err(at(&folder))?;
				let hash = file.file_name().to_str().and_then(parse_hash);
				let Some(hash) = hash.filter(|hash| blob_path(dir, hash) == file.path()) else {
					tracing::warn!(path = %file.path().display(), "not a blob; left alone");
					continue;
				};
				let meta = file.metadata().map_err(at(&file.path()))?;
				let time = meta.modified().map_err(at(&file.path()))?;
				index.insert(hash, Entry { len: meta.len(), time });
			}
		}
		let inner =
			Inner { options, index: Mutex::new(index), next: AtomicU64::new(0), _lock: lock };
		Ok(Self(Arc::new(inner)))
	}

	pub fn options(&self) -> &StoreOptions {
		&self.0.options
	}

	pub fn stats(&self) -> Stats {
		let index = self.index();
		Stats {
			blobs: index.blobs.len() as u64,
			used: index.used,
			max_bytes: self.0.options.max_bytes,
			evicted: index.evicted,
		}
	}

	/// A blob's length in bytes, if it is here.
	pub fn len_of(&self, hash: &Hash) -> Option<u64> {
		self.index().blobs.get(hash).map(|entry| entry.len)
	}

	/// Opens a blob. What is open can be read to its end even if the blob is dropped meanwhile.
	pub fn get(&self, hash: &Hash) -> io::Result<Option<(fs::File, u64)>> {
		let Some(len) = self.len_of(hash) else { return Ok(None) };
		let path = blob_path(&self.0.options.dir, hash);
		match fs::File::open(&path) {
			Ok(file) if file.metadata()?.len() == len => Ok(Some((file, len))),
			Ok(_) => {
				tracing::error!(path = %path.display(), "the file was changed by somebody else; dropped");
				let mut index = self.index();
				if index.remove(hash).is_some() {
					fs::remove_file(&path)?;
				}
				Ok(None)
			}
			Err(error) if error.kind() == io::ErrorKind::NotFound => {
				self.index().remove(hash);
				Ok(None)
			}
			Err(error) => Err(error),
		}
	}

	/// Begins to take a blob of `len` bytes.
	pub async fn begin(&self, hash: Hash, len: u64) -> Result<Upload, PutError> {
		let max = self.0.options.max_blob_bytes;
		if len > max {
			return Err(PutError::TooLarge { len, max });
		}
		let mut upload = Upload {
			room: Room { store: self.clone(), taken: 0 },
			scratch: None,
			hash,
			announced: len,
			got: 0,
			hasher: parameters().to_state(),
		};
		if self.len_of(&hash).is_some() {
			return Ok(upload);
		}
		if cost(len) > self.0.options.max_bytes {
			return Err(PutError::Full);
		}
		upload.room.grow(cost(0))?;
		let number = self.0.next.fetch_add(1, Ordering::Relaxed);
		let path = self.0.options.dir.join("tmp").join(format!("{number}.part"));
		let file = tokio::fs::File::options().create_new(true).write(true).open(&path).await?;
		upload.scratch = Some((Scratch(path), file));
		Ok(upload)
	}

	/// Begins to keep a blob anew. False if it is not here.
	fn touch(&self, hash: &Hash) -> bool {
		let time = SystemTime::now();
		let mut index = self.index();
		let Some(entry) = index.blobs.get(hash).copied() else { return false };
		index.insert(*hash, Entry { time, ..entry });
		// So that a restart knows.
		let path = blob_path(&self.0.options.dir, hash);
		let touched = fs::File::options().write(true).open(path);
		if let Err(error) = touched.and_then(|file| file.set_modified(time)) {
			tracing::warn!(%error, "the time of a blob can't be written");
		}
		true
	}

	fn index(&self) -> MutexGuard<'_, Index> {
		// Nothing that holds the lock can panic half way through a change.
		self.0.index.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
	}
}

fn blob_path(dir: &Path, hash: &Hash) -> PathBuf {
	let name = hex_of(hash);
	dir.join("blobs").join(name.get(..2).unwrap_or_default()).join(name)
}

/// A file that goes unless it was moved away.
struct Scratch(PathBuf);

impl Drop for Scratch {
	fn drop(&mut self) {
		let _ = fs::remove_file(&self.0);
	}
}

/// Room that an upload has taken, given back when it ends.
struct Room {
	store: Store,
	taken: u64,
}

impl Room {
	/// Makes the room `total` bytes large, and drops old blobs for it.
	fn grow(&mut self, total: u64) -> Result<(), PutError> {
		let more = total.saturating_sub(self.taken);
		let StoreOptions { dir, max_bytes, keep, .. } = &self.store.0.options;
		let now = SystemTime::now();
		let mut index = self.store.index();
		while index.used.saturating_add(more) > *max_bytes {
			// A time that lies ahead of the clock is not old.
			let old = |time: &SystemTime| now.duration_since(*time).is_ok_and(|age| age >= *keep);
			let oldest = index.by_age.first().copied().filter(|(time, _)| old(time));
			let Some((_, hash)) = oldest else { return Err(PutError::Full) };
			index.remove(&hash);
			index.evicted += 1;
			match fs::remove_file(blob_path(dir, &hash)) {
				Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
				_ => {}
			}
		}
		index.used = index.used.saturating_add(more);
		self.taken = self.taken.saturating_add(more);
		Ok(())
	}

	/// The room is somebody else's to give back from now on.
	fn hand_over(&mut self) -> u64 {
		std::mem::take(&mut self.taken)
	}
}

impl Drop for Room {
	fn drop(&mut self) {
		let mut index = self.store.index();
		index.used = index.used.saturating_sub(self.taken);
	}
}

/// A blob on its way in. Dropped before its end, it leaves nothing.
pub struct Upload {
	room: Room,
	/// `None`: the blob is here already, and what comes is only compared.
	scratch: Option<(Scratch, tokio::fs::File)>,
	hash: Hash,
	announced: u64,
	got: u64,
	hasher: blake2b_simd::State,
}

impl Upload {
	/// Takes the next bytes.
	pub async fn write(&mut self, bytes: &[u8]) -> Result<(), PutError> {
		let (got, announced) = (self.got.saturating_add(bytes.len() as u64), self.announced);
		if got > announced {
			return Err(PutError::WrongLength { got, announced });
		}
		if let Some((_, file)) = &mut self.scratch {
			if cost(got) > self.room.taken {
				self.room.grow(cost(got.saturating_add(STEP).min(announced)))?;
			}
			file.write_all(bytes).await?;
		}
		self.got = got;
		self.hasher.update(bytes);
		Ok(())
	}

	/// Compares length and hash, and moves the file to its place.
	pub async fn finish(mut self) -> Result<Stored, PutError> {
		let (got, announced) = (self.got, self.announced);
		if got != announced {
			return Err(PutError::WrongLength { got, announced });
		}
		let found = finish(&self.hasher.finalize());
		if found != self.hash {
			return Err(PutError::WrongHash { found });
		}
		let (hash, mut room) = (self.hash, self.room);
		let store = room.store.clone();
		let Some((scratch, mut file)) = self.scratch.take() else {
			return if store.touch(&self.hash) {
				Ok(Stored::Known)
			} else {
				Err(PutError::Dropped)
			};
		};
		file.flush().await?;
		let file = file.into_std().await;
		let place = move || {
			let time = SystemTime::now();
			file.set_modified(time)?;
			file.sync_all()?;
			drop(file);
			let path = blob_path(&store.0.options.dir, &hash);
			let folder = path.parent().unwrap_or(&store.0.options.dir);
			let fresh = !folder.is_dir();
			fs::create_dir_all(folder)?;
			if fresh {
				fs::File::open(store.0.options.dir.join("blobs"))?.sync_all()?;
			}
			{
				// Whether it was here and what is said about it change together.
				let mut index = store.index();
				if index.blobs.contains_key(&hash) {
					drop(index);
					store.touch(&hash);
					return Ok(Stored::Known);
				}
				fs::rename(&scratch.0, &path)?;
				// From here on the index counts the room.
				index.used = index.used.saturating_sub(room.hand_over());
				index.insert(hash, Entry { len: got, time });
			}
			fs::File::open(folder)?.sync_all()?;
			Ok(Stored::New)
		};
		match tokio::task::spawn_blocking(place).await {
			Ok(result) => result,
			Err(error) => Err(PutError::Io(io::Error::other(error))),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn options(dir: &Path) -> StoreOptions {
		StoreOptions {
			dir: dir.into(),
			max_bytes: 64 * BLOCK,
			max_blob_bytes: 16 * BLOCK,
			keep: Duration::from_secs(3600),
		}
	}

	async fn put(store: &Store, bytes: &[u8]) -> Result<Stored, PutError> {
		let mut upload = store.begin(hash_of(bytes), bytes.len() as u64).await?;
		for part in bytes.chunks(1000) {
			upload.write(part).await?;
		}
		upload.finish().await
	}

	fn read(store: &Store, hash: &Hash) -> Option<Vec<u8>> {
		let (mut file, len) = store.get(hash).unwrap()?;
		let mut bytes = Vec::new();
		io::Read::read_to_end(&mut file, &mut bytes).unwrap();
		assert_eq!(bytes.len() as u64, len);
		Some(bytes)
	}

	fn scratch_files(dir: &Path) -> usize {
		fs::read_dir(dir.join("tmp")).unwrap().count()
	}

	#[tokio::test]
	async fn what_was_put_is_there_also_after_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		let bytes = vec![7; 10_000];
		assert_eq!(store.len_of(&hash_of(&bytes)), None);
		assert_eq!(put(&store, &bytes).await.unwrap(), Stored::New);
		assert_eq!(put(&store, &bytes).await.unwrap(), Stored::Known);
		assert_eq!(put(&store, b"").await.unwrap(), Stored::New);
		let stats = store.stats();
		assert_eq!((stats.blobs, stats.used), (2, 4 * BLOCK));
		drop(store);
		let store = Store::open(options(folder.path())).unwrap();
		assert_eq!(store.stats(), stats);
		assert_eq!(read(&store, &hash_of(&bytes)), Some(bytes));
		assert_eq!(read(&store, &hash_of(b"")), Some(vec![]));
		assert_eq!(scratch_files(folder.path()), 0);
	}

	#[tokio::test]
	async fn other_bytes_than_promised_are_refused_and_leave_nothing() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		let hash = hash_of(b"right");
		for (announced, bytes, want) in [
			(5, &b"wrong"[..], "not the one in the path"),
			(5, b"righ", "4 bytes came"),
			(5, b"right and more", "14 bytes came"),
		] {
			let mut upload = store.begin(hash, announced).await.unwrap();
			let error = match upload.write(bytes).await {
				Ok(()) => upload.finish().await.unwrap_err(),
				Err(error) => error,
			};
			assert!(error.to_string().contains(want), "{error}");
		}
		let error = store.begin(hash, 16 * BLOCK + 1).await.err().unwrap();
		assert!(matches!(error, PutError::TooLarge { .. }), "{error}");
		// A known blob is compared all the same.
		put(&store, b"right").await.unwrap();
		let mut upload = store.begin(hash, 5).await.unwrap();
		upload.write(b"wrong").await.unwrap();
		assert!(matches!(upload.finish().await, Err(PutError::WrongHash { .. })));
		assert_eq!(read(&store, &hash), Some(b"right".to_vec()));
		assert_eq!(scratch_files(folder.path()), 0);
		assert_eq!(store.stats().used, BLOCK);
	}

	#[tokio::test]
	async fn an_upload_that_was_cut_off_is_never_seen() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		let bytes = vec![1; 30_000];
		let mut upload = store.begin(hash_of(&bytes), 30_000).await.unwrap();
		upload.write(&bytes[..20_000]).await.unwrap();
		assert_eq!(read(&store, &hash_of(&bytes)), None);
		drop(upload);
		assert_eq!((scratch_files(folder.path()), store.stats().used), (0, 0));
		drop(store);

		// Killed: nobody tidied up. Strange files in the place of blobs are not served.
		fs::write(folder.path().join("tmp/0.part"), &bytes[..20_000]).unwrap();
		let name = hex_of(&hash_of(&bytes));
		fs::create_dir_all(folder.path().join("blobs/zz")).unwrap();
		fs::write(folder.path().join("blobs/zz").join(&name), b"half").unwrap();
		fs::write(folder.path().join("blobs/note"), b"mine").unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		assert_eq!((scratch_files(folder.path()), store.stats().blobs), (0, 0));
		assert_eq!(put(&store, &bytes).await.unwrap(), Stored::New);
	}

	#[tokio::test]
	async fn a_full_store_refuses_and_drops_only_what_is_old() {
		let folder = tempfile::tempdir().unwrap();
		let blob = |n: u8| vec![n; 15 * BLOCK as usize];
		{
			let store = Store::open(options(folder.path())).unwrap();
			for n in 0..4 {
				put(&store, &blob(n)).await.unwrap();
			}
			let error = put(&store, &blob(4)).await.unwrap_err();
			assert!(matches!(error, PutError::Full), "{error}");
			// What fits still does, and what is there can be put again.
			put(&store, b"small").await.unwrap();
			assert_eq!(put(&store, &blob(0)).await.unwrap(), Stored::Known);
			assert_eq!(store.stats().blobs, 5);
		}
		let store =
			Store::open(StoreOptions { keep: Duration::ZERO, ..options(folder.path()) }).unwrap();
		let before = read(&store, &hash_of(&blob(1))).unwrap();
		let (mut open, _) = store.get(&hash_of(&blob(1))).unwrap().unwrap();
		put(&store, &blob(4)).await.unwrap();
		// The oldest went: the first was put again later.
		assert_eq!(read(&store, &hash_of(&blob(1))), None);
		assert_eq!(read(&store, &hash_of(&blob(0))), Some(blob(0)));
		assert_eq!((store.stats().evicted, store.stats().used), (1, 61 * BLOCK));
		// Who was reading it reads on.
		let mut bytes = Vec::new();
		io::Read::read_to_end(&mut open, &mut bytes).unwrap();
		assert_eq!(bytes, before);
	}

	#[tokio::test]
	async fn room_is_for_all_uploads_together() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		let len = 16 * BLOCK;
		let mut uploads = Vec::new();
		for n in 0..5u8 {
			let bytes = vec![n; len as usize];
			uploads.push((store.begin(hash_of(&bytes), len).await.unwrap(), bytes));
		}
		let mut full = 0;
		for (upload, bytes) in &mut uploads {
			full += u32::from(matches!(upload.write(bytes).await, Err(PutError::Full)));
		}
		assert!(full >= 1 && store.stats().used <= store.options().max_bytes);
		drop(uploads);
		assert_eq!(store.stats().used, 0);
	}

	#[tokio::test]
	async fn the_same_blob_twice_at_once_is_one() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		let bytes = vec![3; 20_000];
		let puts = (0..8).map(|_| {
			let (store, bytes) = (store.clone(), bytes.clone());
			tokio::spawn(async move { put(&store, &bytes).await.unwrap() })
		});
		let mut fresh = 0;
		for put in puts.collect::<Vec<_>>() {
			fresh += u32::from(put.await.unwrap() == Stored::New);
		}
		assert_eq!((fresh, store.stats().blobs, store.stats().used), (1, 1, 5 * BLOCK));
		assert_eq!(scratch_files(folder.path()), 0);
		assert_eq!(read(&store, &hash_of(&bytes)), Some(bytes));
	}

	#[tokio::test]
	async fn a_file_that_somebody_changed_is_dropped() {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(options(folder.path())).unwrap();
		put(&store, b"whole").await.unwrap();
		let hash = hash_of(b"whole");
		fs::write(blob_path(folder.path(), &hash), b"half").unwrap();
		assert_eq!(read(&store, &hash), None);
		assert_eq!(put(&store, b"whole").await.unwrap(), Stored::New);
		fs::remove_file(blob_path(folder.path(), &hash)).unwrap();
		assert_eq!(read(&store, &hash), None);
		assert_eq!(store.stats().used, 0);
	}

	#[test]
	fn one_store_a_folder() {
		let folder = tempfile::tempdir().unwrap();
		let _first = Store::open(options(folder.path())).unwrap();
		let error = Store::open(options(folder.path())).err().unwrap();
		assert!(error.to_string().contains("another assay-blobs"), "{error}");
	}

	#[test]
	fn hashes_as_text() {
		let hash = hash_of(b"abc");
		assert_eq!(
			hex_of(&hash),
			"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
		);
		assert_eq!(parse_hash(&hex_of(&hash)), Some(hash));
		assert_eq!(parse_hash(&format!("0x{}", hex_of(&hash).to_uppercase())), Some(hash));
		for bad in ["", "..", "../../etc/passwd", "0x", &"g".repeat(64), &"a".repeat(63)] {
			assert_eq!(parse_hash(bad), None);
		}
	}
}

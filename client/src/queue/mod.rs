//! The transaction queue: one per key, the only one that gives the key's nonces.

mod book;

use crate::{
	blocks::{BlockId, ChainUpdate},
	calls::Call,
	client::{from_hex, to_hex, At, Client},
	error::ClientError,
	events::{self, ChainEvent, DispatchFailure},
	keys::Key,
};
use assay_primitives::{AccountId, CALL_CLOSED};
use book::{Action, Answer, Book, Change, Id, MORTALITY};
use codec::Encode;
use sp_core::{crypto::Ss58Codec, H256};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
};
use std::{
	collections::HashMap,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
	time::Duration,
};
use subxt::{
	config::substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder},
	rpcs::client::rpc_params,
};
use tokio::{
	sync::{mpsc, Notify},
	time::sleep,
};

/// Depth below the head of the block a signature refers to, so that it survives small reorganisations.
const BIRTH_DEPTH: usize = 3;
/// Pauses between attempts to reach a node again: from, to.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// How a transaction stands.
#[derive(Clone, PartialEq, Debug)]
pub enum TxStatus {
	/// Signed and taken by a node's pool.
	Submitted { hash: H256, nonce: u64 },
	/// In a block of the best chain. Look at `error`: a failed call is in a block too.
	InBlock(TxInBlock),
	/// Its block was reorganised away. It is sent again.
	Retracted,
	/// Its block is final. The last status.
	Finalised(TxInBlock),
	/// It will not be in any block. The last status.
	Failed(TxError),
}

/// A transaction in a block.
#[derive(Clone, PartialEq, Debug)]
pub struct TxInBlock {
	pub block: BlockId,
	/// Position in the block.
	pub extrinsic: u32,
	pub hash: H256,
	/// What it caused.
	pub events: Vec<ChainEvent>,
	/// Why the call failed, if it did.
	pub error: Option<DispatchFailure>,
}

/// Why a transaction came to nothing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TxError {
	#[error("the node refused the transaction: {reason}")]
	Rejected { reason: String },
	#[error("the chain refused the call: {0}")]
	Dispatch(DispatchFailure),
	#[error("gave up after {attempts} attempts: {last}")]
	GaveUp { attempts: u32, last: String },
	#[error(
		"the call can't be encoded for this chain: {0}. Is this program older than the chain?"
	)]
	Unencodable(String),
	#[error("the queue was stopped")]
	Stopped,
}

/// The transactions of one key. Clones share the queue; when the last is gone, it finishes what it has and ends.
#[derive(Clone)]
pub struct TxQueue {
	sender: mpsc::UnboundedSender<(Call, mpsc::UnboundedSender<TxStatus>)>,
	account: AccountId,
	progress: Arc<Progress>,
}

#[derive(Default)]
struct Progress {
	pending: AtomicUsize,
	not_included: AtomicUsize,
	changed: Notify,
}

impl TxQueue {
	/// Starts the queue of a key.
	pub fn start(client: Client, key: Arc<Key>) -> Self {
		let (sender, receiver) = mpsc::unbounded_channel();
		let progress = Arc::new(Progress::default());
		let account = key.account();
		let worker = Worker {
			client,
			key,
			receiver,
			progress: progress.clone(),
			book: Book::default(),
			entries: HashMap::new(),
			birth: None,
		};
		tokio::spawn(worker.run());
		Self { sender, account, progress }
	}

	/// Account whose transactions these are.
	pub fn account(&self) -> &AccountId {
		&self.account
	}

	/// Adds a call. Returns at once.
	pub fn submit(&self, call: Call) -> TxHandle {
		let (sender, receiver) = mpsc::unbounded_channel();
		self.progress.pending.fetch_add(1, Ordering::SeqCst);
		self.progress.not_included.fetch_add(1, Ordering::SeqCst);
		// A queue that has ended drops the sender, and the handle reports `Stopped`.
		if self.sender.send((call, sender)).is_err() {
			self.progress.pending.fetch_sub(1, Ordering::SeqCst);
			self.progress.not_included.fetch_sub(1, Ordering::SeqCst);
		}
		TxHandle { receiver, last: None }
	}

	/// Transactions that are neither final nor failed.
	pub fn pending(&self) -> usize {
		self.progress.pending.load(Ordering::SeqCst)
	}

	/// Waits until every transaction is in a block or has failed.
	pub async fn drain(&self) {
		loop {
			let changed = self.progress.changed.notified();
			if self.progress.not_included.load(Ordering::SeqCst) == 0 {
				return;
			}
			changed.await;
		}
	}
}

/// A transaction's progress. Dropping the handle does not cancel the transaction.
pub struct TxHandle {
	receiver: mpsc::UnboundedReceiver<TxStatus>,
	last: Option<TxStatus>,
}

impl TxHandle {
	/// The next status; `None` after the last.
	pub async fn next(&mut self) -> Option<TxStatus> {
		if matches!(self.last, Some(TxStatus::Finalised(_) | TxStatus::Failed(_))) {
			return None;
		}
		let status = self.receiver.recv().await.unwrap_or(TxStatus::Failed(TxError::Stopped));
		self.last = Some(status.clone());
		Some(status)
	}

	/// Waits for a block of the best chain. An error if the call failed there.
	pub async fn in_block(&mut self) -> Result<TxInBlock, TxError> {
		self.wait(false).await
	}

	/// Waits for finality. An error if the call failed.
	pub async fn finalised(&mut self) -> Result<TxInBlock, TxError> {
		self.wait(true).await
	}

	async fn wait(&mut self, finality: bool) -> Result<TxInBlock, TxError> {
		loop {
			let found = match &self.last {
				Some(TxStatus::InBlock(found)) if !finality => Some(found.clone()),
				Some(TxStatus::Finalised(found)) => Some(found.clone()),
				Some(TxStatus::Failed(error)) => return Err(error.clone()),
				_ => None,
			};
			if let Some(found) = found {
				return match &found.error {
					Some(failure) => Err(TxError::Dispatch(failure.clone())),
					None => Ok(found),
				};
			}
			self.next().await;
		}
	}
}

/// A transaction as the worker keeps it.
struct Entry {
	call: Call,
	status: mpsc::UnboundedSender<TxStatus>,
	/// The last signature.
	signed: Option<(u64, H256, Vec<u8>)>,
	/// Whether a pool has taken that signature.
	submitted: bool,
	included: Option<TxInBlock>,
}

struct Worker {
	client: Client,
	key: Arc<Key>,
	receiver: mpsc::UnboundedReceiver<(Call, mpsc::UnboundedSender<TxStatus>)>,
	progress: Arc<Progress>,
	book: Book,
	entries: HashMap<Id, Entry>,
	/// Block that the next signature refers to.
	birth: Option<BlockId>,
}

impl Worker {
	async fn run(mut self) {
		let mut pause = BACKOFF.0;
		loop {
			match self.follow().await {
				Ok(()) => return,
				Err(error) => {
					tracing::warn!(%error, "transaction queue waits for a node");
					while let Ok((call, status)) = self.receiver.try_recv() {
						self.add(call, status);
					}
					if self.receiver.is_closed() && self.entries.is_empty() {
						return;
					}
					// Without blocks there is no clock: count the attempts here, so that nothing waits for ever.
					for id in self.entries.keys().copied().collect::<Vec<_>>() {
						let included =
							self.entries.get(&id).is_some_and(|entry| entry.included.is_some());
						if !included {
							let change = self.book.failed(id, error.to_string(), 0);
							self.report(change);
						}
					}
					sleep(pause).await;
					pause = (pause * 2).min(BACKOFF.1);
				}
			}
		}
	}

	fn add(&mut self, call: Call, status: mpsc::UnboundedSender<TxStatus>) {
		let id = self.book.push(call.is_repeatable());
		let entry = Entry { call, status, signed: None, submitted: false, included: None };
		self.entries.insert(id, entry);
	}

	/// Works until the queue is closed and empty, or the connection fails.
	async fn follow(&mut self) -> Result<(), ClientError> {
		let mut best = self.client.follow_best().await?;
		let mut finalised = self.client.follow_finalised().await?;
		let update = best.next().await?;
		self.birth = best.ancestor(BIRTH_DEPTH);
		self.caught_up(update).await?;
		let mut open = true;
		loop {
			self.act().await?;
			self.publish();
			if !open && self.book.len() == 0 {
				return Ok(());
			}
			tokio::select! {
				submitted = self.receiver.recv(), if open => match submitted {
					Some((call, status)) => self.add(call, status),
					None => open = false,
				},
				update = best.next() => {
					let update = update?;
					self.birth = best.ancestor(BIRTH_DEPTH);
					self.apply(update).await?;
				},
				update = finalised.next() => {
					let number = update?.head.number;
					for change in self.book.finalised(number) {
						self.report(Some(change));
					}
				},
			}
		}
	}

	/// After a new subscription: searches the blocks that came while nobody watched, as far back as a signature can
	/// be valid.
	async fn caught_up(&mut self, update: ChainUpdate) -> Result<(), ClientError> {
		if !self.book.watches_blocks() {
			return self.apply(update).await;
		}
		let mut enacted = vec![update.head];
		let mut link = self.client.link(update.head.hash).await?;
		while enacted.len() < MORTALITY as usize && link.id.number > 1 {
			link = self.client.link(link.parent).await?;
			enacted.push(link.id);
		}
		// What is not found again was reorganised away meanwhile.
		let known: Vec<H256> = enacted.iter().map(|block| block.hash).collect();
		let lost: Vec<BlockId> = self
			.entries
			.values()
			.filter_map(|entry| entry.included.as_ref().map(|found| found.block))
			.filter(|block| !known.contains(&block.hash) && link.id.number <= block.number)
			.collect();
		enacted.reverse();
		self.apply(ChainUpdate { head: update.head, enacted, retracted: lost, gap: false }).await
	}

	async fn apply(&mut self, update: ChainUpdate) -> Result<(), ClientError> {
		for block in update.retracted {
			for change in self.book.retracted(block.hash) {
				self.report(Some(change));
			}
		}
		for block in update.enacted {
			let hashes =
				if self.book.watches_blocks() { self.body(block).await? } else { Vec::new() };
			let found = self.book.enacted(block, &hashes);
			if found.is_empty() {
				continue;
			}
			let all = self.client.events(block).await?;
			for (id, extrinsic, hash) in found {
				let (events, error) = events::of_extrinsic(all.clone(), extrinsic);
				let included = TxInBlock { block, extrinsic, hash, events, error };
				if let Some(entry) = self.entries.get_mut(&id) {
					if entry.included.as_ref().map(|known| known.block) != Some(block) {
						let _ = entry.status.send(TxStatus::InBlock(included.clone()));
					}
					entry.included = Some(included);
				}
			}
		}
		Ok(())
	}

	/// Hashes of a block's extrinsics.
	async fn body(&self, block: BlockId) -> Result<Vec<H256>, ClientError> {
		#[derive(serde::Deserialize)]
		struct Signed {
			block: Body,
		}
		#[derive(serde::Deserialize)]
		struct Body {
			extrinsics: Vec<String>,
		}
		let answer: Option<Signed> =
			self.client.request("chain_getBlock", rpc_params![block.hash]).await?;
		let body = answer.ok_or(ClientError::UnknownBlock(block))?.block;
		body.extrinsics
			.iter()
			.map(|text| Ok(H256(sp_crypto_hashing::blake2_256(&from_hex("chain_getBlock", text)?))))
			.collect()
	}

	/// Does all that can be done at this height.
	async fn act(&mut self) -> Result<(), ClientError> {
		while let Some(action) = self.book.next_action() {
			match action {
				Action::FetchNonce => {
					let account = self.key.account().to_ss58check();
					let nonce: u64 = self
						.client
						.request("system_accountNextIndex", rpc_params![account])
						.await?;
					self.book.nonce(nonce);
				}
				Action::Sign { id, nonce } => self.sign(id, nonce).await?,
				Action::Send { id } => self.send(id).await?,
			}
		}
		Ok(())
	}

	async fn sign(&mut self, id: Id, nonce: u64) -> Result<(), ClientError> {
		let birth = match self.birth {
			Some(birth) => birth,
			None => self.client.best_block().await?,
		};
		let runtime = self.client.runtime_at(None).await?;
		let Some(entry) = self.entries.get_mut(&id) else { return Ok(()) };
		let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.nonce(nonce)
			.mortal_from_unchecked(u64::from(MORTALITY), u64::from(birth.number), birth.hash)
			.build();
		let signed = runtime
			.offline
			.tx()
			.create_signable_offline(&entry.call, params)
			.and_then(|mut signable| signable.sign(self.key.pair()));
		match signed {
			Ok(transaction) => {
				let bytes = transaction.into_encoded();
				let hash = H256(sp_crypto_hashing::blake2_256(&bytes));
				entry.signed = Some((nonce, hash, bytes));
				entry.submitted = false;
				self.book.signed(id, nonce, hash, birth.number + MORTALITY);
			}
			Err(error) => {
				// The book takes the nonce back as if a node had refused it.
				self.book.signed(id, nonce, H256::zero(), 0);
				self.book.answered(id, Answer::Never(String::new()));
				self.finish(id, TxStatus::Failed(TxError::Unencodable(error.to_string())));
			}
		}
		Ok(())
	}

	async fn send(&mut self, id: Id) -> Result<(), ClientError> {
		let Some(entry) = self.entries.get(&id) else { return Ok(()) };
		let Some((nonce, hash, bytes)) = &entry.signed else { return Ok(()) };
		let (nonce, hash) = (*nonce, *hash);
		let name = (entry.call.pallet(), entry.call.name());
		// A pool keeps what it has seen for a while, valid or not, and says so. What is sent again is asked about first.
		let refused = if entry.submitted { self.refusal(bytes).await? } else { None };
		let again = entry.submitted;
		let answer = match refused {
			Some(answer) => answer,
			None => {
				let answer: Result<H256, ClientError> =
					self.client.request("author_submitExtrinsic", rpc_params![to_hex(bytes)]).await;
				match answer {
					Ok(_) => Answer::Accepted,
					Err(ClientError::Refused { message, code, .. }) => classify(code, message),
					Err(error) => return Err(error),
				}
			}
		};
		if let Some(entry) = self.entries.get_mut(&id).filter(|_| answer == Answer::Accepted) {
			entry.submitted = true;
		}
		if again {
			const METHOD: &str = "AccountNonceApi_account_nonce";
			let nonce: u32 = self.client.ask(METHOD, &self.key.account(), At::Best).await?;
			self.book.account(nonce.into());
		}
		tracing::debug!(pallet = name.0, call = name.1, nonce, ?hash, ?answer, "submitted");
		if let Some(entry) = self.entries.get(&id).filter(|_| answer == Answer::Accepted) {
			let _ = entry.status.send(TxStatus::Submitted { hash, nonce });
		}
		let change = self.book.answered(id, answer);
		self.report(change);
		Ok(())
	}

	/// What speaks against a transaction at the best block.
	async fn refusal(&self, bytes: &[u8]) -> Result<Option<Answer>, ClientError> {
		const METHOD: &str = "TaggedTransactionQueue_validate_transaction";
		let best = self.client.best_block().await?;
		let mut arguments = TransactionSource::External.encode();
		arguments.extend_from_slice(bytes);
		best.hash.encode_to(&mut arguments);
		let validity: TransactionValidity =
			self.client.ask_encoded(METHOD, &arguments, best.hash).await?;
		Ok(match validity {
			// Another may have to come first. Whether it does, blocks say.
			Ok(_) | Err(TransactionValidityError::Invalid(InvalidTransaction::Future)) => None,
			Err(TransactionValidityError::Unknown(_)) => None,
			Err(TransactionValidityError::Invalid(reason)) => Some(answer(reason)),
		})
	}

	fn report(&mut self, change: Option<Change>) {
		match change {
			None => {}
			Some(Change::Retracted(id)) => {
				if let Some(entry) = self.entries.get_mut(&id) {
					entry.included = None;
					let _ = entry.status.send(TxStatus::Retracted);
				}
			}
			Some(Change::Finalised(id)) => {
				let found = self.entries.get(&id).and_then(|entry| entry.included.clone());
				if let Some(found) = found {
					self.finish(id, TxStatus::Finalised(found));
				}
			}
			Some(Change::GaveUp { id, attempts, last }) => {
				self.finish(id, TxStatus::Failed(TxError::GaveUp { attempts, last }))
			}
			Some(Change::Rejected { id, reason }) => {
				self.finish(id, TxStatus::Failed(TxError::Rejected { reason }))
			}
		}
		self.publish();
	}

	fn finish(&mut self, id: Id, status: TxStatus) {
		if let Some(entry) = self.entries.remove(&id) {
			let _ = entry.status.send(status);
		}
		self.publish();
	}

	/// Tells those who wait how much is left. What still lies in the channel counts too.
	fn publish(&self) {
		let queued = self.receiver.len();
		let included = self.entries.values().filter(|entry| entry.included.is_some()).count();
		let pending = self.entries.len() + queued;
		self.progress.pending.store(pending, Ordering::SeqCst);
		self.progress.not_included.store(pending - included, Ordering::SeqCst);
		self.progress.changed.notify_waiters();
	}
}

/// What is said of a free call that is closed. The chain itself has no words for it.
const CLOSED: &str = "the call is closed now: the market is, in safe mode, or the call is paused";

/// Sorts what speaks against a transaction.
fn answer(reason: InvalidTransaction) -> Answer {
	match reason {
		InvalidTransaction::Stale => Answer::Stale,
		InvalidTransaction::BadProof | InvalidTransaction::AncientBirthBlock => {
			Answer::BadProof(<&str>::from(reason).into())
		}
		InvalidTransaction::ExhaustsResources => Answer::Later(<&str>::from(reason).into()),
		InvalidTransaction::Custom(CALL_CLOSED) => Answer::Never(CLOSED.into()),
		_ => Answer::Never(format!("Invalid Transaction: {}", <&str>::from(reason))),
	}
}

/// Sorts a refusal of `author_submitExtrinsic` by the node's error codes (sc-rpc-api, `author/error.rs`).
fn classify(code: i32, message: String) -> Answer {
	match code {
		1013 => Answer::Accepted,
		1010 if message.contains("outdated") => Answer::Stale,
		1010 if message.contains("bad signature") || message.contains("ancient birth block") => {
			Answer::BadProof(message)
		}
		1010 if message.ends_with(&format!("Custom error: {CALL_CLOSED}")) => {
			Answer::Never(CLOSED.into())
		}
		// Another transaction with this nonce is in the pool.
		1014 => Answer::Occupied,
		// Banned: a new signature has another hash.
		1012 => Answer::BadProof(message),
		1016 | 1018 | 1021 => Answer::Later(message),
		_ => Answer::Never(message),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refusals_are_sorted() {
		let of = |code, text: &str| classify(code, text.into());
		assert_eq!(of(1013, "Transaction Already Imported"), Answer::Accepted);
		assert_eq!(of(1010, "Invalid Transaction: Transaction is outdated"), Answer::Stale);
		assert!(matches!(of(1010, "Transaction has a bad signature"), Answer::BadProof(_)));
		assert!(matches!(of(1010, "Transaction has an ancient birth block"), Answer::BadProof(_)));
		assert!(matches!(of(1010, "Inability to pay some fees"), Answer::Never(_)));
		let closed = of(1010, "Invalid Transaction: Custom error: 1");
		assert_eq!(closed, Answer::Never(CLOSED.into()));
		assert_eq!(closed, answer(InvalidTransaction::Custom(CALL_CLOSED)));
		assert_ne!(closed, of(1010, "Invalid Transaction: Custom error: 11"));
		assert!(matches!(of(1016, "Immediately Dropped"), Answer::Later(_)));
		assert!(matches!(of(1002, "Verification Error"), Answer::Never(_)));
	}
}

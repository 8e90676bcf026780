//! The connection and the questions it answers.

use crate::{
	blocks::{BlockId, BlockStream, Head},
	calls::Call,
	error::ClientError,
	events::{self, ChainEvent},
	keys::ChainType,
	referee::{blake, prefix},
	rpc::{self, Failover},
	runtime::{Item, Runtime},
};
use assay_primitives::{
	api::{HistoryView, ModelView, QuoteError, QuoteView, TaskView, WorkerView},
	task::{TaskKind, Verification},
	AccountId, Balance, ModelId, TaskId,
};
use codec::{Compact, Decode, DecodeAll, Encode};
use sp_core::H256;
use std::{
	collections::HashMap,
	fmt,
	sync::{Arc, RwLock},
	time::Duration,
};
use subxt::{
	rpcs::{
		client::{rpc_params, RpcParams},
		RpcClient,
	},
	Metadata,
};

/// Account data as pallet `System` stores it: nonce, consumers, providers, sufficients, then free, reserved and frozen plancks
/// and flags.
type StoredAccount = (u32, u32, u32, u32, Balance, Balance, Balance, u128);

/// Bytes of a transaction around its call, at most: address, signature, nonce and the like.
const AROUND_CALL: u32 = 160;

/// What the runtime says of a call: weight, class and fee in plancks.
#[derive(Decode)]
struct DispatchInfo {
	_weight: (Compact<u64>, Compact<u64>),
	_class: u8,
	fee: Balance,
}

/// Storage that is read here, for the check against the chain.
pub(crate) const USED: &[Item] = &[
	Item::of::<StoredAccount>("System", "Account"),
	Item::of::<u32>("Network", "Missed"),
	Item::of::<bool>("Network", "Stood"),
];

/// How to connect.
#[derive(Clone, Debug)]
pub struct ConnectConfig {
	/// Addresses of nodes of one chain, the preferred first.
	pub urls: Vec<String>,
	/// The chain that must be found, if it is known.
	pub expected_genesis: Option<H256>,
	/// How long a query waits for a node to come back before it fails.
	pub patience: Duration,
}

impl ConnectConfig {
	/// Any Assay chain at these addresses; ten seconds of patience.
	pub fn new(urls: Vec<String>) -> Self {
		Self { urls, expected_genesis: None, patience: Duration::from_secs(10) }
	}
}

/// The block whose state is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
	/// The head of the best chain. May be reorganised away.
	Best,
	/// The last final block.
	Finalised,
	/// This one.
	Block(H256),
}

/// Balance of an account, in plancks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AccountInfo {
	pub nonce: u32,
	/// Spendable, apart from what is frozen.
	pub free: Balance,
	/// On hold or reserved: stake, escrow, deposits.
	pub reserved: Balance,
	/// Of the whole, what can't be sent away.
	pub frozen: Balance,
}

/// How a node stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncState {
	pub peers: u32,
	pub is_syncing: bool,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
	spec_version: u32,
	transaction_version: u32,
}

/// A connection to a chain. Cheap to clone.
#[derive(Clone)]
pub struct Client {
	inner: Arc<Inner>,
}

struct Inner {
	failover: Failover,
	rpc: RpcClient,
	genesis: H256,
	chain_name: String,
	chain_type: ChainType,
	/// Runtimes met so far, by spec version.
	runtimes: RwLock<HashMap<u32, Arc<Runtime>>>,
	spec_version: u32,
}

impl fmt::Debug for Client {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Client").field("chain", &self.inner.chain_name).finish_non_exhaustive()
	}
}

impl Client {
	/// Connects to the first node that answers, makes sure that it follows an Assay chain and that this program
	/// understands its runtime.
	pub async fn connect(config: ConnectConfig) -> Result<Self, ClientError> {
		if config.urls.is_empty() {
			return Err(ClientError::NoUrl);
		}
		for url in &config.urls {
			if !url.starts_with("ws://") && !url.starts_with("wss://") {
				let reason = "it must begin with ws:// or wss://".into();
				return Err(ClientError::BadUrl { url: url.clone(), reason });
			}
		}
		// The genesis is compared below, for a clearer error than "no node answers".
		let failover = Failover::connect(config.urls, config.patience, None)
			.await
			.map_err(|error| ClientError::from_rpc("connect", error))?;
		let rpc = RpcClient::new(failover.clone());
		let genesis = rpc::genesis(&rpc)
			.await
			.map_err(|error| ClientError::from_rpc("chain_getBlockHash", error))?;
		if let Some(expected) = config.expected_genesis.filter(|expected| *expected != genesis) {
			return Err(ClientError::WrongChain { expected, found: genesis });
		}
		failover.pin(genesis);
		let chain_name: String = request(&rpc, "system_chain", rpc_params![]).await?;
		let chain_type: serde_json::Value =
			request(&rpc, "system_chainType", rpc_params![]).await?;
		let version: Version = request(&rpc, "state_getRuntimeVersion", rpc_params![]).await?;
		let runtime = fetch_runtime(&rpc, genesis, &version, None).await?;
		runtime.check(&chain_name)?;
		let inner = Inner {
			failover,
			rpc,
			genesis,
			chain_name,
			chain_type: ChainType::from_json(&chain_type),
			runtimes: RwLock::new(HashMap::from([(version.spec_version, runtime)])),
			spec_version: version.spec_version,
		};
		Ok(Self { inner: Arc::new(inner) })
	}

	/// Hash of the chain's first block.
	pub fn genesis_hash(&self) -> H256 {
		self.inner.genesis
	}

	/// Spec version of the runtime at the time of connecting.
	pub fn spec_version(&self) -> u32 {
		self.inner.spec_version
	}

	/// Name of the chain.
	pub fn chain_name(&self) -> &str {
		&self.inner.chain_name
	}

	/// Kind of the chain.
	pub fn chain_type(&self) -> ChainType {
		self.inner.chain_type
	}

	/// Address of the node that is connected now.
	pub async fn current_url(&self) -> Option<String> {
		self.inner.failover.url().await
	}

	/// Whether the node is still catching up.
	pub async fn sync_state(&self) -> Result<SyncState, ClientError> {
		self.request("system_health", rpc_params![]).await
	}

	/// Head of the best chain.
	pub async fn best_block(&self) -> Result<BlockId, ClientError> {
		let hash: H256 = self.request("chain_getBlockHash", rpc_params![]).await?;
		Ok(self.link(hash).await?.id)
	}

	/// The last final block.
	pub async fn finalised_block(&self) -> Result<BlockId, ClientError> {
		let hash: H256 = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		Ok(self.link(hash).await?.id)
	}

	/// Hash of the block at a height of the best chain.
	pub async fn block_hash(&self, number: u32) -> Result<Option<H256>, ClientError> {
		self.request("chain_getBlockHash", rpc_params![number]).await
	}

	/// Every change of the best chain, beginning with its head.
	pub async fn follow_best(&self) -> Result<BlockStream, ClientError> {
		BlockStream::new(self.clone(), Head::Best).await
	}

	/// Every final block, beginning with the last.
	pub async fn follow_finalised(&self) -> Result<BlockStream, ClientError> {
		BlockStream::new(self.clone(), Head::Finalised).await
	}

	/// A task, by its number.
	pub async fn task(&self, task: TaskId, at: At) -> Result<Option<TaskView>, ClientError> {
		self.ask("AssayApi_task", &task, at).await
	}

	/// What a task would cost if it were posted now. `input_len` in bytes.
	pub async fn quote(
		&self,
		model: ModelId,
		kind: &TaskKind,
		input_len: u32,
		verification: Verification,
		at: At,
	) -> Result<Result<QuoteView, QuoteError>, ClientError> {
		self.ask("AssayApi_quote", &(model, kind, input_len, verification), at).await
	}

	/// A worker, by its stash or its operator.
	pub async fn worker(
		&self,
		account: &AccountId,
		at: At,
	) -> Result<Option<WorkerView>, ClientError> {
		self.ask("AssayApi_worker", account, at).await
	}

	/// A model, by its identifier.
	pub async fn model(&self, model: ModelId, at: At) -> Result<Option<ModelView>, ClientError> {
		self.ask("AssayApi_model", &model, at).await
	}

	/// All models.
	pub async fn models(&self, at: At) -> Result<Vec<ModelView>, ClientError> {
		self.ask("AssayApi_models", &(), at).await
	}

	/// All that was ever decided about a model.
	pub async fn model_history(
		&self,
		model: ModelId,
		at: At,
	) -> Result<Option<HistoryView>, ClientError> {
		self.ask("AssayApi_model_history", &model, at).await
	}

	/// Balance of an account; all zero if it does not exist.
	pub async fn account(&self, who: &AccountId, at: At) -> Result<AccountInfo, ClientError> {
		let found: Option<StoredAccount> = self.stored("System", "Account", blake(who), at).await?;
		let (nonce, _, _, _, free, reserved, frozen, _) = found.unwrap_or_default();
		Ok(AccountInfo { nonce, free, reserved, frozen })
	}

	/// Plancks that a call costs at most if it is sent alone and without a tip. What it has used less comes back.
	pub async fn fee(&self, call: &Call, at: At) -> Result<Balance, ClientError> {
		// Its hash in the metadata is not compared: it changes with every call that the runtime gets.
		const METHOD: &str = "TransactionPaymentCallApi_query_call_info";
		let encoded = self.encode_call(call).await?;
		let len = u32::try_from(encoded.len()).unwrap_or(u32::MAX).saturating_add(AROUND_CALL);
		let arguments = [encoded, len.encode()].concat();
		let info: DispatchInfo = self.ask_encoded(METHOD, &arguments, self.at(at).await?).await?;
		Ok(info.fee)
	}

	/// Height in active blocks, what all deadlines of the market count, to which the next block adds one. The block's number,
	/// less the blocks that did not count; and less one if the market was closed when it began, for then the next one does not
	/// count either.
	pub async fn active_height(&self, block: BlockId) -> Result<u32, ClientError> {
		let at = At::Block(block.hash);
		let missed: Option<u32> = self.stored("Network", "Missed", Vec::new(), at).await?;
		let stood: Option<bool> = self.stored("Network", "Stood", Vec::new(), at).await?;
		let idle = missed.unwrap_or_default().saturating_add(stood.unwrap_or_default().into());
		Ok(block.number.saturating_sub(idle))
	}

	/// Events of a block, those of our pallets decoded.
	pub async fn events(&self, block: BlockId) -> Result<Vec<ChainEvent>, ClientError> {
		if block.number == 0 {
			return Ok(Vec::new());
		}
		// A block is executed by the runtime that the block before it left behind.
		let parent = self.link(block.hash).await?.parent;
		let runtime = self.runtime_at(Some(parent)).await?;
		let key = prefix("System", "Events");
		let bytes = self.storage(&key, At::Block(block.hash)).await?.unwrap_or_default();
		events::decode(&runtime, bytes)
	}

	pub(crate) fn rpc(&self) -> &RpcClient {
		&self.inner.rpc
	}

	/// One JSON-RPC call.
	pub(crate) async fn request<T: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<T, ClientError> {
		request(&self.inner.rpc, method, params).await
	}

	/// The runtime at a block, or at the best one.
	pub(crate) async fn runtime_at(
		&self,
		block: Option<H256>,
	) -> Result<Arc<Runtime>, ClientError> {
		let version: Version = self.request("state_getRuntimeVersion", rpc_params![block]).await?;
		let known = {
			let runtimes = self.inner.runtimes.read().unwrap_or_else(|poison| poison.into_inner());
			runtimes.get(&version.spec_version).cloned()
		};
		if let Some(runtime) = known {
			return Ok(runtime);
		}
		let runtime = fetch_runtime(&self.inner.rpc, self.inner.genesis, &version, block).await?;
		runtime.check(&self.inner.chain_name)?;
		let mut runtimes = self.inner.runtimes.write().unwrap_or_else(|poison| poison.into_inner());
		runtimes.insert(version.spec_version, runtime.clone());
		Ok(runtime)
	}

	async fn at(&self, at: At) -> Result<Option<H256>, ClientError> {
		match at {
			At::Best => Ok(None),
			At::Block(hash) => Ok(Some(hash)),
			At::Finalised => self.request("chain_getFinalizedHead", rpc_params![]).await.map(Some),
		}
	}

	/// Keys of the storage that begin with `prefix`, at most `most`.
	pub(crate) async fn keys(
		&self,
		prefix: &[u8],
		page: u32,
		most: usize,
		at: At,
	) -> Result<Vec<Vec<u8>>, ClientError> {
		const METHOD: &str = "state_getKeysPaged";
		let at = self.at(at).await?;
		let mut keys: Vec<Vec<u8>> = Vec::new();
		loop {
			let start = keys.last().map(|key| to_hex(key));
			let params = rpc_params![to_hex(prefix), page, start, at];
			let found: Vec<String> = self.request(METHOD, params).await?;
			for key in &found {
				keys.push(from_hex(METHOD, key)?);
			}
			if found.len() < page as usize || keys.len() >= most {
				return Ok(keys);
			}
		}
	}

	pub(crate) async fn storage(&self, key: &[u8], at: At) -> Result<Option<Vec<u8>>, ClientError> {
		let params = rpc_params![to_hex(key), self.at(at).await?];
		let value: Option<String> = self.request("state_getStorage", params).await?;
		value.map(|value| from_hex("state_getStorage", &value)).transpose()
	}

	/// Calls a function of the runtime's API.
	pub(crate) async fn ask<T: Decode>(
		&self,
		method: &str,
		arguments: &impl Encode,
		at: At,
	) -> Result<T, ClientError> {
		self.ask_encoded(method, &arguments.encode(), self.at(at).await?).await
	}

	/// The same with arguments that are encoded already.
	pub(crate) async fn ask_encoded<T: Decode>(
		&self,
		method: &str,
		arguments: &[u8],
		at: impl serde::Serialize,
	) -> Result<T, ClientError> {
		let params = rpc_params![method, to_hex(arguments), at];
		let answer: String = self.request("state_call", params).await?;
		let bytes = from_hex(method, &answer)?;
		T::decode_all(&mut &bytes[..]).map_err(|error| ClientError::undecodable(method, error))
	}
}

async fn request<T: serde::de::DeserializeOwned>(
	rpc: &RpcClient,
	method: &str,
	params: RpcParams,
) -> Result<T, ClientError> {
	rpc.request(method, params).await.map_err(|error| ClientError::from_rpc(method, error))
}

async fn fetch_runtime(
	rpc: &RpcClient,
	genesis: H256,
	version: &Version,
	block: Option<H256>,
) -> Result<Arc<Runtime>, ClientError> {
	const METHOD: &str = "Metadata_metadata_at_version";
	let params = rpc_params![METHOD, to_hex(&METADATA_VERSION.encode()), block];
	let answer: String = request(rpc, "state_call", params).await?;
	let bytes = from_hex(METHOD, &answer)?;
	let (_, metadata) = Option::<(Compact<u32>, Metadata)>::decode(&mut &bytes[..])
		.map_err(|error| ClientError::undecodable("metadata", error))?
		.ok_or_else(|| ClientError::undecodable("metadata", "the node has no version 15"))?;
	Runtime::new(genesis, version.spec_version, version.transaction_version, metadata)
}

/// Version of the metadata format: the first with runtime APIs, and stable.
const METADATA_VERSION: u32 = 15;

pub(crate) fn to_hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

pub(crate) fn from_hex(what: &str, text: &str) -> Result<Vec<u8>, ClientError> {
	hex::decode(text.trim_start_matches("0x"))
		.map_err(|error| ClientError::undecodable(what, error))
}

//! Queries of market and staking: `assay_task`, `assay_quote`, `assay_worker`, `assay_staker`, `assay_delegations`,
//! `assay_staking`, `assay_metagraph`, `assay_model`, `assay_models`.
//!
//! Each asks the runtime at the best block, or at the block named last. What is not there is `null`; wrong
//! arguments and refused quotes are errors, with the codes below.

use super::types::{
	DelegationJson, LimitsJson, MetagraphJson, ModelJson, QuoteErrorJson, QuoteJson,
	QuoteReasonJson, QuoteRequest, StakerJson, StakingJson, TaskJson, WorkerJson,
};
use assay_primitives::{
	api::{AssayApi, QuoteError},
	AccountId, Hash, ModelId, OpaqueBlock as Block, TaskId,
};
use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{ErrorObject, ErrorObjectOwned},
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{str::FromStr, sync::Arc};

/// The account is neither an SS58 address nor 32 bytes of hexadecimal.
pub const INVALID_ACCOUNT: i32 = 20_001;
/// The node does not know the block.
pub const UNKNOWN_BLOCK: i32 = 20_002;
/// The runtime could not be asked, for example because the state of the block was pruned.
pub const RUNTIME_UNAVAILABLE: i32 = 20_003;
/// The first of the codes for refused quotes; [`quote_code`] gives them all.
pub const QUOTE_REFUSED: i32 = 20_010;

/// Longest account that is looked at, in bytes; SS58 addresses have about 48, hexadecimal 66.
const MAX_ACCOUNT: usize = 128;

/// Queries of market and staking.
#[rpc(client, server, namespace = "assay")]
pub trait AssayRpc {
	/// A task by its number, with prompt and answer while they are kept; `null` if there is none.
	#[method(name = "task", blocking)]
	fn task(&self, id: TaskId, at: Option<Hash>) -> RpcResult<Option<TaskJson>>;

	/// What a task would cost if it were posted now. Refusals are errors that say why.
	#[method(name = "quote", blocking)]
	fn quote(&self, request: QuoteRequest, at: Option<Hash>) -> RpcResult<QuoteJson>;

	/// A worker by its stash or its operator, as SS58 or hexadecimal; `null` if the account is neither.
	#[method(name = "worker", blocking)]
	fn worker(&self, account: String, at: Option<Hash>) -> RpcResult<Option<WorkerJson>>;

	/// A stash by itself or its operator, whatever its role, as SS58 or hexadecimal; `null` if the account has no stake
	/// and nothing is delegated to it.
	#[method(name = "staker", blocking)]
	fn staker(&self, account: String, at: Option<Hash>) -> RpcResult<Option<StakerJson>>;

	/// What an account, as SS58 or hexadecimal, delegated to stakers: to the first 256 if it is to more.
	#[method(name = "delegations", blocking)]
	fn delegations(&self, account: String, at: Option<Hash>) -> RpcResult<Vec<DelegationJson>>;

	/// The current era and session, validators, candidates and the terms of staking.
	#[method(name = "staking", blocking)]
	fn staking(&self, at: Option<Hash>) -> RpcResult<StakingJson>;

	/// Who runs a model and who checks it, with scores, stakes and records; `null` if it is not registered.
	#[method(name = "metagraph", blocking)]
	fn metagraph(&self, model: ModelId, at: Option<Hash>) -> RpcResult<Option<MetagraphJson>>;

	/// A model by its identifier; `null` if it is not registered.
	#[method(name = "model", blocking)]
	fn model(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<ModelJson>>;

	/// All registered models.
	#[method(name = "models", blocking)]
	fn models(&self, at: Option<Hash>) -> RpcResult<Vec<ModelJson>>;
}

/// Answers from the runtime.
pub struct Assay<C> {
	client: Arc<C>,
}

impl<C> Assay<C> {
	pub fn new(client: Arc<C>) -> Self {
		Self { client }
	}
}

impl<C: HeaderBackend<Block>> Assay<C> {
	/// The named block, if the node has it, or the best one.
	fn block(&self, at: Option<Hash>) -> RpcResult<Hash> {
		let Some(hash) = at else { return Ok(self.client.info().best_hash) };
		match self.client.header(hash) {
			Ok(Some(_)) => Ok(hash),
			Ok(None) => Err(ErrorObject::owned(
				UNKNOWN_BLOCK,
				format!(
					"this node has no block {hash:?}: leave the hash out to ask at the best block"
				),
				None::<()>,
			)),
			Err(error) => Err(runtime_unavailable(&error)),
		}
	}
}

impl<C> AssayRpcServer for Assay<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: AssayApi<Block>,
{
	fn task(&self, id: TaskId, at: Option<Hash>) -> RpcResult<Option<TaskJson>> {
		let view = self
			.client
			.runtime_api()
			.task(self.block(at)?, id)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.map(Into::into))
	}

	fn quote(&self, request: QuoteRequest, at: Option<Hash>) -> RpcResult<QuoteJson> {
		let at = self.block(at)?;
		let api = self.client.runtime_api();
		let quote = api
			.quote(at, request.model, request.kind(), request.input_len, request.verification())
			.map_err(|error| runtime_unavailable(&error))?;
		match quote {
			Ok(view) => Ok(view.into()),
			Err(error) => {
				// The limits are a help. Without them the refusal stands.
				let limits = match error {
					QuoteError::UnknownModel => None,
					_ => api.model(at, request.model).ok().flatten(),
				};
				Err(quote_refused(error, &request, limits.as_ref().map(Into::into)))
			}
		}
	}

	fn worker(&self, account: String, at: Option<Hash>) -> RpcResult<Option<WorkerJson>> {
		let account = read_account(&account)?;
		let view = self
			.client
			.runtime_api()
			.worker(self.block(at)?, account)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.map(Into::into))
	}

	fn staker(&self, account: String, at: Option<Hash>) -> RpcResult<Option<StakerJson>> {
		let account = read_account(&account)?;
		let view = self
			.client
			.runtime_api()
			.staker(self.block(at)?, account)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.map(Into::into))
	}

	fn delegations(&self, account: String, at: Option<Hash>) -> RpcResult<Vec<DelegationJson>> {
		let account = read_account(&account)?;
		let views = self
			.client
			.runtime_api()
			.delegations(self.block(at)?, account)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(views.into_iter().map(Into::into).collect())
	}

	fn staking(&self, at: Option<Hash>) -> RpcResult<StakingJson> {
		let view = self
			.client
			.runtime_api()
			.staking(self.block(at)?)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.into())
	}

	fn model(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<ModelJson>> {
		let view = self
			.client
			.runtime_api()
			.model(self.block(at)?, id)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.map(Into::into))
	}

	fn metagraph(&self, model: ModelId, at: Option<Hash>) -> RpcResult<Option<MetagraphJson>> {
		let view = self
			.client
			.runtime_api()
			.metagraph(self.block(at)?, model)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(view.map(Into::into))
	}

	fn models(&self, at: Option<Hash>) -> RpcResult<Vec<ModelJson>> {
		let views = self
			.client
			.runtime_api()
			.models(self.block(at)?)
			.map_err(|error| runtime_unavailable(&error))?;
		Ok(views.into_iter().map(Into::into).collect())
	}
}

/// Reads an SS58 address or 32 bytes of hexadecimal.
pub(super) fn read_account(text: &str) -> RpcResult<AccountId> {
	if text.len() <= MAX_ACCOUNT {
		if let Ok(account) = AccountId::from_str(text) {
			return Ok(account);
		}
	}
	Err(ErrorObject::owned(
		INVALID_ACCOUNT,
		"not an account: give an SS58 address or 32 bytes as hexadecimal",
		Some(text.chars().take(MAX_ACCOUNT).collect::<String>()),
	))
}

pub(super) fn runtime_unavailable(error: &dyn std::error::Error) -> ErrorObjectOwned {
	ErrorObject::owned(
		RUNTIME_UNAVAILABLE,
		"the runtime gave no answer at this block: its state may be pruned, so ask at a newer block or ask a node \
		 that keeps all states (--state-pruning archive)",
		Some(error.to_string()),
	)
}

/// Error code of a refusal.
pub fn quote_code(error: QuoteError) -> i32 {
	QUOTE_REFUSED
		+ match error {
			QuoteError::UnknownModel => 0,
			QuoteError::ModelClosed => 1,
			QuoteError::InputEmpty => 2,
			QuoteError::InputTooLarge => 3,
			QuoteError::BadMaxTokens => 4,
			QuoteError::BadSampling => 5,
			QuoteError::BadReplicas => 6,
			QuoteError::QueueFull => 7,
		}
}

fn quote_refused(
	error: QuoteError,
	request: &QuoteRequest,
	limits: Option<LimitsJson>,
) -> ErrorObjectOwned {
	let limit = |read: fn(LimitsJson) -> u32| {
		limits.map_or("its limit".into(), |limits| read(limits).to_string())
	};
	let message = match error {
		QuoteError::UnknownModel => {
			format!("no model {:?} is registered: assay_models lists those that are", request.model)
		},
		QuoteError::ModelClosed => {
			"the model takes no tasks now: choose one whose status is admitted".into()
		},
		QuoteError::InputEmpty => "the prompt is empty: inputLen must be at least 1".into(),
		QuoteError::InputTooLarge => format!(
			"a prompt of {} bytes is too long for the model: it takes {} bytes inline and {} as a blob",
			request.input_len,
			limit(|limits| limits.max_input_bytes),
			limit(|limits| limits.max_blob_bytes),
		),
		QuoteError::BadMaxTokens => format!(
			"maxTokens is {}: it must be from 1 to {}",
			request.max_tokens,
			limit(|limits| limits.max_output_tokens),
		),
		QuoteError::BadSampling => {
			"temperatureMilli must be from 1 to 10000; leave it out for greedy sampling".into()
		},
		QuoteError::BadReplicas => {
			"replicas must be 2 or more, and no more than the chain takes; leave it out for one worker".into()
		},
		QuoteError::QueueFull => {
			"the model's queue is full: try again when tasks have been assigned, or choose another model".into()
		},
	};
	let data =
		QuoteErrorJson { reason: QuoteReasonJson::from(error), model: request.model, limits };
	ErrorObject::owned(quote_code(error), message, Some(data))
}

#[cfg(test)]
mod tests {
	use super::{super::types::tests as samples, *};
	use assay_primitives::{
		api::{
			DelegationView, HistoryView, ModelView, QuoteView, StakerView, StakingView, TaskView,
			WorkerView,
		},
		task::{TaskKind, Verification},
		BlockNumber, Header,
	};
	use jsonrpsee::RpcModule;
	use serde_json::{json, Value};
	use sp_api::ApiRef;
	use sp_blockchain::{BlockStatus, Info};
	use sp_runtime::traits::Header as _;

	const BEST: Hash = Hash::repeat_byte(0xbe);
	const OLD: Hash = Hash::repeat_byte(0x01);
	const DELEGATOR: AccountId = AccountId::new([0xde; 32]);

	/// A chain of two blocks that knows one task, one worker, one validator, one delegator and one model.
	struct Chain;

	struct Api;

	sp_api::mock_impl_runtime_apis! {
		impl AssayApi<Block> for Api {
			#[advanced]
			fn task(at: Hash, task: TaskId) -> Result<Option<TaskView>, sp_api::ApiError> {
				Ok((at == BEST && task == 7).then(samples::task))
			}

			fn quote(
				model: ModelId,
				kind: TaskKind,
				input_len: u32,
				verification: Verification,
			) -> Result<QuoteView, QuoteError> {
				if model != samples::model().id {
					return Err(QuoteError::UnknownModel);
				}
				match (input_len, kind.max_tokens(), verification) {
					(0, ..) => Err(QuoteError::InputEmpty),
					(2_049.., ..) => Err(QuoteError::InputTooLarge),
					(_, 257.., _) => Err(QuoteError::BadMaxTokens),
					(.., Verification::Replicated(6..)) => Err(QuoteError::BadReplicas),
					_ => Ok(samples::quote()),
				}
			}

			fn worker(account: AccountId) -> Option<WorkerView> {
				let worker = samples::worker();
				(account == worker.stash || account == worker.operator).then_some(worker)
			}

			fn staker(account: AccountId) -> Option<StakerView> {
				let staker = samples::staker();
				let found = account == staker.stash || Some(&account) == staker.operator.as_ref();
				found.then_some(staker)
			}

			fn delegations(delegator: AccountId) -> Vec<DelegationView> {
				if delegator == DELEGATOR { vec![samples::delegation()] } else { vec![] }
			}

			fn staking() -> StakingView {
				samples::staking()
			}

			fn model(model: ModelId) -> Option<ModelView> {
				Some(samples::model()).filter(|view| view.id == model)
			}

			fn models() -> Vec<ModelView> {
				vec![samples::model()]
			}

			fn model_history(_: ModelId) -> Option<HistoryView> {
				None
			}
		}
	}

	impl ProvideRuntimeApi<Block> for Chain {
		type Api = Api;

		fn runtime_api(&self) -> ApiRef<'_, Api> {
			Api.into()
		}
	}

	impl HeaderBackend<Block> for Chain {
		fn header(&self, hash: Hash) -> sp_blockchain::Result<Option<Header>> {
			Ok([BEST, OLD].contains(&hash).then(|| {
				Header::new(
					1,
					Default::default(),
					Default::default(),
					Default::default(),
					Default::default(),
				)
			}))
		}

		fn info(&self) -> Info<Block> {
			Info {
				best_hash: BEST,
				best_number: 1,
				genesis_hash: OLD,
				finalized_hash: OLD,
				finalized_number: 0,
				finalized_state: None,
				number_leaves: 1,
				block_gap: None,
			}
		}

		fn status(&self, _: Hash) -> sp_blockchain::Result<BlockStatus> {
			Ok(BlockStatus::InChain)
		}

		fn number(&self, _: Hash) -> sp_blockchain::Result<Option<BlockNumber>> {
			Ok(None)
		}

		fn hash(&self, _: BlockNumber) -> sp_blockchain::Result<Option<Hash>> {
			Ok(None)
		}
	}

	/// What the method answers: the result or the error object.
	async fn ask(method: &str, params: Value) -> Result<Value, Value> {
		let module: RpcModule<_> = Assay::new(Arc::new(Chain)).into_rpc();
		let request =
			json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
		let (response, _) = module.raw_json_request(&request, 1).await.unwrap();
		let mut response: Value = serde_json::from_str(&response).unwrap();
		match response.get_mut("error") {
			Some(error) => Err(error.take()),
			None => Ok(response["result"].take()),
		}
	}

	#[tokio::test]
	async fn a_task_is_found() {
		let task = ask("assay_task", json!([7])).await.unwrap();
		assert_eq!(task, json!(TaskJson::from(samples::task())));
		assert_eq!(ask("assay_task", json!([7, BEST])).await.unwrap(), task);
	}

	#[tokio::test]
	async fn an_absent_task_is_null() {
		assert_eq!(ask("assay_task", json!([8])).await.unwrap(), Value::Null);
		assert_eq!(ask("assay_task", json!([7, OLD])).await.unwrap(), Value::Null);
	}

	#[tokio::test]
	async fn an_unknown_block_is_an_error() {
		let error = ask("assay_task", json!([7, Hash::repeat_byte(9)])).await.unwrap_err();
		assert_eq!(error["code"], UNKNOWN_BLOCK);
		assert!(error["message"].as_str().unwrap().contains("leave the hash out"), "{error}");
	}

	#[tokio::test]
	async fn wrong_parameters_are_errors() {
		for (method, params) in [
			("assay_task", json!(["seven"])),
			("assay_task", json!([-1])),
			("assay_task", json!([])),
			("assay_model", json!(["0x12"])),
			("assay_quote", json!([{ "maxTokens": 1 }])),
		] {
			let error = ask(method, params).await.unwrap_err();
			assert_eq!(error["code"], -32602, "{error}");
		}
	}

	#[tokio::test]
	async fn a_worker_is_found_by_either_account_in_either_form() {
		let worker = samples::worker();
		let expected = json!(WorkerJson::from(worker.clone()));
		for account in [worker.stash, worker.operator] {
			let bytes: &[u8] = account.as_ref();
			let hex = format!("0x{}", hex::encode(bytes));
			assert_eq!(ask("assay_worker", json!([hex])).await.unwrap(), expected);
			assert_eq!(ask("assay_worker", json!([account.to_string()])).await.unwrap(), expected);
		}
		let nobody = AccountId::new([9; 32]).to_string();
		assert_eq!(ask("assay_worker", json!([nobody])).await.unwrap(), Value::Null);
	}

	#[tokio::test]
	async fn a_staker_is_found_by_either_account_in_either_form() {
		let staker = samples::staker();
		let expected = json!(StakerJson::from(staker.clone()));
		for account in [staker.stash, staker.operator.unwrap()] {
			let bytes: &[u8] = account.as_ref();
			let hex = format!("0x{}", hex::encode(bytes));
			assert_eq!(ask("assay_staker", json!([hex])).await.unwrap(), expected);
			assert_eq!(ask("assay_staker", json!([account.to_string()])).await.unwrap(), expected);
		}
		let nobody = AccountId::new([9; 32]).to_string();
		assert_eq!(ask("assay_staker", json!([nobody])).await.unwrap(), Value::Null);
	}

	#[tokio::test]
	async fn delegations_are_found() {
		let delegation = json!(DelegationJson::from(samples::delegation()));
		let delegator = DELEGATOR.to_string();
		let found = ask("assay_delegations", json!([delegator])).await.unwrap();
		assert_eq!(found, json!([delegation]));
		assert_eq!(ask("assay_delegations", json!([delegator, OLD])).await.unwrap(), found);
		let nobody = AccountId::new([9; 32]).to_string();
		assert_eq!(ask("assay_delegations", json!([nobody])).await.unwrap(), json!([]));
	}

	#[tokio::test]
	async fn eras_and_terms_are_found() {
		let staking = json!(StakingJson::from(samples::staking()));
		assert_eq!(ask("assay_staking", json!([])).await.unwrap(), staking);
		assert_eq!(ask("assay_staking", json!([OLD])).await.unwrap(), staking);
		let error = ask("assay_staking", json!([Hash::repeat_byte(9)])).await.unwrap_err();
		assert_eq!(error["code"], UNKNOWN_BLOCK, "{error}");
	}

	#[tokio::test]
	async fn what_is_no_account_is_an_error() {
		for method in ["assay_worker", "assay_staker", "assay_delegations"] {
			for text in ["", "bob", "0x12", &"5".repeat(10_000)] {
				let error = ask(method, json!([text])).await.unwrap_err();
				assert_eq!(error["code"], INVALID_ACCOUNT, "{method}: {error}");
				assert!(error["data"].as_str().unwrap().len() <= MAX_ACCOUNT);
			}
		}
	}

	#[tokio::test]
	async fn models_are_found() {
		let model = json!(ModelJson::from(samples::model()));
		let id = samples::model().id;
		assert_eq!(ask("assay_model", json!([id])).await.unwrap(), model);
		assert_eq!(ask("assay_models", json!([])).await.unwrap(), json!([model]));
		assert_eq!(ask("assay_model", json!([Hash::zero()])).await.unwrap(), Value::Null);
	}

	#[tokio::test]
	async fn a_quote_is_given() {
		let request = json!({ "model": samples::model().id, "maxTokens": 32, "inputLen": 6 });
		let quote = ask("assay_quote", json!([request])).await.unwrap();
		assert_eq!(quote, json!(QuoteJson::from(samples::quote())));
	}

	#[tokio::test]
	async fn a_refused_quote_says_why_and_what_the_model_takes() {
		let model = samples::model().id;
		let limits = json!({
			"status": "admitted", "maxInputBytes": 2_048, "maxBlobBytes": 0, "maxOutputTokens": 256,
		});
		for (request, code, reason, part) in [
			(
				json!({ "model": model, "maxTokens": 32, "inputLen": 3_000 }),
				20_013,
				"inputTooLarge",
				"it takes 2048 bytes inline and 0 as a blob",
			),
			(
				json!({ "model": model, "maxTokens": 300, "inputLen": 6 }),
				20_014,
				"badMaxTokens",
				"from 1 to 256",
			),
			(
				json!({ "model": model, "maxTokens": 32, "inputLen": 0 }),
				20_012,
				"inputEmpty",
				"at least 1",
			),
			(
				json!({ "model": model, "maxTokens": 32, "inputLen": 6, "replicas": 6 }),
				20_016,
				"badReplicas",
				"must be 2 or more",
			),
		] {
			let error = ask("assay_quote", json!([request])).await.unwrap_err();
			assert_eq!(error["code"], code, "{error}");
			assert!(error["message"].as_str().unwrap().contains(part), "{error}");
			assert_eq!(
				error["data"],
				json!({ "reason": reason, "model": model, "limits": limits })
			);
		}
	}

	#[tokio::test]
	async fn a_quote_for_an_unknown_model_is_refused() {
		let model = Hash::repeat_byte(9);
		let request = json!({ "model": model, "maxTokens": 1, "inputLen": 1 });
		let error = ask("assay_quote", json!([request])).await.unwrap_err();
		assert_eq!(error["code"], 20_010);
		assert!(error["message"].as_str().unwrap().contains("assay_models lists"), "{error}");
		assert_eq!(
			error["data"],
			json!({ "reason": "unknownModel", "model": model, "limits": null })
		);
	}

	#[test]
	fn every_refusal_has_its_own_code_and_text() {
		let all = [
			QuoteError::UnknownModel,
			QuoteError::ModelClosed,
			QuoteError::InputEmpty,
			QuoteError::InputTooLarge,
			QuoteError::BadMaxTokens,
			QuoteError::BadSampling,
			QuoteError::BadReplicas,
			QuoteError::QueueFull,
		];
		let request: QuoteRequest =
			serde_json::from_value(json!({ "model": BEST, "maxTokens": 1, "inputLen": 1 }))
				.unwrap();
		let mut seen = std::collections::HashSet::new();
		for error in all {
			let object = quote_refused(error, &request, None);
			assert!(seen.insert((object.code(), object.message().to_owned())));
		}
		assert_eq!(seen.len(), all.len());
	}
}

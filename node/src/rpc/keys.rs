//! `assay_rotateSessionKeys`: new session keys for a validator, and the call that sets them.
//!
//! `session.setKeys` takes keys only with their own signatures over the account that sets them, or else anyone could set
//! another validator's keys as his. `author_rotateKeysWithOwner` of the SDK makes such keys, but tools do not know it, and
//! it leaves the call to be written by hand.
//!
//! The method is unsafe: each call leaves three keys in the node's keystore.

use super::{
	assay::{read_account, runtime_unavailable},
	types::SessionKeysJson,
};
use assay_primitives::{AccountId, OpaqueBlock as Block};
use assay_runtime::{opaque::SessionKeys, Runtime, RuntimeCall, VERSION};
use codec::{DecodeAll, Encode};
use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{ErrorObject, ErrorObjectOwned},
	Extensions,
};
use sc_rpc_api::check_if_safe;
use sp_api::{ApiExt, Core, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_keystore::{KeystoreExt, KeystorePtr};
use sp_session::{OpaqueGeneratedSessionKeys, SessionKeys as SessionKeysApi};
use std::{fmt::Display, sync::Arc};

/// The runtime or the keystore made no keys.
pub const KEYS_NOT_MADE: i32 = 20_020;
/// The chain runs a runtime whose calls this program can't write.
pub const OTHER_RUNTIME: i32 = 20_021;

/// Session keys of this node.
#[rpc(server, namespace = "assay")]
pub trait SessionKeysRpc {
	/// Makes new session keys in the node's keystore and returns them with the proof that `stash`, an account as SS58 or
	/// hexadecimal, may set them, and with the call to be signed by it. Unsafe.
	#[method(name = "rotateSessionKeys", blocking, with_extensions)]
	fn rotate_session_keys(&self, stash: String) -> RpcResult<SessionKeysJson>;
}

/// Makes session keys. A trait, so that the method can be tested without a chain.
pub trait MakeKeys: Send + Sync + 'static {
	/// Makes new keys in the node's keystore, with the proof that `owner` may set them.
	fn make_keys(&self, owner: &AccountId) -> RpcResult<OpaqueGeneratedSessionKeys>;
}

/// Makes session keys by the runtime of the best block.
pub struct KeysByRuntime<C> {
	client: Arc<C>,
	keystore: KeystorePtr,
}

impl<C> KeysByRuntime<C> {
	pub fn new(client: Arc<C>, keystore: KeystorePtr) -> Self {
		Self { client, keystore }
	}
}

impl<C> MakeKeys for KeysByRuntime<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: SessionKeysApi<Block>,
{
	fn make_keys(&self, owner: &AccountId) -> RpcResult<OpaqueGeneratedSessionKeys> {
		let best = self.client.info().best_hash;
		let version =
			self.client.runtime_api().version(best).map_err(|error| runtime_unavailable(&error))?;
		check_calls_known(version.transaction_version, version.spec_version)?;
		let mut api = self.client.runtime_api();
		api.register_extension(KeystoreExt::from(self.keystore.clone()));
		api.generate_session_keys(best, owner.encode(), None).map_err(|error| keys_not_made(&error))
	}
}

/// Answers by what `M` makes.
pub struct Rotation<M> {
	maker: M,
}

impl<M> Rotation<M> {
	pub fn new(maker: M) -> Self {
		Self { maker }
	}
}

impl<M: MakeKeys> SessionKeysRpcServer for Rotation<M> {
	fn rotate_session_keys(
		&self,
		extensions: &Extensions,
		stash: String,
	) -> RpcResult<SessionKeysJson> {
		check_if_safe(extensions)?;
		let stash = read_account(&stash)?;
		let made = self.maker.make_keys(&stash)?;
		let call = set_keys_call(&made).map_err(|error| keys_not_made(&error))?;
		Ok(SessionKeysJson {
			stash,
			keys: made.keys.into(),
			proof: made.proof.into(),
			call: call.encode().into(),
		})
	}
}

/// The call with which a stash sets keys.
fn set_keys_call(made: &OpaqueGeneratedSessionKeys) -> Result<RuntimeCall, codec::Error> {
	let keys = SessionKeys::decode_all(&mut &made.keys[..])?;
	let proof = made.proof.clone();
	Ok(RuntimeCall::Session(pallet_session::Call::<Runtime>::set_keys { keys, proof }))
}

/// Refuses a chain on which calls may be written otherwise than in the runtime that this program was built with.
fn check_calls_known(transaction_version: u32, spec_version: u32) -> RpcResult<()> {
	if transaction_version == VERSION.transaction_version {
		return Ok(());
	}
	Err(ErrorObject::owned(
		OTHER_RUNTIME,
		format!(
			"the chain runs version {spec_version} of the runtime, whose calls are written otherwise than in version {}, \
			 which this program knows: use the release of assay-node that belongs to version {spec_version}",
			VERSION.spec_version
		),
		None::<()>,
	))
}

fn keys_not_made(error: &dyn Display) -> ErrorObjectOwned {
	ErrorObject::owned(
		KEYS_NOT_MADE,
		"the node could not make session keys: see that its user may write to the keystore folder, and read its log",
		Some(error.to_string()),
	)
}

#[cfg(test)]
mod tests {
	use super::{super::assay::INVALID_ACCOUNT, *};
	use jsonrpsee::RpcModule;
	use sc_rpc_api::DenyUnsafe;
	use serde_json::{json, Value};
	use sp_core::H256;
	use sp_io::TestExternalities;
	use sp_keystore::{testing::MemoryKeystore, Keystore};
	use sp_runtime::traits::OpaqueKeys;

	const STASH: AccountId = AccountId::new([7; 32]);

	/// Makes keys as the runtime does, which a test calls natively.
	struct Native(KeystorePtr);

	impl MakeKeys for Native {
		fn make_keys(&self, owner: &AccountId) -> RpcResult<OpaqueGeneratedSessionKeys> {
			let mut externalities = TestExternalities::new_empty();
			externalities.register_extension(KeystoreExt::from(self.0.clone()));
			let made = externalities.execute_with(|| SessionKeys::generate(&owner.encode(), None));
			Ok(made.into())
		}
	}

	/// Says what can't be.
	struct Broken;

	impl MakeKeys for Broken {
		fn make_keys(&self, _: &AccountId) -> RpcResult<OpaqueGeneratedSessionKeys> {
			Ok(OpaqueGeneratedSessionKeys { keys: vec![1, 2, 3], proof: vec![] })
		}
	}

	/// What the method answers: the result or the error object.
	async fn ask(
		maker: impl MakeKeys,
		deny_unsafe: DenyUnsafe,
		params: Value,
	) -> Result<Value, Value> {
		let mut module: RpcModule<_> = Rotation::new(maker).into_rpc();
		module.extensions_mut().insert(deny_unsafe);
		let request = json!({
			"jsonrpc": "2.0", "id": 1, "method": "assay_rotateSessionKeys", "params": params,
		});
		let (response, _) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
		let mut response: Value = serde_json::from_str(&response).unwrap();
		match response.get_mut("error") {
			Some(error) => Err(error.take()),
			None => Ok(response["result"].take()),
		}
	}

	async fn make(keystore: &MemoryKeystore, stash: &AccountId) -> SessionKeysJson {
		let maker = Native(Arc::new(keystore.clone()));
		let made = ask(maker, DenyUnsafe::No, json!([stash.to_string()])).await.unwrap();
		serde_json::from_value(made).unwrap()
	}

	fn decode(made: &SessionKeysJson) -> SessionKeys {
		SessionKeys::decode_all(&mut &made.keys[..]).unwrap()
	}

	#[tokio::test]
	async fn keys_come_with_proof_and_call() {
		let keystore = MemoryKeystore::new();
		let made = make(&keystore, &STASH).await;
		assert_eq!(made.stash, STASH);
		assert_eq!((made.keys.len(), made.proof.len()), (3 * 32, 3 * 64));
		let keys = decode(&made);
		assert!(keystore.has_keys(&keys.clone().into_raw_public_keys()));

		// What the session pallet asks for: the proof is about these keys and this account.
		assert!(keys.ownership_proof_is_valid(&STASH.encode(), &made.proof));
		assert!(!keys.ownership_proof_is_valid(&AccountId::new([8; 32]).encode(), &made.proof));

		// What the runtime reads in the call.
		let call = RuntimeCall::decode_all(&mut &made.call[..]).unwrap();
		let expected =
			pallet_session::Call::<Runtime>::set_keys { keys, proof: made.proof.0.clone() };
		assert_eq!(call, RuntimeCall::Session(expected));
		// Pallet and call, by which a person can tell it from others.
		assert_eq!(made.call[..2], [7, 0]);
	}

	#[tokio::test]
	async fn each_call_makes_other_keys_and_keeps_the_old_ones() {
		let keystore = MemoryKeystore::new();
		let (first, second) = (make(&keystore, &STASH).await, make(&keystore, &STASH).await);
		assert_ne!(first.keys, second.keys);
		for made in [&first, &second] {
			assert!(keystore.has_keys(&decode(made).into_raw_public_keys()));
		}
	}

	#[tokio::test]
	async fn the_stash_is_read_in_either_form() {
		let keystore = MemoryKeystore::new();
		let maker = Native(Arc::new(keystore));
		let hex = format!("{:?}", H256([7; 32]));
		let made = ask(maker, DenyUnsafe::No, json!([hex])).await.unwrap();
		assert_eq!(made["stash"], STASH.to_string());
	}

	#[tokio::test]
	async fn it_is_refused_where_unsafe_methods_are() {
		let keystore = Arc::new(MemoryKeystore::new());
		let maker = Native(keystore.clone());
		let error = ask(maker, DenyUnsafe::Yes, json!([STASH.to_string()])).await.unwrap_err();
		assert_eq!(error["code"], -32601, "{error}");
		assert!(error["message"].as_str().unwrap().contains("unsafe"), "{error}");
		let made = keystore.keys(sp_consensus_babe::KEY_TYPE).unwrap();
		assert!(made.is_empty(), "keys were made all the same");
	}

	#[tokio::test]
	async fn what_is_no_account_is_an_error() {
		for text in ["", "bob", "0x12"] {
			let keystore = Arc::new(MemoryKeystore::new());
			let maker = Native(keystore.clone());
			let error = ask(maker, DenyUnsafe::No, json!([text])).await.unwrap_err();
			assert_eq!(error["code"], INVALID_ACCOUNT, "{error}");
			assert!(keystore.keys(sp_consensus_babe::KEY_TYPE).unwrap().is_empty());
		}
		let error = ask(Broken, DenyUnsafe::No, json!([])).await.unwrap_err();
		assert_eq!(error["code"], -32602, "{error}");
	}

	#[tokio::test]
	async fn keys_that_are_none_are_an_error() {
		let error = ask(Broken, DenyUnsafe::No, json!([STASH.to_string()])).await.unwrap_err();
		assert_eq!(error["code"], KEYS_NOT_MADE, "{error}");
		assert!(error["message"].as_str().unwrap().contains("keystore folder"), "{error}");
	}

	#[test]
	fn another_runtime_is_an_error() {
		assert!(check_calls_known(VERSION.transaction_version, 9_999).is_ok());
		let error = check_calls_known(VERSION.transaction_version + 1, 9_999).unwrap_err();
		assert_eq!(error.code(), OTHER_RUNTIME);
		assert!(error.message().contains("belongs to version 9999"), "{error}");
	}
}

//! JSON-RPC of the node, beyond what every such node has: accounts, fees, consensus, market, staking, session keys.

pub mod assay;
pub mod keys;
pub mod types;

use crate::service::{Backend, Client, Pool, SelectChain};
use assay::{Assay, AssayRpcServer};
use assay_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use jsonrpsee::RpcModule;
use keys::{KeysByRuntime, Rotation, SessionKeysRpcServer};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_chain_spec::ChainSpec;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods need.
pub struct Deps {
	pub client: Arc<Client>,
	pub pool: Arc<Pool>,
	pub select_chain: SelectChain,
	pub keystore: KeystorePtr,
	pub chain_spec: Box<dyn ChainSpec>,
	pub babe_worker: BabeWorkerHandle<Block>,
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	pub voter_state: SharedVoterState,
	pub justifications: GrandpaJustificationStream<Block>,
	pub finality_proofs: Arc<FinalityProofProvider<Backend, Block>>,
	/// Runs subscriptions.
	pub executor: SubscriptionTaskExecutor,
}

/// All methods that are not the SDK's own.
pub fn create(deps: Deps) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	let Deps {
		client,
		pool,
		select_chain,
		keystore,
		chain_spec,
		babe_worker,
		authority_set,
		voter_state,
		justifications,
		finality_proofs,
		executor,
	} = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Rotation::new(KeysByRuntime::new(client.clone(), keystore.clone())).into_rpc())?;
	module
		.merge(Babe::new(client.clone(), babe_worker.clone(), keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(executor, authority_set.clone(), voter_state, justifications, finality_proofs)
			.into_rpc(),
	)?;
	module.merge(
		SyncState::new(chain_spec, client.clone(), authority_set, babe_worker)?.into_rpc(),
	)?;
	module.merge(Assay::new(client).into_rpc())?;
	Ok(module)
}

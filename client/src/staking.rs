//! Questions about staking: stakers, delegations, terms, session keys.

use crate::{
	client::{At, Client},
	error::ClientError,
	referee::{prefix, twox},
	runtime::Item,
};
use assay_primitives::{
	api::{DelegationView, StakerView, StakingView},
	AccountId,
};
use codec::DecodeAll;
use futures::{stream, StreamExt, TryStreamExt};
use sp_runtime::Perbill;

/// Storage that is read here, for the check against the chain.
pub(crate) const USED: &[Item] = &[Item::of::<[[u8; 32]; 3]>("Session", "NextKeys")];
/// Questions that are under way at a time where there are many.
const AT_A_TIME: usize = 16;

/// A public key of a validator's node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionKey {
	/// What it is for: `babe`, `gran` or `audi`.
	pub kind: String,
	pub public: Vec<u8>,
}

impl Client {
	/// A stash by itself or its operator: role, stake, terms, slashes that are due.
	pub async fn staker(
		&self,
		account: &AccountId,
		at: At,
	) -> Result<Option<StakerView>, ClientError> {
		self.ask("AssayApi_staker", account, at).await
	}

	/// Several stashes; those without stake are left out.
	pub async fn stakers(
		&self,
		stashes: &[AccountId],
		at: At,
	) -> Result<Vec<StakerView>, ClientError> {
		let questions: Vec<_> = stashes
			.iter()
			.map(|stash| async move {
				let view = self.staker(stash, at).await?;
				// An operator's account answers with the stash that it acts for.
				Ok::<_, ClientError>(view.filter(|view| view.stash == *stash))
			})
			.collect();
		let found: Vec<Option<StakerView>> =
			stream::iter(questions).buffered(AT_A_TIME).try_collect().await?;
		Ok(found.into_iter().flatten().collect())
	}

	/// What an account delegated, and what of it is on its way back. At most 256 stakers.
	pub async fn delegations(
		&self,
		delegator: &AccountId,
		at: At,
	) -> Result<Vec<DelegationView>, ClientError> {
		self.ask("AssayApi_delegations", delegator, at).await
	}

	/// Where the chain stands in eras, who validates, and the terms of staking.
	pub async fn staking(&self, at: At) -> Result<StakingView, ClientError> {
		self.ask("AssayApi_staking", &(), at).await
	}

	/// Most by which a commission may rise in an era while there are delegators.
	pub async fn max_commission_rise(&self) -> Result<Perbill, ClientError> {
		let runtime = self.runtime_at(None).await?;
		let undecodable = |error: &dyn std::fmt::Display| {
			ClientError::undecodable("constant TokenStaking.MaxCommissionRise", error)
		};
		let constant = runtime
			.metadata
			.pallet_by_name("TokenStaking")
			.and_then(|pallet| pallet.constant_by_name("MaxCommissionRise"))
			.ok_or_else(|| undecodable(&"the chain does not have it"))?;
		Perbill::decode_all(&mut constant.value()).map_err(|error| undecodable(&error))
	}

	/// Whether a stash has session keys for the sessions to come.
	pub async fn has_session_keys(&self, stash: &AccountId, at: At) -> Result<bool, ClientError> {
		let key = [prefix("Session", "NextKeys"), twox(stash)].concat();
		Ok(self.storage(&key, at).await?.is_some())
	}

	/// Takes session keys apart as the chain does; `None` if they are not such keys, whole and with nothing after them.
	pub async fn decode_session_keys(
		&self,
		keys: &[u8],
		at: At,
	) -> Result<Option<Vec<SessionKey>>, ClientError> {
		type Decoded = Option<Vec<(Vec<u8>, [u8; 4])>>;
		let decoded: Decoded = self.ask("SessionKeys_decode_session_keys", &keys, at).await?;
		Ok(decoded.and_then(|all| parts(all, keys.len())))
	}
}

/// Names the keys. The chain does not mind what follows them, a call with it would be another call.
fn parts(all: Vec<(Vec<u8>, [u8; 4])>, len: usize) -> Option<Vec<SessionKey>> {
	let sum: usize = all.iter().map(|(public, _)| public.len()).sum();
	let name = |(public, kind): (Vec<u8>, [u8; 4])| SessionKey {
		kind: String::from_utf8_lossy(&kind).into_owned(),
		public,
	};
	(sum == len).then(|| all.into_iter().map(name).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn session_keys_must_be_whole() {
		let all = vec![(vec![1; 32], *b"babe"), (vec![2; 32], *b"gran")];
		let keys = parts(all.clone(), 64).unwrap();
		let names: Vec<&str> = keys.iter().map(|key| key.kind.as_str()).collect();
		assert_eq!(names, ["babe", "gran"]);
		assert_eq!(keys[1].public, vec![2; 32]);
		assert_eq!(parts(all.clone(), 65), None);
		assert_eq!(parts(all, 63), None);
	}

	#[test]
	fn keys_go_as_one_byte_string() {
		// A slice is encoded as the `Vec<u8>` that the runtime's function takes.
		let keys = [7u8; 96];
		assert_eq!(keys[..].encode(), keys.to_vec().encode());
	}
}

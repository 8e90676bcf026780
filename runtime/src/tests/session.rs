//! Session keys, from the runtime API that makes them to the call that sets them.

use super::*;
use crate::opaque::SessionKeys;
use codec::{DecodeAll, Encode};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::InspectHold, Get},
};
use sp_keyring::Sr25519Keyring::{Charlie, Dave};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::traits::Dispatchable;
use sp_session::{runtime_decl_for_session_keys::SessionKeysV2, OpaqueGeneratedSessionKeys};

/// A development chain on a machine with an empty keystore.
fn with_keystore(test: impl FnOnce()) {
	let mut ext = preset_ext("development");
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext.execute_with(test);
}

/// Makes keys as a node does that is asked for them.
fn generate(owner: &AccountId) -> OpaqueGeneratedSessionKeys {
	<Runtime as SessionKeysV2<Block>>::generate_session_keys(owner.encode(), None)
}

fn keys_of(made: &OpaqueGeneratedSessionKeys) -> SessionKeys {
	SessionKeys::decode_all(&mut &made.keys[..]).expect("keys are session keys")
}

/// The call as it is pasted into a wallet: encoded, and decoded again.
fn set_keys(made: &OpaqueGeneratedSessionKeys) -> RuntimeCall {
	let (keys, proof) = (keys_of(made), made.proof.clone());
	let call = RuntimeCall::Session(pallet_session::Call::set_keys { keys, proof });
	let read = RuntimeCall::decode_all(&mut &call.encode()[..]).expect("a call decodes");
	assert_eq!(read, call);
	read
}

#[test]
fn keys_are_set_with_the_proof_they_were_made_with() {
	with_keystore(|| {
		let stash = Charlie.to_account_id();
		let reason = pallet_session::HoldReason::Keys.into();
		let deposit = <Runtime as pallet_session::Config>::KeyDeposit::get();

		let made = generate(&stash);
		assert_ok!(set_keys(&made).dispatch(RuntimeOrigin::signed(stash.clone())));
		assert_eq!(pallet_session::NextKeys::<Runtime>::get(&stash), Some(keys_of(&made)));
		assert_eq!(Balances::balance_on_hold(&reason, &stash), deposit);

		// The next ones replace them, for no other deposit.
		let next = generate(&stash);
		assert_ne!(next.keys, made.keys);
		assert_ok!(set_keys(&next).dispatch(RuntimeOrigin::signed(stash.clone())));
		assert_eq!(pallet_session::NextKeys::<Runtime>::get(&stash), Some(keys_of(&next)));
		assert_eq!(Balances::balance_on_hold(&reason, &stash), deposit);

		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(stash.clone())));
		assert_eq!(Balances::balance_on_hold(&reason, &stash), 0);
	});
}

#[test]
fn keys_are_of_no_use_to_others() {
	with_keystore(|| {
		let made = generate(&Charlie.to_account_id());
		let other = RuntimeOrigin::signed(Dave.to_account_id());
		let (keys, proof) = (keys_of(&made), made.proof);
		assert_noop!(
			Session::set_keys(other.clone(), keys.clone(), proof.clone()),
			pallet_session::Error::<Runtime>::InvalidProof
		);

		// Neither is a proof for other keys, or a part of one.
		let charlie = RuntimeOrigin::signed(Charlie.to_account_id());
		let others = keys_of(&generate(&Charlie.to_account_id()));
		for (keys, proof) in
			[(others, proof.clone()), (keys.clone(), proof[1..].to_vec()), (keys, vec![])]
		{
			assert_noop!(
				Session::set_keys(charlie.clone(), keys, proof),
				pallet_session::Error::<Runtime>::InvalidProof
			);
		}
	});
}

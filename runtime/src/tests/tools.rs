use super::*;
use crate::configs::ProxyType;
use frame_support::traits::InstanceFilter;
use sp_keyring::Sr25519Keyring::Bob;

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death { dest: Bob.to_account_id().into(), value: 1 }
		.into()
}

fn withdraw() -> RuntimeCall {
	pallet_token_staking::Call::withdraw_unbonded {}.into()
}

#[test]
fn proxies_do_what_their_type_says_and_no_more() {
	for (kind, transfers, stakes, works) in [
		(ProxyType::Any, true, true, true),
		(ProxyType::NonTransfer, false, true, false),
		(ProxyType::Tasks, false, false, true),
		(ProxyType::Staking, false, true, false),
		(ProxyType::CancelProxy, false, false, false),
		(ProxyType::Governance, false, false, false),
	] {
		assert_eq!(kind.filter(&transfer()), transfers, "{kind:?} transfers");
		assert_eq!(kind.filter(&withdraw()), stakes, "{kind:?} withdraws stake");
		let cancel = pallet_tasks::Call::cancel { task: 0 }.into();
		assert_eq!(kind.filter(&cancel), works, "{kind:?} cancels tasks");
	}
}

#[test]
fn a_proxy_can_only_hand_on_what_it_may_do() {
	assert!(ProxyType::Any.is_superset(&ProxyType::Staking));
	assert!(ProxyType::NonTransfer.is_superset(&ProxyType::Staking));
	assert!(!ProxyType::Staking.is_superset(&ProxyType::Any));
	assert!(!ProxyType::NonTransfer.is_superset(&ProxyType::Tasks), "posting pays others");
}

/// Weight of a block, fees and deposits stay in the proportions that the numbers were chosen for.
#[test]
fn a_transfer_costs_little_and_a_full_block_a_lot() {
	use frame_support::dispatch::GetDispatchInfo;
	preset_ext("development").execute_with(|| {
		let call = transfer();
		let fee = TransactionPayment::compute_fee(150, &call.get_dispatch_info(), 0);
		assert!(
			fee > assay_primitives::MICRO_ASY && fee < 10 * assay_primitives::MILLI_ASY,
			"{fee}"
		);
	});
}

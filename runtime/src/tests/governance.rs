//! Referenda from the proposal to what they do, by every origin, with the blocks and hooks of a chain.

use super::{
	fuzz::{begin_block, end_block},
	*,
};
use crate::{
	configs::{dynamic_params, RuntimeParameters},
	governance::tracks::{TrackId, Tracks},
	network::{GovernanceNumbers, NetworkNumbers},
};
use assay_primitives::{ModelId, ASY};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::Pays,
	traits::{
		schedule::DispatchTime,
		tokens::{fungible::Inspect, Fortitude, Preservation},
		Bounded, EnsureOrigin, StorePreimage,
	},
	weights::Weight,
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_origins::Origin;
use pallet_referenda::{ReferendumInfo, TracksInfo};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{
	traits::{BadOrigin, Dispatchable, Hash as _},
	DispatchError, DispatchResult, Perbill, Permill,
};

const ORIGINS: [Origin; 10] = [
	Origin::WhitelistedCaller,
	Origin::StakingAdmin,
	Origin::Treasurer,
	Origin::ModelRegistry,
	Origin::ModelParams,
	Origin::MarketParams,
	Origin::ReferendumCanceller,
	Origin::ReferendumKiller,
	Origin::SlashCanceller,
	Origin::SmallSpender,
];

/// A development chain in its first block.
pub(super) fn chain(test: impl FnOnce()) {
	preset_ext("development").execute_with(|| {
		begin_block(1_000);
		test();
		end_block();
		TokenStaking::do_try_state().expect("staking");
		Models::do_try_state().expect("models");
		Tasks::do_try_state().expect("tasks");
	});
}

pub(super) fn pass(blocks: u32) {
	for _ in 0..blocks {
		end_block();
		begin_block(1_000 + u64::from(System::block_number()));
	}
}

pub(super) fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

fn root() -> OriginCaller {
	frame_system::RawOrigin::Root.into()
}

/// Proposes a call, with its preimage where it is long. Returns the number of the referendum.
fn propose(who: Sr25519Keyring, origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
	let index = pallet_referenda::ReferendumCount::<Runtime>::get();
	let proposal = Preimage::bound(call).expect("short enough");
	assert_ok!(Referenda::submit(
		signed(who),
		Box::new(origin.into()),
		proposal,
		DispatchTime::After(0)
	));
	index
}

/// Proposes and puts up the decision deposit.
fn decide(who: Sr25519Keyring, origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
	let index = propose(who, origin, call);
	assert_ok!(Referenda::place_decision_deposit(signed(who), index));
	index
}

fn vote(who: Sr25519Keyring, index: u32, aye: bool, conviction: Conviction, tokens: Balance) {
	let vote = AccountVote::Standard { vote: Vote { aye, conviction }, balance: tokens * ASY };
	assert_ok!(ConvictionVoting::vote(signed(who), index, vote));
}

/// Three of the twelve accounts that have tokens vote aye with nine tenths of theirs.
fn carry(index: u32) {
	vote(Alice, index, true, Conviction::Locked1x, 900_000);
	vote(Bob, index, true, Conviction::Locked3x, 900_000);
	vote(Charlie, index, true, Conviction::None, 900_000);
}

/// Blocks of two minutes.
const TWO_MINUTES: u32 = 60;

/// What came of the enactment of a referendum, if it was tried.
fn enacted(index: u32) -> Option<DispatchResult> {
	let name = (*b"assembly", "enactment", index).using_encoded(sp_io::hashing::blake2_256);
	System::events().into_iter().find_map(|record| match record.event {
		RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
			id: Some(id),
			result,
			..
		}) if id == name => Some(result),
		_ => None,
	})
}

fn is_approved(index: u32) -> bool {
	let info = pallet_referenda::ReferendumInfoFor::<Runtime>::get(index);
	matches!(info, Some(ReferendumInfo::Approved(..)))
}

fn model() -> ModelId {
	crate::views::models().first().expect("the preset has a model").id
}

fn price_floor() -> Balance {
	Models::get(model()).expect("registered").2.price_floor
}

/// A call that sets a model's price floor, from when its vote has ended.
fn set_floor(price_floor: Balance) -> RuntimeCall {
	let mut params = Models::get(model()).expect("registered").2;
	params.price_floor = price_floor;
	let at = Network::active_height() + TWO_MINUTES;
	pallet_models::Call::set_params { model: model(), params, at }.into()
}

fn set_posting_fee(fee: Balance) -> RuntimeCall {
	use dynamic_params::market;
	let key_value = RuntimeParameters::Market(market::Parameters::PostingFeeBase(
		market::PostingFeeBase,
		Some(fee),
	));
	pallet_parameters::Call::set_parameter { key_value }.into()
}

#[test]
fn a_price_floor_is_proposed_voted_and_enacted_within_two_minutes() {
	chain(|| {
		let floor = price_floor();
		let index = decide(Dave, Origin::ModelParams, set_floor(floor * 2));
		carry(index);
		vote(Eve, index, false, Conviction::Locked1x, 500_000);
		pass(TWO_MINUTES);
		assert!(is_approved(index));
		assert_eq!(enacted(index), Some(Ok(())));
		assert_eq!(price_floor(), floor * 2);
		assert_ok!(Referenda::refund_decision_deposit(signed(Ferdie), index));
		assert_ok!(Referenda::refund_submission_deposit(signed(Ferdie), index));
		assert_eq!(Balances::reserved_balance(Dave.to_account_id()), 0);
	});
}

#[test]
fn a_defeated_proposal_changes_nothing() {
	chain(|| {
		let floor = price_floor();
		let index = decide(Dave, Origin::ModelParams, set_floor(floor * 2));
		vote(Alice, index, true, Conviction::None, 900_000);
		vote(Bob, index, false, Conviction::Locked1x, 900_000);
		pass(TWO_MINUTES);
		let info = pallet_referenda::ReferendumInfoFor::<Runtime>::get(index);
		assert!(matches!(info, Some(ReferendumInfo::Rejected(..))), "{info:?}");
		assert_eq!((enacted(index), price_floor()), (None, floor));
		assert_ok!(Referenda::refund_decision_deposit(signed(Dave), index));
		// Whoever loses still gave others something to vote on: this one stays.
		assert_noop!(
			Referenda::refund_submission_deposit(signed(Dave), index),
			pallet_referenda::Error::<Runtime>::BadStatus
		);
	});
}

/// All but one in a hundred is for it, but few vote.
#[test]
fn few_votes_carry_nothing_however_clear_they_are() {
	chain(|| {
		let index = decide(Dave, Origin::MarketParams, set_posting_fee(ASY));
		vote(Alice, index, true, Conviction::Locked6x, 900_000);
		pass(TWO_MINUTES);
		let info = pallet_referenda::ReferendumInfoFor::<Runtime>::get(index);
		assert!(matches!(info, Some(ReferendumInfo::Rejected(..))), "{info:?}");
	});
}

#[test]
fn on_the_wrong_track_a_call_is_refused() {
	chain(|| {
		let floor = price_floor();
		let index = decide(Dave, Origin::Treasurer, set_floor(floor * 2));
		carry(index);
		pass(TWO_MINUTES);
		assert!(is_approved(index));
		assert_eq!(enacted(index), Some(Err(DispatchError::BadOrigin)));
		assert_eq!(price_floor(), floor);

		// Nobody is asked whether an account should do something.
		let other: OriginCaller = frame_system::RawOrigin::Signed(Bob.to_account_id()).into();
		let call = Preimage::bound(set_floor(floor)).expect("short");
		assert_noop!(
			Referenda::submit(signed(Dave), Box::new(other), call, DispatchTime::After(0)),
			pallet_referenda::Error::<Runtime>::NoTrack
		);
	});
}

#[test]
fn each_origin_does_its_own_and_nothing_else() {
	use Origin::*;
	let retire = RuntimeCall::Models(pallet_models::Call::deprecate { model: Default::default() });
	let cancel = RuntimeCall::from(pallet_token_staking::Call::cancel_slash {
		stash: Alice.to_account_id(),
		era: 0,
	});
	let emission = RuntimeCall::Parameters(pallet_parameters::Call::set_parameter {
		key_value: RuntimeParameters::Emission(
			dynamic_params::emission::Parameters::EmissionHalving(
				dynamic_params::emission::EmissionHalving,
				Some(1_000),
			),
		),
	});
	let spend = RuntimeCall::from(pallet_treasury::Call::spend {
		asset_kind: Box::new(()),
		amount: 1,
		beneficiary: Box::new(address(Bob.to_account_id())),
		valid_from: None,
	});
	let stop = RuntimeCall::from(pallet_referenda::Call::cancel { index: 99 });
	let kill = RuntimeCall::from(pallet_referenda::Call::kill { index: 99 });
	let close = RuntimeCall::from(pallet_safe_mode::Call::force_enter {});
	let void = RuntimeCall::from(pallet_token_staking::Call::void_convictions { canon: 1 });
	let whitelisted =
		RuntimeCall::from(pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(set_posting_fee(1)),
		});
	preset_ext("development").execute_with(|| {
		let params = set_floor(7);
		let market = set_posting_fee(7);
		let cases: [(&str, &RuntimeCall, &[Origin]); 11] = [
			("params", &params, &[ModelParams]),
			("retire", &retire, &[ModelRegistry]),
			("market", &market, &[MarketParams]),
			("emission", &emission, &[StakingAdmin]),
			// Not the staking track: its votes take longer than slashes wait.
			("cancel slash", &cancel, &[SlashCanceller]),
			("spend", &spend, &[Treasurer, SmallSpender]),
			("stop", &stop, &[ReferendumCanceller, ReferendumKiller]),
			("kill", &kill, &[ReferendumKiller]),
			("safe mode", &close, &[WhitelistedCaller]),
			("whitelisted", &whitelisted, &[WhitelistedCaller]),
			// Nobody but root, and all convictions of a version at once.
			("void convictions", &void, &[]),
		];
		for (name, call, may) in cases {
			for origin in ORIGINS {
				let result = frame_support::storage::with_storage_layer(|| -> DispatchResult {
					let done = call.clone().dispatch(origin.into());
					done.map(|_| ()).map_err(|failed| failed.error)
				});
				// Other errors come after the origin was let through.
				let refused = result == Err(DispatchError::BadOrigin);
				assert_eq!(refused, !may.contains(&origin), "{origin:?} {name}: {result:?}");
				SafeMode::force_exit(RuntimeOrigin::root()).ok();
			}
		}
		let stranger = signed(Alice);
		for call in [&params, &retire, &market, &emission, &cancel, &spend, &stop, &kill, &void] {
			let result = (*call).clone().dispatch(stranger.clone());
			assert_eq!(result.map_err(|failed| failed.error).err(), Some(BadOrigin.into()));
		}
	});
}

#[test]
fn a_slash_is_cancelled_by_its_track_in_time() {
	chain(|| {
		let session = Session::current_index();
		TokenStaking::on_offence(&Alice.to_account_id(), Perbill::from_percent(10), session);
		let stake = TokenStaking::staker(Alice.to_account_id()).expect("a validator").own;
		let pending = |who: Sr25519Keyring| {
			pallet_token_staking::PendingSlashes::<Runtime>::get(who.to_account_id())
		};
		assert_eq!(pending(Alice), 1);
		let era = pallet_token_staking::CurrentEra::<Runtime>::get();
		let call = pallet_token_staking::Call::cancel_slash { stash: Alice.to_account_id(), era };
		let index = decide(Bob, Origin::SlashCanceller, call.into());
		vote(Alice, index, true, Conviction::Locked6x, 900_000);
		pass(GovernanceNumbers::development().slashes.longest() as u32 + 1);
		assert_eq!((enacted(index), pending(Alice)), (Some(Ok(())), 0));
		// Three eras later it still has what it had.
		pass(180);
		assert!(TokenStaking::staker(Alice.to_account_id()).expect("known").own >= stake);
	});
}

/// Votes lock tokens, they protect none.
#[test]
fn what_is_slashed_may_be_locked_by_a_vote() {
	chain(|| {
		let index = propose(Bob, root(), set_posting_fee(1));
		let all = Balances::total_balance(&Alice.to_account_id()) / ASY;
		vote(Alice, index, true, Conviction::Locked6x, all);
		let before = TokenStaking::staker(Alice.to_account_id()).expect("a validator").own;
		let session = Session::current_index();
		TokenStaking::on_offence(&Alice.to_account_id(), Perbill::from_percent(10), session);
		pass(190);
		let slashed = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::TokenStaking(pallet_token_staking::Event::Slashed { own, .. })
					if own == before / 10
			)
		});
		assert!(slashed, "a tenth of {before}");
	});
}

#[test]
fn staked_tokens_vote() {
	chain(|| {
		let bob = Bob.to_account_id();
		assert_ok!(TokenStaking::bond(signed(Bob), 900_000 * ASY));
		let index = propose(Dave, root(), set_posting_fee(1));
		// More than is free, less than there is.
		vote(Bob, index, true, Conviction::Locked1x, 950_000);
		let support = Referenda::ensure_ongoing(index).expect("is running").tally.support;
		assert_eq!(support, 950_000 * ASY);
		// What was locked stays, whatever part of it is staked.
		let free = Balances::reducible_balance(&bob, Preservation::Expendable, Fortitude::Polite);
		assert_eq!(free, Balances::total_balance(&bob) - 950_000 * ASY);
		// And the stake is what it was.
		assert_ok!(TokenStaking::unbond(signed(Bob), 900_000 * ASY));
		let vote = AccountVote::Standard {
			vote: Vote { aye: true, conviction: Conviction::None },
			balance: 2_000_000 * ASY,
		};
		assert_noop!(
			ConvictionVoting::vote(signed(Bob), index, vote),
			pallet_conviction_voting::Error::<Runtime>::InsufficientFunds
		);
	});
}

#[test]
fn a_second_vote_replaces_the_first() {
	chain(|| {
		let index = propose(Dave, root(), set_posting_fee(1));
		vote(Bob, index, true, Conviction::Locked2x, 100);
		vote(Bob, index, false, Conviction::Locked1x, 50);
		let tally = Referenda::ensure_ongoing(index).expect("is running").tally;
		assert_eq!((tally.ayes, tally.nays, tally.support), (0, 50 * ASY, 0));
		// Not on what is not there, or over.
		let vote = AccountVote::Split { aye: ASY, nay: ASY };
		assert_noop!(
			ConvictionVoting::vote(signed(Bob), 7, vote),
			pallet_conviction_voting::Error::<Runtime>::NotOngoing
		);
		assert_ok!(Referenda::cancel(Origin::ReferendumCanceller.into(), index));
		assert_noop!(
			ConvictionVoting::vote(signed(Bob), index, vote),
			pallet_conviction_voting::Error::<Runtime>::NotOngoing
		);
		let class = 0;
		assert_ok!(ConvictionVoting::remove_vote(signed(Bob), Some(class), index));
		assert_ok!(ConvictionVoting::unlock(signed(Bob), class, address(Bob.to_account_id())));
		assert_eq!(Balances::locks(&Bob.to_account_id()).len(), 0);
	});
}

#[test]
fn delegated_votes_count_where_they_were_delegated() {
	chain(|| {
		let call = set_posting_fee(1);
		let here = propose(Dave, Origin::MarketParams, call.clone());
		let elsewhere = propose(Dave, root(), call);
		let to = address(Bob.to_account_id());
		let amount = 10 * ASY;
		assert_ok!(ConvictionVoting::delegate(signed(Eve), 22, to, Conviction::Locked3x, amount));
		vote(Bob, here, true, Conviction::None, 10);
		vote(Bob, elsewhere, true, Conviction::None, 10);
		let ayes = |index| Referenda::ensure_ongoing(index).expect("is running").tally.ayes;
		assert_eq!((ayes(here), ayes(elsewhere)), (31 * ASY, ASY));
		assert_ok!(ConvictionVoting::undelegate(signed(Eve), 22));
		assert_eq!(ayes(here), ASY);
	});
}

#[test]
fn nothing_is_decided_without_the_deposit() {
	chain(|| {
		let index = propose(Dave, Origin::MarketParams, set_posting_fee(1));
		carry(index);
		let poor = AccountId::from([9; 32]);
		assert_ok!(Balances::transfer_allow_death(signed(Alice), address(poor.clone()), 100 * ASY));
		assert_noop!(
			Referenda::place_decision_deposit(RuntimeOrigin::signed(poor), index),
			pallet_balances::Error::<Runtime>::InsufficientBalance
		);
		pass(TWO_MINUTES);
		assert!(Referenda::ensure_ongoing(index).expect("is running").deciding.is_none());
		pass(GovernanceNumbers::development().undeciding_timeout);
		let info = pallet_referenda::ReferendumInfoFor::<Runtime>::get(index);
		assert!(matches!(info, Some(ReferendumInfo::TimedOut(..))), "{info:?}");
		assert_eq!(enacted(index), None);
	});
}

#[test]
fn without_its_preimage_nothing_is_enacted() {
	chain(|| {
		let hash = <Runtime as frame_system::Config>::Hashing::hash(b"never noted");
		let index = pallet_referenda::ReferendumCount::<Runtime>::get();
		assert_ok!(Referenda::submit(
			signed(Dave),
			Box::new(Origin::MarketParams.into()),
			Bounded::Lookup { hash, len: 200 },
			DispatchTime::After(0)
		));
		assert_ok!(Referenda::place_decision_deposit(signed(Dave), index));
		carry(index);
		pass(TWO_MINUTES);
		assert!(is_approved(index));
		assert_eq!(enacted(index), None);
		let missed = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::Scheduler(pallet_scheduler::Event::CallUnavailable { .. })
			)
		});
		assert!(missed, "the scheduler says that there was no call");
	});
}

#[test]
fn the_treasury_pays_what_was_voted() {
	chain(|| {
		let treasury = Treasury::account_id();
		assert_eq!(treasury, crate::configs::protocol_account());
		assert_ok!(Balances::transfer_allow_death(
			signed(Alice),
			address(treasury.clone()),
			5_000 * ASY
		));
		let payee = AccountId::from([8; 32]);
		let spend = |amount: Balance| {
			RuntimeCall::from(pallet_treasury::Call::spend {
				asset_kind: Box::new(()),
				amount: amount * ASY,
				beneficiary: Box::new(address(payee.clone())),
				valid_from: None,
			})
		};
		#[allow(deprecated)]
		let local = RuntimeCall::from(pallet_treasury::Call::spend_local {
			amount: 300 * ASY,
			beneficiary: address(payee.clone()),
		});
		let large = decide(Dave, Origin::Treasurer, spend(2_000));
		let too_large = decide(Dave, Origin::SmallSpender, spend(2_000));
		let old_way = decide(Dave, Origin::SmallSpender, local);
		[large, too_large, old_way].into_iter().for_each(carry);
		pass(TWO_MINUTES);
		assert_eq!(enacted(large), Some(Ok(())));
		let error = pallet_treasury::Error::<Runtime>::InsufficientPermission;
		assert_eq!(enacted(too_large), Some(Err(error.into())));
		assert_eq!(enacted(old_way), Some(Ok(())));
		pass(GovernanceNumbers::development().spend_period);
		assert_eq!(Balances::free_balance(&payee), 300 * ASY);
		assert_ok!(Treasury::payout(signed(Ferdie), 0));
		assert_eq!(Balances::free_balance(&payee), 2_300 * ASY);
		assert_ok!(Treasury::check_status(signed(Ferdie), 0));
		assert_noop!(
			Treasury::payout(signed(Ferdie), 0),
			pallet_treasury::Error::<Runtime>::InvalidIndex
		);
		assert!(Balances::free_balance(&treasury) >= 2_700 * ASY, "nothing was burnt");
	});
}

/// Two of three members make a motion together.
pub(super) fn motion(call: RuntimeCall) {
	let len = call.encoded_size() as u32;
	let hash = <Runtime as frame_system::Config>::Hashing::hash_of(&call);
	let index = pallet_collective::ProposalCount::<Runtime, pallet_collective::Instance1>::get();
	assert_ok!(TechnicalCommittee::propose(signed(Alice), 2, Box::new(call), len));
	for member in [Alice, Bob] {
		assert_ok!(TechnicalCommittee::vote(signed(member), hash, index, true));
	}
	let weight = Weight::from_parts(100_000_000_000, 1_000_000);
	assert_ok!(TechnicalCommittee::close(signed(Dave), hash, index, weight, len));
}

/// The treasury's account stays, so that it can receive whatever comes next.
#[test]
fn the_treasury_does_not_pay_the_last_that_it_has() {
	chain(|| {
		let treasury = Treasury::account_id();
		let payee = AccountId::from([8; 32]);
		let spend = |amount: Balance| {
			assert_ok!(Treasury::spend(
				RuntimeOrigin::root(),
				Box::new(()),
				amount,
				Box::new(address(payee.clone())),
				None
			));
		};
		let all = Balances::free_balance(&treasury);
		spend(all);
		spend(all - crate::configs::EXISTENTIAL_DEPOSIT);
		assert_noop!(
			Treasury::payout(signed(Ferdie), 0),
			pallet_treasury::Error::<Runtime>::PayoutError
		);
		assert_ok!(Treasury::payout(signed(Ferdie), 1));
		assert_eq!(Balances::free_balance(&treasury), crate::configs::EXISTENTIAL_DEPOSIT);
		// It can be tried again when there is more.
		let more = all + ASY;
		assert_ok!(Balances::transfer_allow_death(signed(Alice), address(treasury.clone()), more));
		assert_ok!(Treasury::payout(signed(Ferdie), 0));
		assert_eq!(Balances::free_balance(&payee), 2 * all - crate::configs::EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn deposits_of_killed_referenda_go_to_the_treasury() {
	chain(|| {
		let treasury = || Balances::free_balance(Treasury::account_id());
		let before = treasury();
		let bad = decide(Dave, Origin::MarketParams, set_posting_fee(1));
		let kill = pallet_referenda::Call::kill { index: bad };
		let index = decide(Eve, Origin::ReferendumKiller, kill.into());
		carry(index);
		pass(GovernanceNumbers::development().stopping.longest() as u32 + 1);
		assert_eq!(enacted(index), Some(Ok(())));
		let info = pallet_referenda::ReferendumInfoFor::<Runtime>::get(bad);
		assert!(matches!(info, Some(ReferendumInfo::Killed(..))), "{info:?}");
		assert_eq!(Balances::reserved_balance(Dave.to_account_id()), 0);
		assert_eq!(treasury() - before, 510 * ASY);
	});
}

/// All alarms that somebody can have fall on the block of an enactment leave it its place.
#[test]
fn an_enactment_has_its_place_however_many_referenda_move_in_its_block() {
	let cancel = || {
		let victim = decide(Dave, Origin::MarketParams, set_posting_fee(1));
		let call = pallet_referenda::Call::cancel { index: victim };
		let index = decide(Dave, Origin::ReferendumCanceller, call.into());
		carry(index);
		index
	};
	let mut due = 0;
	chain(|| {
		let index = cancel();
		while enacted(index).is_none() {
			pass(1);
		}
		due = System::block_number();
	});
	chain(|| {
		let index = cancel();
		// Before it is approved: what comes first has the places.
		let numbers = GovernanceNumbers::development();
		let prepare = numbers.small_spending.prepare;
		assert!(prepare > numbers.stopping.enact);
		pass(due - prepare - System::block_number());
		let spend = || RuntimeCall::from(pallet_treasury::Call::void_spend { index: 0 });
		for _ in 0..100 {
			decide(Ferdie, Origin::SmallSpender, spend());
		}
		pass(prepare);
		assert_eq!(System::block_number(), due);
		assert_eq!(enacted(index), Some(Ok(())));
	});
}

/// Little is enough for a small spend, so that little must be all of them together.
#[test]
fn few_small_spends_are_decided_at_once() {
	chain(|| {
		let spend = || RuntimeCall::from(pallet_treasury::Call::void_spend { index: 0 });
		let all: Vec<u32> = (0..5).map(|_| decide(Dave, Origin::SmallSpender, spend())).collect();
		pass(GovernanceNumbers::development().small_spending.prepare + 2);
		let is_deciding = |index: &&u32| {
			Referenda::ensure_ongoing(**index).expect("is running").deciding.is_some()
		};
		assert_eq!(all.iter().filter(is_deciding).count(), 3);
	});
}

#[test]
fn what_the_committee_whitelisted_is_made_as_root_sooner() {
	chain(|| {
		let call: RuntimeCall = pallet_token_staking::Call::void_convictions { canon: 1 }.into();
		let call_hash = <Runtime as frame_system::Config>::Hashing::hash_of(&call);
		assert_ok!(Preimage::note_preimage(signed(Dave), call.encode()));
		motion(pallet_whitelist::Call::whitelist_call { call_hash }.into());
		let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(call),
		};
		let index = decide(Dave, Origin::WhitelistedCaller, dispatch.into());
		carry(index);
		pass(32);
		assert_eq!(enacted(index), Some(Ok(())));
		assert!(pallet_token_staking::VoidedUpTo::<Runtime>::get(1).is_some());
	});
}

/// Then the vote is not lost, and whoever wants makes the call.
#[test]
fn what_was_voted_before_it_is_whitelisted_waits_for_that() {
	chain(|| {
		let call: RuntimeCall = pallet_token_staking::Call::void_convictions { canon: 1 }.into();
		let call_hash = <Runtime as frame_system::Config>::Hashing::hash_of(&call);
		let dispatch = pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage {
			call: Box::new(call.clone()),
		};
		let index = decide(Dave, Origin::WhitelistedCaller, dispatch.clone().into());
		carry(index);
		pass(32);
		assert_eq!(enacted(index), Some(Ok(())));
		let voided = || pallet_token_staking::VoidedUpTo::<Runtime>::get(1).is_some();
		assert!(!voided());
		type Error = pallet_whitelist::Error<Runtime>;
		let make = || {
			let done = RuntimeCall::from(dispatch.clone()).dispatch(signed(Ferdie));
			done.map_err(|failed| failed.error)
		};
		assert_eq!(make(), Err(Error::CallIsNotWhitelisted.into()));
		assert_ok!(Preimage::note_preimage(signed(Dave), call.encode()));
		motion(pallet_whitelist::Call::whitelist_call { call_hash }.into());
		assert_eq!(make().expect("it is whitelisted").pays_fee, Pays::No);
		assert!(voided());
		assert_eq!(make(), Err(Error::DeferredDispatchNotFound.into()));
	});
}

/// Three of five are more than a half, and no two thirds, however late the motion is closed.
#[test]
fn who_does_not_vote_on_a_motion_is_not_for_it() {
	chain(|| {
		let members = [Alice, Bob, Charlie, Dave, Eve].map(|who| who.to_account_id()).to_vec();
		assert_ok!(TechnicalCommittee::set_members(RuntimeOrigin::root(), members, None, 3));
		let call: RuntimeCall = pallet_safe_mode::Call::force_enter {}.into();
		let len = call.encoded_size() as u32;
		let hash = <Runtime as frame_system::Config>::Hashing::hash_of(&call);
		let weight = Weight::from_parts(100_000_000_000, 1_000_000);
		let close =
			|index| TechnicalCommittee::close(signed(Ferdie), hash, index, weight, len).map(drop);
		assert_ok!(TechnicalCommittee::propose(signed(Alice), 4, Box::new(call.clone()), len));
		for member in [Alice, Bob, Charlie] {
			assert_ok!(TechnicalCommittee::vote(signed(member), hash, 0, true));
		}
		type Error = pallet_collective::Error<Runtime, pallet_collective::Instance1>;
		assert_eq!(close(0).map_err(|failed| failed.error), Err(Error::TooEarly.into()));
		pass(GovernanceNumbers::development().motion_duration);
		assert_ok!(close(0));
		assert!(!SafeMode::is_entered());
		// With a fourth it is.
		assert_ok!(TechnicalCommittee::propose(signed(Alice), 4, Box::new(call), len));
		for member in [Alice, Bob, Charlie, Dave] {
			assert_ok!(TechnicalCommittee::vote(signed(member), hash, 1, true));
		}
		assert_ok!(close(1));
		assert!(SafeMode::is_entered());
	});
}

#[test]
fn one_member_is_no_committee() {
	chain(|| {
		let call: RuntimeCall = pallet_safe_mode::Call::force_enter {}.into();
		let len = call.encoded_size() as u32;
		let hash = <Runtime as frame_system::Config>::Hashing::hash_of(&call);
		// A motion for which one vote is enough speaks for one of three.
		assert_ok!(TechnicalCommittee::propose(signed(Alice), 1, Box::new(call.clone()), len));
		assert!(!SafeMode::is_entered());
		assert_noop!(
			TechnicalCommittee::propose(signed(Dave), 2, Box::new(call), len),
			pallet_collective::Error::<Runtime, pallet_collective::Instance1>::NotMember
		);
		assert_noop!(
			TechnicalCommittee::vote(signed(Dave), hash, 0, true),
			pallet_collective::Error::<Runtime, pallet_collective::Instance1>::NotMember
		);
	});
}

#[test]
fn tracks_keep_their_numbers_and_names() {
	preset_ext("development").execute_with(|| {
		assert_ok!(Tracks::check_integrity());
		let all: Vec<(TrackId, String)> = Tracks::tracks()
			.map(|track| {
				let name = String::from_utf8_lossy(&track.info.name).into_owned();
				(track.id, name.trim_end_matches('\0').into())
			})
			.collect();
		let expected = [
			(0, "root"),
			(1, "whitelisted_caller"),
			(10, "staking_admin"),
			(11, "treasurer"),
			(20, "model_registry"),
			(21, "model_params"),
			(22, "market_params"),
			(30, "referendum_canceller"),
			(31, "referendum_killer"),
			(32, "slash_canceller"),
			(40, "small_spender"),
		];
		assert_eq!(all, expected.map(|(id, name)| (id, name.to_string())));
		assert_eq!(Tracks::track_for(&root()), Ok(0));
		let own: Vec<_> = ORIGINS.map(|it| Tracks::track_for(&it.into())).into();
		let mut ids: Vec<_> = own.into_iter().flatten().collect();
		ids.sort_unstable();
		assert_eq!(ids, Tracks::track_ids().skip(1).collect::<Vec<_>>());
		assert_eq!(Tracks::track_for(&signed(Alice).caller), Err(()));
		for track in Tracks::tracks() {
			let end = track.info.min_support.threshold(Perbill::one());
			let start = track.info.min_support.threshold(Perbill::zero());
			assert!(end >= Perbill::from_percent(2) && start >= Perbill::from_percent(20));
			// To a rounding.
			let half = track.info.min_approval.threshold(Perbill::one());
			assert!(half >= Perbill::from_parts(499_990_000), "{half:?}");
			let info = Tracks::info(track.id).expect("is one");
			assert_eq!(*info, track.info);
			let whole = info.prepare_period
				+ info.decision_period
				+ info.confirm_period
				+ info.min_enactment_period;
			assert!(whole <= TWO_MINUTES, "{} takes {whole} blocks", track.id);
		}
	});
}

#[test]
fn periods_that_cannot_work_are_refused() {
	let production = NetworkNumbers::production();
	assert_eq!(production.problem(), None);
	type Change = fn(&mut NetworkNumbers);
	let cases: [(Change, &str); 7] = [
		(|it| it.governance.root.confirm = 0, "no period of a governance track"),
		(|it| it.governance.parameters.decide = 9, "10 blocks"),
		(|it| it.governance.spend_period = 0, "no period of governance"),
		(|it| it.governance.vote_locking = 10, "voteLocking"),
		(|it| it.governance.undeciding_timeout = 10, "undecidingTimeout"),
		(|it| it.slash_deferral_eras = 20, "slashDeferralEras"),
		(|it| it.conviction_maturity = 200_000, "convictionMaturity"),
	];
	for (change, problem) in cases {
		let mut numbers = production.clone();
		change(&mut numbers);
		let found = numbers.problem().unwrap_or("none");
		assert!(found.contains(problem), "{found} for {problem}");
	}
}

#[test]
fn spenders_have_limits() {
	use crate::governance::origins::Spender;
	preset_ext("development").execute_with(|| {
		let limit = |origin: RuntimeOrigin| Spender::try_origin(origin).ok();
		assert_eq!(limit(RuntimeOrigin::root()), Some(Balance::MAX));
		assert_eq!(limit(Origin::Treasurer.into()), Some(1_000_000 * ASY));
		assert_eq!(limit(Origin::SmallSpender.into()), Some(1_000 * ASY));
		assert_eq!(limit(signed(Alice)), None);
		assert_eq!(<Runtime as pallet_treasury::Config>::Burn::get(), Permill::zero());
	});
}

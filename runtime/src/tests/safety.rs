//! Safe mode and pauses: what is closed, what stays open, and that it costs nobody anything.

use super::{
	fuzz::{begin_block, end_block},
	governance::{chain, motion, pass, signed},
	*,
};
use crate::governance::safety::{CloseMarket, OpenCalls};
use assay_primitives::{
	task::{
		commitment, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TaskState, TokenIds,
		Verification,
	},
	Hash, ModelId, TaskId, ASY,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	migrations::{FailedMigrationHandler, FailedMigrationHandling},
	pallet_prelude::{InvalidTransaction, TransactionSource},
	traits::{fungible::InspectHold, Contains, GetCallMetadata},
};
use pallet_conviction_voting::AccountVote;
use pallet_origins::Origin;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
	traits::{DispatchTransaction, Dispatchable},
	DispatchError,
};

fn model() -> ModelId {
	crate::views::models().first().expect("the preset has a model").id
}

fn height() -> BlockNumber {
	Network::active_height()
}

fn post_call() -> RuntimeCall {
	pallet_tasks::Call::post {
		model: model(),
		kind: TaskKind::Generate { max_tokens: 8, sampling: Sampling::Greedy },
		input: Input::Inline(b"In the beginning".to_vec().try_into().expect("short")),
		max_fee: 100 * ASY,
		options: TaskOptions {
			deadline: None,
			verification: Verification::Audited,
			parent: None,
			prompt_ids: None,
		},
	}
	.into()
}

fn post() -> TaskId {
	let task = pallet_tasks::NextTask::<Runtime>::get();
	assert_ok!(post_call().dispatch(signed(Charlie)));
	task
}

fn state(task: TaskId) -> TaskState<AccountId, Balance, BlockNumber> {
	Tasks::task_view(task).expect("posted").task.state
}

/// Makes a call as its sender, through the filter.
fn send(who: RuntimeOrigin, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
	call.into().dispatch(who).map(drop).map_err(|failed| failed.error)
}

fn filtered() -> Result<(), DispatchError> {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

fn enter() {
	motion(pallet_safe_mode::Call::force_enter {}.into());
	assert!(SafeMode::is_entered());
}

/// Bob works, with Dave as the operator.
fn hire() {
	assert_ok!(TokenStaking::bond(signed(Bob), 1_000 * ASY));
	assert_ok!(TokenStaking::register_worker(signed(Bob), Dave.to_account_id()));
	let models = vec![(model(), 0)].try_into().expect("one");
	assert_ok!(Tasks::set_ready(signed(Dave), models, 1));
}

#[test]
fn safe_mode_is_not_for_sale() {
	chain(|| {
		assert_noop!(
			SafeMode::enter(signed(Alice)),
			pallet_safe_mode::Error::<Runtime>::NotConfigured
		);
		for origin in [signed(Alice), Origin::ModelParams.into(), Origin::Treasurer.into()] {
			assert_noop!(SafeMode::force_enter(origin.clone()), DispatchError::BadOrigin);
			assert_noop!(SafeMode::force_exit(origin), DispatchError::BadOrigin);
		}
		enter();
		assert_noop!(
			SafeMode::extend(signed(Alice)),
			pallet_safe_mode::Error::<Runtime>::NotConfigured
		);
		// It ends by itself.
		pass(31);
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn clocks_stand_still_and_nobody_loses_by_it() {
	chain(|| {
		hire();
		pass(3);
		let task = post();
		pass(1);
		let TaskState::Assigned { due, .. } = state(task) else {
			panic!("a worker was ready: {:?}", state(task))
		};
		enter();
		let (at, before) = (height(), System::block_number());
		// Longer than the deadline and all windows.
		assert_ok!(SafeMode::force_extend(RuntimeOrigin::root()));
		assert_ok!(SafeMode::force_extend(RuntimeOrigin::root()));
		pass(80);
		assert_eq!((height(), System::block_number()), (at, before + 80));
		assert!(System::block_number() > due);
		let identity = Tasks::task_view(task).expect("posted").identity;
		let outcome = Outcome::Done {
			output: Payload::Inline(b" God created".to_vec().try_into().expect("short")),
			ids: TokenIds::Inline((0..11).collect::<Vec<u32>>().try_into().expect("few")),
			prompt_ids: 3,
			output_ids: 8,
			root: Hash::zero(),
			salt: Hash::repeat_byte(7),
		};
		let stash = Bob.to_account_id();
		let commitment = commitment(&identity, &stash, outcome.salt(), outcome.hash());
		let commit = pallet_tasks::Call::commit { task, commitment };
		assert_eq!(send(signed(Dave), commit.clone()), filtered());
		motion(pallet_safe_mode::Call::force_exit {}.into());
		// The block in which it opens is as high as the one in which it closed.
		assert_eq!(height(), at);
		assert_ok!(send(signed(Dave), commit));
		pass(1);
		assert_eq!(height(), at + 1);
		assert_ok!(send(signed(Dave), pallet_tasks::Call::reveal { task, outcome }));
		pass(60);
		assert!(matches!(state(task), TaskState::Settled { .. }), "{:?}", state(task));
		assert_eq!(Balances::total_balance_on_hold(&Charlie.to_account_id()), 0);
		let free = TokenStaking::free_stake_of(stash.clone());
		assert_eq!(free, 1_000 * ASY, "its stake is whole, and free again");
		assert_eq!(Tasks::standing(&stash), (0, None), "no deadline was missed");
	});
}

#[test]
fn what_was_decided_about_a_model_waits_while_the_market_is_closed() {
	chain(|| {
		let (record, manifest, params) = Models::get(model()).expect("registered");
		let next = assay_primitives::model::ModelManifest {
			weights_root: Hash::repeat_byte(3),
			..manifest
		};
		assert_ok!(Models::propose_version(signed(Bob), model(), next));
		assert_ok!(Models::attest(signed(Alice), model(), record.next_version));
		let at = height() + 5;
		let root = RuntimeOrigin::root;
		assert_ok!(Models::upgrade(root(), model(), record.next_version, at));
		let dearer = pallet_models::ModelParamsOf::<Runtime> {
			price_floor: params.price_floor * 2,
			..params.clone()
		};
		assert_ok!(Models::set_params(root(), model(), dearer.clone(), at));
		let now = || {
			let (record, _, params) = Models::get(model()).expect("registered");
			(record.version, params.price_floor)
		};
		enter();
		pass(20);
		assert!(System::block_number() > at && height() < at);
		assert_eq!(now(), (record.version, params.price_floor));
		// What is decided meanwhile is for heights, too.
		assert_ok!(Models::set_params(root(), model(), dearer.clone(), height()));
		assert_eq!(now(), (record.version, dearer.price_floor));
		motion(pallet_safe_mode::Call::force_exit {}.into());
		while height() < at {
			assert_eq!(now().0, record.version);
			pass(1);
		}
		assert_eq!(now(), (record.next_version, dearer.price_floor));
	});
}

#[test]
fn nobody_is_given_work_while_the_market_is_closed() {
	chain(|| {
		hire();
		pass(3);
		let task = post();
		enter();
		pass(20);
		assert!(matches!(state(task), TaskState::Open { .. }));
		// The way out is open.
		assert_ok!(send(signed(Charlie), pallet_tasks::Call::cancel { task }));
		assert_eq!(Balances::total_balance_on_hold(&Charlie.to_account_id()), 0);
		pass(11);
		assert!(!SafeMode::is_entered());
		let task = post();
		pass(1);
		assert!(matches!(state(task), TaskState::Assigned { .. }));
	});
}

#[test]
fn exits_and_governance_work_in_safe_mode_and_all_else_is_refused() {
	chain(|| {
		hire();
		pass(3);
		let before = pallet_referenda::ReferendumCount::<Runtime>::get();
		enter();
		for (who, call) in [
			(Charlie, post_call()),
			(Charlie, pallet_token_staking::Call::bond { value: 100 * ASY }.into()),
			(
				Charlie,
				pallet_balances::Call::transfer_allow_death {
					dest: address(Bob.to_account_id()),
					value: ASY,
				}
				.into(),
			),
		] {
			assert_eq!(send(signed(who), call), filtered());
		}
		assert_ok!(send(signed(Dave), pallet_tasks::Call::set_unready {}));
		assert_ok!(send(signed(Bob), pallet_token_staking::Call::deregister_worker {}));
		assert_ok!(send(signed(Bob), pallet_token_staking::Call::unbond { value: 1_000 * ASY }));

		// A vote from beginning to end, with batches and all.
		let call = pallet_safe_mode::Call::force_exit {};
		let proposal =
			<Preimage as frame_support::traits::StorePreimage>::bound(call.into()).expect("short");
		let submit = pallet_referenda::Call::submit {
			proposal_origin: Box::new(frame_system::RawOrigin::Root.into()),
			proposal,
			enactment_moment: frame_support::traits::schedule::DispatchTime::After(0),
		};
		let deposit = pallet_referenda::Call::place_decision_deposit { index: before };
		let calls = vec![submit.into(), deposit.into()];
		assert_ok!(send(signed(Eve), pallet_utility::Call::batch_all { calls }));
		for who in [Alice, Bob, Charlie, Dave] {
			let vote = AccountVote::Standard {
				vote: pallet_conviction_voting::Vote {
					aye: true,
					conviction: pallet_conviction_voting::Conviction::Locked1x,
				},
				balance: 900_000 * ASY,
			};
			assert_ok!(send(
				signed(who),
				pallet_conviction_voting::Call::vote { poll_index: before, vote }
			));
		}
		// What a batch may not do, it does not.
		let calls = vec![post_call()];
		assert_eq!(send(signed(Charlie), pallet_utility::Call::batch_all { calls }), filtered());
		assert_ok!(SafeMode::force_extend(RuntimeOrigin::root()));
		pass(50);
		assert!(!SafeMode::is_entered(), "the referendum opened the market");
		let forced = System::events().into_iter().any(|record| {
			record.event
				== RuntimeEvent::SafeMode(pallet_safe_mode::Event::Exited {
					reason: pallet_safe_mode::ExitReason::Force,
				})
		});
		assert!(forced);
	});
}

/// Reports of equivocations, inherents and what else must always come through.
#[test]
fn consensus_is_never_closed() {
	chain(|| {
		enter();
		let time = pallet_timestamp::Call::set { now: 1 };
		let keys = pallet_session::Call::purge_keys {};
		let upgrade = frame_system::Call::apply_authorized_upgrade { code: vec![] };
		let calls: [RuntimeCall; 3] = [time.into(), keys.into(), upgrade.into()];
		assert!(calls.iter().all(OpenCalls::contains));
		let poke: [RuntimeCall; 4] = [
			pallet_tasks::Call::poke { task: 0 }.into(),
			pallet_scoring::Call::poke { task: 0 }.into(),
			pallet_token_staking::Call::withdraw_unbonded {}.into(),
			pallet_token_staking::Call::settle_conviction { task: 0 }.into(),
		];
		assert!(poke.iter().all(OpenCalls::contains));
	});
}

/// A free call that is closed would be included for nothing, and use up what failures are free.
#[test]
fn free_calls_that_are_closed_do_not_reach_a_block() {
	chain(|| {
		hire();
		pass(3);
		let task = post();
		pass(1);
		assert!(matches!(state(task), TaskState::Assigned { .. }));
		let call: RuntimeCall =
			pallet_tasks::Call::commit { task, commitment: Hash::zero() }.into();
		let valid = || {
			let checks = pallet_tasks::OperatorCalls::<Runtime>::new();
			let info = call.get_dispatch_info();
			let source = TransactionSource::External;
			checks.validate_only(signed(Dave), &call, &info, 100, source, 0).map(drop)
		};
		assert_ok!(valid());
		enter();
		assert_eq!(valid().err(), Some(InvalidTransaction::Call.into()));
		motion(pallet_safe_mode::Call::force_exit {}.into());
		assert_ok!(valid());
	});
}

#[test]
fn only_beginnings_can_be_paused() {
	chain(|| {
		let name = |text: &str| text.as_bytes().to_vec().try_into().expect("short");
		let modules = RuntimeCall::get_module_names();
		let mut paused = Vec::new();
		for module in modules {
			for call in RuntimeCall::get_call_names(module) {
				let result = TxPause::pause(RuntimeOrigin::root(), (name(module), name(call)));
				match result {
					Ok(()) => paused.push(format!("{module}.{call}")),
					Err(error) => {
						assert_eq!(error, pallet_tx_pause::Error::<Runtime>::Unpausable.into())
					}
				}
			}
		}
		paused.sort_unstable();
		assert_eq!(
			paused,
			["Tasks.post", "Tasks.set_ready", "TokenStaking.bond", "TokenStaking.delegate"]
		);
		assert_eq!(send(signed(Charlie), post_call()), filtered());
		let full_name = (name("Tasks"), name("post"));
		assert_noop!(TxPause::unpause(signed(Alice), full_name.clone()), DispatchError::BadOrigin);
		motion(pallet_tx_pause::Call::unpause { ident: full_name }.into());
		assert_ok!(send(signed(Charlie), post_call()));
	});
}

/// A paused beginning stops no clock and closes nothing that has begun.
#[test]
fn tasks_that_run_finish_while_posting_is_paused() {
	chain(|| {
		hire();
		pass(3);
		let task = post();
		let name = |text: &str| text.as_bytes().to_vec().try_into().expect("short");
		motion(pallet_tx_pause::Call::pause { full_name: (name("Tasks"), name("post")) }.into());
		let at = height();
		pass(1);
		assert_eq!(height(), at + 1);
		assert!(matches!(state(task), TaskState::Assigned { .. }));
		let commit = pallet_tasks::Call::commit { task, commitment: Hash::repeat_byte(1) };
		assert_ok!(send(signed(Dave), commit));
	});
}

#[test]
fn a_failed_migration_closes_the_market_and_governance_opens_it() {
	chain(|| {
		let handled = CloseMarket::failed(Some(0));
		assert_eq!(handled, FailedMigrationHandling::ForceUnstuck);
		assert!(SafeMode::is_entered());
		// Once more, while it is closed.
		assert_eq!(CloseMarket::failed(None), FailedMigrationHandling::ForceUnstuck);
		pass(40);
		assert!(SafeMode::is_entered(), "it does not end by itself");
		assert_eq!(send(signed(Charlie), post_call()), filtered());
		motion(pallet_safe_mode::Call::force_exit {}.into());
		assert_ok!(send(signed(Charlie), post_call()));
	});
}

/// No transaction is in a block while a migration runs, so no clock may run either.
#[test]
fn clocks_stand_still_during_migrations() {
	preset_ext("development").execute_with(|| {
		begin_block(1_000);
		let at = height();
		pallet_migrations::Cursor::<Runtime>::put(pallet_migrations::MigrationCursor::Stuck);
		pass(5);
		assert_eq!(height(), at);
		pallet_migrations::Cursor::<Runtime>::kill();
		pass(2);
		assert_eq!(height(), at + 2);
		end_block();
	});
}

//! Safe mode and pauses: what is closed, what stays open, and that it costs nobody anything.

use super::{
	fuzz::{begin_block, end_block},
	governance::{chain, motion, pass, signed},
	*,
};
use crate::governance::safety::OpenCalls;
use assay_primitives::{
	task::{
		commitment, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TaskState, TokenIds,
		Verification,
	},
	Hash, ModelId, TaskId, ASY, CALL_CLOSED,
};
use codec::{Decode, Encode};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	migrations::{FailedMigrationHandler, FailedMigrationHandling},
	pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError},
	storage::{with_transaction, TransactionOutcome},
	traits::{fungible::InspectHold, CallMetadata, Contains, GetCallMetadata},
};
use pallet_conviction_voting::AccountVote;
use pallet_origins::Origin;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
	generic::Era,
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
fn the_committee_closes_for_no_longer_than_one_motion_does() {
	chain(|| {
		let longest = Network::numbers().governance.safe_mode;
		let until = || pallet_safe_mode::EnteredUntil::<Runtime>::get().expect("is closed");
		let extend = || RuntimeCall::from(pallet_safe_mode::Call::force_extend {});
		let mut calls = vec![pallet_safe_mode::Call::force_enter {}.into()];
		calls.extend((0..20).map(|_| extend()));
		motion(pallet_utility::Call::batch_all { calls }.into());
		assert_eq!(until(), System::block_number() + longest);
		// As far as from now, each time.
		pass(10);
		motion(extend());
		assert_eq!(until(), System::block_number() + longest);
		assert_ok!(SafeMode::force_extend(Origin::WhitelistedCaller.into()));
		assert_eq!(until(), System::block_number() + longest);
		for origin in [signed(Alice), Origin::ModelParams.into()] {
			assert_noop!(SafeMode::force_extend(origin), DispatchError::BadOrigin);
		}
		// A vote of all may want more.
		assert_ok!(SafeMode::force_extend(RuntimeOrigin::root()));
		assert_eq!(until(), System::block_number() + 2 * longest);
		// What a vote has prolonged, a motion does not shorten.
		motion(extend());
		assert_eq!(until(), System::block_number() + 2 * longest);
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
		// The block in which it opens is as high as the one in which it closed, and so is the one after.
		assert_eq!(height(), at);
		assert_ok!(send(signed(Dave), commit));
		pass(1);
		assert_eq!(height(), at);
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

/// What the pool says of a transaction that is to be in the next block.
fn pool(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Result<(), TransactionValidityError> {
	let nonce = System::account_nonce(who.to_account_id());
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_tasks::OperatorCalls::new(),
		pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call.into(), extension).expect("can be signed");
	let signature = payload.using_encoded(|bytes| who.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	let from = address(who.to_account_id());
	let transaction = UncheckedExtrinsic::new_signed(call, from, signature.into(), extension);
	foresee(|| {
		let source = TransactionSource::External;
		Executive::validate_transaction(source, transaction, Hash::zero()).map(drop)
	})
}

/// Looks at the state and leaves it as it is.
fn foresee<R>(look: impl FnOnce() -> R) -> R {
	with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(look())))
		.expect("no error")
}

/// The market closes in the block of the deadline, before the worker's turn, and opens by itself in a block for which the pool
/// let no free call in.
#[test]
fn who_may_act_at_the_height_of_the_closure_may_so_again_when_it_is_over() {
	chain(|| {
		hire();
		pass(3);
		let task = post();
		pass(1);
		let TaskState::Assigned { due, .. } = state(task) else {
			panic!("a worker was ready: {:?}", state(task))
		};
		let commit = pallet_tasks::Call::commit { task, commitment: Hash::repeat_byte(1) };
		pass(due - 1 - height());
		assert_ok!(pool(Dave, commit.clone()));
		pass(1);
		assert_eq!(height(), due);
		enter();
		assert_eq!(send(signed(Dave), commit.clone()), filtered());
		while SafeMode::is_entered() {
			let closed = InvalidTransaction::Custom(CALL_CLOSED);
			assert_eq!(pool(Dave, commit.clone()), Err(closed.into()));
			pass(1);
			assert_eq!(height(), due);
		}
		// The worker's last block.
		assert_ok!(pool(Dave, commit.clone()));
		pass(1);
		assert_eq!(height(), due);
		assert_ok!(send(signed(Dave), commit));
		let TaskState::Committed { due: reveal, .. } = state(task) else {
			panic!("it was in time: {:?}", state(task))
		};
		pass(1);
		assert_eq!(height(), due + 1);
		// A motion that closes and one that opens in the same block stop no clock: what is due is missed after its height, and
		// not before.
		let stash = Bob.to_account_id();
		pass(reveal - height());
		assert_eq!(Tasks::standing(&stash).0, 0);
		enter();
		motion(pallet_safe_mode::Call::force_exit {}.into());
		pass(1);
		assert_eq!(height(), reveal + 1);
		assert_eq!(Tasks::standing(&stash).0, 1);
	});
}

/// A height passes after a block that was open from begin to end, and after no other; and the pool sees the height of the next
/// block.
#[test]
fn no_height_passes_without_an_open_block() {
	chain(|| {
		let toggle = || match SafeMode::is_entered() {
			true => SafeMode::force_exit(RuntimeOrigin::root()),
			false => SafeMode::force_enter(RuntimeOrigin::root()),
		};
		// Bits: blocks in which it is closed, or opened again.
		for pattern in [0b1u32, 0b11, 0b101, 0b1101, 0b1_0010_0101, 0b1010_1010_1010, 0b1110_0111] {
			let mut was_open = true;
			for block in 0..16 {
				let expected = height() + u32::from(was_open);
				let foreseen = foresee(|| {
					let next = System::block_number() + 1;
					System::initialize(&next, &Hash::zero(), &Default::default());
					height()
				});
				pass(1);
				assert_eq!((height(), foreseen), (expected, expected), "{block} of {pattern:b}");
				was_open = !SafeMode::is_entered();
				if pattern >> block & 1 == 1 {
					assert_ok!(toggle());
				}
				was_open &= !SafeMode::is_entered();
				// Whatever happens in a block, it has one height.
				assert_eq!(height(), expected);
			}
			if SafeMode::is_entered() {
				assert_ok!(toggle());
			}
			pass(2);
		}
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

/// A call of each name. Its arguments are all zero, but where the first is of an enumeration that begins with one.
fn all_calls() -> Vec<RuntimeCall> {
	let numbers = (0..=u8::MAX).flat_map(|pallet| (0..=u8::MAX).map(move |call| [pallet, call]));
	let of = |[pallet, call]: [u8; 2]| {
		[0, 1].into_iter().find_map(|first| {
			let mut bytes = vec![pallet, call, first];
			bytes.resize(1_024, 0);
			RuntimeCall::decode(&mut &bytes[..]).ok()
		})
	};
	let calls: Vec<RuntimeCall> = numbers.filter_map(of).collect();
	let mut found: Vec<String> = calls.iter().map(name_of).collect();
	let mut names: Vec<String> = RuntimeCall::get_module_names()
		.iter()
		.flat_map(|pallet| {
			let calls = RuntimeCall::get_call_names(pallet).iter();
			calls.map(move |call| format!("{pallet}.{call}"))
		})
		.collect();
	found.sort_unstable();
	names.sort_unstable();
	assert_eq!(found, names);
	calls
}

fn name_of(call: &RuntimeCall) -> String {
	let CallMetadata { pallet_name, function_name } = call.get_call_metadata();
	format!("{pallet_name}.{function_name}")
}

/// Pallets all of whose calls are open in safe mode: blocks, consensus, governance, and what makes other calls.
const OPEN_PALLETS: [&str; 19] = [
	"System",
	"Timestamp",
	"Babe",
	"Session",
	"Grandpa",
	"Utility",
	"Multisig",
	"Proxy",
	"Preimage",
	"Scheduler",
	"Parameters",
	"Treasury",
	"ConvictionVoting",
	"Referenda",
	"Whitelist",
	"TechnicalCommittee",
	"SafeMode",
	"TxPause",
	"MultiBlockMigrations",
];

/// Calls that are open besides: the way out, decisions about models, opinions, whose clock is the era, and the replacement of a
/// stolen key.
const OPEN_CALLS: [&str; 27] = [
	"TokenStaking.unbond",
	"TokenStaking.withdraw_unbonded",
	"TokenStaking.set_operator",
	"TokenStaking.deregister_worker",
	"TokenStaking.settle_conviction",
	"TokenStaking.void_convictions",
	"TokenStaking.chill",
	"TokenStaking.undelegate",
	"TokenStaking.withdraw_delegation",
	"TokenStaking.pay_staker",
	"TokenStaking.cancel_slash",
	"Models.admit",
	"Models.deprecate",
	"Models.retire",
	"Models.set_params",
	"Models.withdraw",
	"Models.upgrade",
	"Models.attest",
	"Models.close",
	"Models.set_uris",
	"Tasks.cancel",
	"Tasks.poke",
	"Tasks.set_unready",
	"Scoring.poke",
	"Scoring.commit_opinion",
	"Scoring.reveal_opinion",
	"Referee.poke",
];

#[test]
fn in_safe_mode_all_of_this_is_open_and_nothing_else() {
	chain(|| {
		let calls = all_calls();
		assert!(calls.iter().all(OpenCalls::contains), "all is open");
		enter();
		let (open, closed): (Vec<_>, Vec<_>) =
			calls.iter().partition(|it| OpenCalls::contains(*it));
		let (whole, single): (Vec<_>, Vec<_>) = open
			.into_iter()
			.partition(|it| OPEN_PALLETS.contains(&it.get_call_metadata().pallet_name));
		let mut pallets: Vec<_> =
			whole.iter().map(|it| it.get_call_metadata().pallet_name).collect();
		pallets.dedup();
		assert_eq!(pallets, OPEN_PALLETS, "each has calls, and all of them are open");
		assert!(!closed.iter().any(|it| pallets.contains(&it.get_call_metadata().pallet_name)));
		let single: Vec<String> = single.into_iter().map(name_of).collect();
		assert_eq!(single, OPEN_CALLS);
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
		assert_eq!(valid().err(), Some(InvalidTransaction::Custom(CALL_CLOSED).into()));
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
		// The handler that the pallet has. With checks of state the pallet panics instead.
		type Handler = <Runtime as pallet_migrations::Config>::FailedMigrationHandler;
		let handled = Handler::failed(Some(0));
		assert_eq!(handled, FailedMigrationHandling::ForceUnstuck);
		assert!(SafeMode::is_entered());
		// Once more, while it is closed.
		assert_eq!(Handler::failed(None), FailedMigrationHandling::ForceUnstuck);
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
		// The first block with transactions is as high as the last before the migration.
		pass(1);
		assert_eq!(height(), at);
		pass(2);
		assert_eq!(height(), at + 2);
		end_block();
	});
}

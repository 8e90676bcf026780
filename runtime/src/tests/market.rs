use super::*;
use assay_primitives::{
	task::{
		commitment, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TaskState, TokenIds,
		Verification,
	},
	Hash, ModelId, ASY,
};
use frame_support::{
	assert_ok,
	traits::{fungible::InspectHold, Get, OnInitialize},
};
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};
use sp_runtime::Permill;

fn demo_model() -> ModelId {
	crate::views::models().first().expect("the preset has a model").id
}

fn run_to(height: BlockNumber) {
	while System::block_number() < height {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		Tasks::on_initialize(next);
	}
}

/// That it is the one in the sources, the worker's tests show.
#[test]
fn the_demo_model_is_canonical_and_takes_tasks() {
	preset_ext("development").execute_with(|| {
		let model = crate::views::model(demo_model()).expect("registered");
		assert_eq!(model.manifest.canon, Some(1));
		assert!(model.status.takes_tasks());
		assert_eq!((model.queued, model.ready_slots), (0, 0));
	});
}

fn post(requester: AccountId) -> u64 {
	let kind = TaskKind::Generate { max_tokens: 8, sampling: Sampling::Greedy };
	let text = b"In the beginning".to_vec();
	let quote = Tasks::quote(demo_model(), kind.clone(), text.len() as u32, Verification::Audited)
		.expect("there is a quote");
	let before = Balances::free_balance(&requester);
	let options = TaskOptions {
		deadline: None,
		verification: Verification::Audited,
		parent: None,
		prompt_ids: None,
	};
	let task = pallet_tasks::NextTask::<Runtime>::get();
	assert_ok!(Tasks::post(
		RuntimeOrigin::signed(requester.clone()),
		demo_model(),
		kind,
		Input::Inline(text.try_into().expect("short")),
		quote.quote + quote.posting_fee,
		options,
	));
	assert_eq!(before - Balances::free_balance(&requester), quote.quote + quote.posting_fee);
	task
}

/// The pallets fit each other: stake becomes a ready slot, a ready slot an assignment, a result pay.
#[test]
fn a_task_is_paid_and_every_planck_accounted_for() {
	preset_ext("development").execute_with(|| {
		let (stash, operator) = (Bob.to_account_id(), Dave.to_account_id());
		let requester = Charlie.to_account_id();
		let issued = Balances::total_issuance();
		let signed = RuntimeOrigin::signed;

		assert_ok!(TokenStaking::bond(signed(stash.clone()), 1_000 * ASY));
		assert_ok!(TokenStaking::register_worker(signed(stash.clone()), operator.clone()));
		let models = vec![(demo_model(), 0)].try_into().expect("one");
		assert_ok!(Tasks::set_ready(signed(operator.clone()), models, 1));
		let task = post(requester.clone());

		// Without a VRF output in the block nobody is drawn, so the seed is put where a block would have it.
		let seed = sp_runtime::Digest { logs: super::seed::digest_with_vrf(b"one") };
		System::set_block_number(4);
		System::initialize(&5, &Default::default(), &seed);
		Tasks::on_initialize(5);
		let view = crate::views::worker(operator.clone()).expect("a worker");
		assert_eq!(view.live_tasks, vec![task], "{:?}", Tasks::task_view(task));
		assert_eq!(view.stake, view.free + view.bonded);
		assert_eq!(view.ready.map(|ready| ready.busy), Some(1));

		let identity = Tasks::task_view(task).expect("posted").identity;
		let outcome = Outcome::Done {
			output: Payload::Inline(b" God created".to_vec().try_into().expect("short")),
			ids: TokenIds::Inline((0..11).collect::<Vec<u32>>().try_into().expect("few")),
			prompt_ids: 3,
			output_ids: 8,
			root: Hash::zero(),
			salt: Hash::repeat_byte(7),
		};
		let hidden = commitment(&identity, &stash, outcome.salt(), outcome.hash());
		assert_ok!(Tasks::commit(signed(operator.clone()), task, hidden));
		assert_ok!(Tasks::reveal(signed(operator.clone()), task, outcome));

		run_to(40);
		let settled = Tasks::task_view(task).expect("kept");
		assert!(matches!(settled.task.state, TaskState::Settled { .. }), "{settled:?}");
		assert_eq!(Balances::total_balance_on_hold(&requester), 0);
		assert_eq!(Balances::total_issuance(), issued, "nothing was minted or burnt");
		let view = crate::views::worker(stash).expect("a worker");
		assert_eq!((view.live_tasks.len(), view.bonded), (0, 0));
	});
}

#[test]
fn governance_can_not_take_the_workers_pay() {
	use crate::configs::dynamic_params::market;
	preset_ext("development").execute_with(|| {
		assert_ok!(Parameters::set_parameter(
			RuntimeOrigin::root(),
			crate::configs::RuntimeParameters::Market(market::Parameters::ProtocolFee(
				market::ProtocolFee,
				Some(Permill::from_percent(90)),
			)),
		));
		let fee = <Runtime as pallet_tasks::Config>::ProtocolFee::get();
		assert_eq!(fee, Permill::from_percent(20));
	});
}

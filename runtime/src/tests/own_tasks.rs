//! A requester whose worker does its tasks, and whose validators find them right, to farm new tokens.

use super::{
	fuzz::{begin_block, dispatch, end_block},
	*,
};
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	task::{
		commitment, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TaskState, TokenIds,
		Verification,
	},
	Hash, TaskId, ASY,
};
use frame_support::traits::fungible::Inspect;
use pallet_scoring::types::{Phase, Standing};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};

const SALT: Hash = Hash::repeat_byte(7);
/// Eras that pass, long enough for everyone to be paid for the one before the last.
const ERAS: u32 = 4;

fn operator(n: u8) -> AccountId {
	AccountId::from([n; 32])
}

/// What the four accounts own, stakes and all.
fn wealth() -> Balance {
	let stashes = [Alice, Bob, Charlie, Dave].map(|who| who.to_account_id());
	let pots = stashes.iter().map(|stash| Balances::total_balance(&TokenStaking::pot(stash)));
	let own = stashes.iter().map(Balances::total_balance);
	pots.chain(own).sum()
}

fn post() {
	let model = crate::views::models().first().expect("the preset has a model").id;
	let call = pallet_tasks::Call::post {
		model,
		kind: TaskKind::Generate { max_tokens: 200, sampling: Sampling::Greedy },
		input: Input::Inline(b"In the beginning".to_vec().try_into().expect("short")),
		max_fee: 100 * ASY,
		options: TaskOptions {
			deadline: None,
			verification: Verification::Audited,
			parent: None,
			prompt_ids: None,
		},
	};
	dispatch(Charlie.to_account_id(), RuntimeCall::Tasks(call)).expect("it can pay");
}

/// Worker and auditors do whatever brings the most.
fn act(task: TaskId) {
	let Some(view) = Tasks::task_view(task) else { return };
	let stash = Dave.to_account_id();
	let worker = |call| dispatch(operator(4), RuntimeCall::Tasks(call)).expect("in time");
	let outcome = Outcome::Done {
		output: Payload::Inline(b" God created".to_vec().try_into().expect("short")),
		ids: TokenIds::Inline((0..203).collect::<Vec<u32>>().try_into().expect("few")),
		prompt_ids: 3,
		output_ids: 200,
		root: Hash::zero(),
		salt: SALT,
	};
	match view.task.state {
		TaskState::Assigned { .. } => {
			let commitment = commitment(&view.identity, &stash, SALT, outcome.hash());
			worker(pallet_tasks::Call::commit { task, commitment });
		}
		TaskState::Committed { .. } => worker(pallet_tasks::Call::reveal { task, outcome }),
		_ => {}
	}
	let Some(audit) = pallet_scoring::Audits::<Runtime>::get(task) else { return };
	for auditor in audit.auditors {
		let key = if auditor.stash == Alice.to_account_id() { operator(1) } else { operator(2) };
		let say = |call| dispatch(key.clone(), RuntimeCall::Scoring(call)).expect("in time");
		let (verdict, digest) = (Verdict::Match, Hash::zero());
		match (auditor.standing, audit.phase) {
			(Standing::Drawn, Phase::Commit { .. }) => {
				let commitment =
					verdict_commitment(&view.identity, &auditor.stash, &verdict, digest, SALT);
				say(pallet_scoring::Call::commit_verdict { task, seed: audit.seed, commitment });
			}
			(Standing::Committed(_), Phase::Reveal { .. }) => {
				say(pallet_scoring::Call::reveal_verdict { task, verdict, digest, salt: SALT });
			}
			_ => {}
		}
	}
}

/// What the four have in the end, and the tokens that came into being, with so many tasks a block while there are workers.
fn world(tasks: bool) -> (Balance, Balance) {
	let mut result = (0, 0);
	preset_ext("local_testnet").execute_with(|| {
		let issued = Balances::total_issuance();
		for (n, who) in [(1, Alice), (2, Bob)] {
			let call = pallet_token_staking::Call::set_operator { operator: operator(n) };
			dispatch(who.to_account_id(), RuntimeCall::TokenStaking(call)).expect("a validator");
		}
		let dave = |call| {
			dispatch(Dave.to_account_id(), RuntimeCall::TokenStaking(call)).expect("it has tokens")
		};
		dave(pallet_token_staking::Call::bond { value: 100_000 * ASY });
		dave(pallet_token_staking::Call::register_worker { operator: operator(4) });
		let models: Vec<_> = crate::views::models().iter().map(|model| model.id).collect();
		let mut slot = 1_000;
		while pallet_token_staking::CurrentEra::<Runtime>::get() < ERAS {
			slot += 1;
			begin_block(slot);
			if System::block_number() == 5 {
				for n in [1, 2] {
					let models = models.clone().try_into().expect("few");
					let call = pallet_scoring::Call::serve { models };
					dispatch(operator(n), RuntimeCall::Scoring(call)).expect("in office");
				}
				let models: Vec<_> = models.iter().map(|model| (*model, 0)).collect();
				let models = models.try_into().expect("few");
				let call = pallet_tasks::Call::set_ready { models, capacity: 8 };
				dispatch(operator(4), RuntimeCall::Tasks(call)).expect("stake for eight");
			}
			// The last era is left to settle and pay in.
			let busy = pallet_token_staking::CurrentEra::<Runtime>::get() + 1 < ERAS;
			if tasks && busy && System::block_number() > 10 {
				post();
			}
			for task in 0..pallet_tasks::NextTask::<Runtime>::get() {
				act(task);
			}
			end_block();
		}
		result = (wealth(), Balances::total_issuance() - issued);
	});
	result
}

#[test]
fn own_tasks_cost_more_than_they_bring() {
	let (idle, few) = world(false);
	let (busy, more) = world(true);
	let minted = more - few;
	println!("{minted} plancks were minted for own tasks; they cost {} on balance", idle - busy);
	assert!(minted > 0, "nothing was farmed");
	assert!(busy + minted < idle, "no more is lost than was farmed");
	assert!(busy < idle);
}

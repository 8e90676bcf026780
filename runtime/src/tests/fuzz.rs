//! Random calls of many accounts to the whole runtime, the same at every run: no call weighs more than it said, tokens come
//! and go only where an event says so, and all that is held is on somebody's books.
//!
//! Blocks are real ones but for their transactions, which are dispatched without signatures and fees: sessions and eras
//! pass, validators are elected and paid, deadlines run out.

use super::{seed::digest_with_vrf_at, *};
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	task::{
		Grounds, Input, Outcome, Payload, Refusal, Sampling, TaskIdentity, TaskKind, TaskOptions,
		TaskState, TokenIds, Verification,
	},
	traits::{AuditBonds, DisputedTasks},
	Hash, ModelId, TaskId, ASY,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::with_storage_layer,
	traits::{fungible::Inspect, OnFinalize, OnIdle, OnInitialize},
	weights::Weight,
};
use pallet_token_staking::Prefs;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::Dispatchable, DispatchError, Perbill};
use std::collections::BTreeMap;

/// Calls in a run; `ASSAY_FUZZ_CALLS` says another number, and `ASSAY_FUZZ_SEED` another seed.
const CALLS: u32 = 10_000;

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice(u64);
impl Dice {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}
	fn below(&mut self, end: u64) -> u64 {
		self.next() % end
	}
	fn of<T: Clone>(&mut self, all: &[T]) -> T {
		all[self.below(all.len() as u64) as usize].clone()
	}
	fn once_in(&mut self, times: u64) -> bool {
		self.below(times) == 0
	}
	/// Anything from a planck to all there is, and mostly sums that people use.
	fn amount(&mut self) -> Balance {
		let unit = self.of(&[1, 1_000_000, ASY / 1_000, ASY, ASY, ASY, 100 * ASY, 1_000 * ASY]);
		match self.below(40) {
			0 => 0,
			1 => Balance::MAX,
			_ => unit * Balance::from(1 + self.below(100)),
		}
	}
}

/// Who there is.
struct Cast {
	owners: Vec<AccountId>,
	operators: Vec<AccountId>,
	everyone: Vec<AccountId>,
	/// Whether governance does something.
	governed: bool,
}

impl Cast {
	fn new(owners: &[Sr25519Keyring]) -> Self {
		let owners: Vec<_> = owners.iter().map(|who| who.to_account_id()).collect();
		let operators: Vec<_> = (1..=24u8).map(|n| AccountId::from([n; 32])).collect();
		let everyone = [owners.clone(), operators.clone()].concat();
		Self { owners, operators, everyone, governed: false }
	}
}

fn model() -> ModelId {
	crate::views::models().first().expect("the preset has a model").id
}

/// A task that was posted, mostly one of the last.
fn some_task(dice: &mut Dice) -> TaskId {
	let next = pallet_tasks::NextTask::<Runtime>::get();
	next.saturating_sub(1 + dice.below(12))
}

fn outcome(dice: &mut Dice) -> Outcome {
	let salt = Hash::repeat_byte(dice.below(3) as u8);
	match dice.below(8) {
		0 => Outcome::Refused {
			reason: Refusal::TooLong { ids_root: Hash::zero(), count: 9_999 },
			salt,
		},
		_ => {
			let ids = 1 + dice.below(12) as u32;
			Outcome::Done {
				output: Payload::Inline(b" and".to_vec().try_into().expect("short")),
				ids: TokenIds::Inline((0..ids + 3).collect::<Vec<_>>().try_into().expect("few")),
				prompt_ids: 3,
				output_ids: ids,
				root: Hash::zero(),
				salt,
			}
		}
	}
}

/// A call that somebody could make, and who makes it.
fn call(dice: &mut Dice, cast: &Cast) -> (AccountId, RuntimeCall) {
	let owner = dice.of(&cast.owners);
	let other = dice.of(&cast.owners);
	let operator = dice.of(&cast.operators);
	let staking = |call| RuntimeCall::TokenStaking(call);
	type Staking = pallet_token_staking::Call<Runtime>;
	type Market = pallet_tasks::Call<Runtime>;
	type Disputes = pallet_referee::Call<Runtime>;
	let value = dice.amount();
	let era =
		pallet_token_staking::CurrentEra::<Runtime>::get().saturating_sub(dice.below(3) as u32);
	let prefs = Prefs {
		commission: Perbill::from_percent(dice.below(30) as u32),
		blocked: dice.once_in(12),
	};
	let task = some_task(dice);
	// Who should act on a task, usually.
	let acting = || match Tasks::task_view(task).map(|view| view.task.state) {
		Some(
			TaskState::Assigned { worker, .. }
			| TaskState::Committed { worker, .. }
			| TaskState::Revealed { worker, .. },
		) => pallet_token_staking::OperatorOf::<Runtime>::get(worker),
		_ => None,
	};
	type Audits = pallet_scoring::Call<Runtime>;
	if cast.governed && dice.once_in(4) {
		return voter(dice, cast);
	}
	match dice.below(54) {
		0 | 1 => (owner, staking(Staking::bond { value })),
		2 => (owner, staking(Staking::bond_extra { value })),
		3 => (owner, staking(Staking::unbond { value })),
		4 => (owner, staking(Staking::withdraw_unbonded {})),
		5 | 6 => (owner, staking(Staking::register_worker { operator })),
		7 => (owner, staking(Staking::set_operator { operator })),
		8 if dice.once_in(4) => (owner, staking(Staking::deregister_worker {})),
		9 => (owner, staking(Staking::settle_conviction { task })),
		10 | 11 => (owner, staking(Staking::validate { prefs })),
		12 if dice.once_in(3) => (owner, staking(Staking::chill {})),
		13 => (owner, staking(Staking::set_prefs { prefs })),
		14..=17 => {
			let max_commission = Perbill::from_percent(dice.of(&[100, 100, 10]));
			(owner, staking(Staking::delegate { stash: other, value, max_commission }))
		}
		18 | 19 => {
			let value = Some(value).filter(|_| !dice.once_in(3));
			(owner, staking(Staking::undelegate { stash: other, value }))
		}
		20 | 21 => (owner, staking(Staking::withdraw_delegation { stash: other })),
		22 => (owner, staking(Staking::pay_staker { stash: other, era })),
		23 => (owner, staking(Staking::cancel_slash { stash: other, era })),
		24..=27 => {
			let version = Models::get(model()).map_or(0, |(record, ..)| record.version);
			let models = vec![(model(), version)].try_into().expect("one");
			let capacity = 1 + dice.below(3) as u32;
			let operator = match pallet_token_staking::OperatorOf::<Runtime>::get(&owner) {
				Some(operator) => operator,
				None => operator,
			};
			(operator, RuntimeCall::Tasks(Market::set_ready { models, capacity }))
		}
		28 if dice.once_in(4) => (operator, RuntimeCall::Tasks(Market::set_unready {})),
		29..=32 => {
			let max_tokens = 1 + dice.below(20) as u32;
			let text = vec![b'a'; 1 + dice.below(60) as usize];
			let post = Market::post {
				model: model(),
				kind: TaskKind::Generate { max_tokens, sampling: Sampling::Greedy },
				input: Input::Inline(text.try_into().expect("short")),
				max_fee: if dice.once_in(8) { value } else { ASY },
				options: TaskOptions {
					deadline: None,
					verification: Verification::Audited,
					parent: None,
					prompt_ids: None,
				},
			};
			(owner, RuntimeCall::Tasks(post))
		}
		33 => (owner, RuntimeCall::Tasks(Market::cancel { task })),
		34..=37 => {
			let who = acting().unwrap_or(operator);
			(who, RuntimeCall::Tasks(Market::submit { task, outcome: outcome(dice) }))
		}
		38 => (owner, RuntimeCall::Tasks(Market::poke { task })),
		39 | 40 => {
			let commitment = Hash::repeat_byte(dice.below(4) as u8);
			(owner, RuntimeCall::Referee(Disputes::challenge { task, commitment }))
		}
		41 => (owner, RuntimeCall::Referee(Disputes::poke { task, challenger: other })),
		44 | 45 => {
			let models = if dice.once_in(6) { vec![] } else { vec![model()] };
			let models = models.try_into().expect("one");
			(auditor(owner, operator), RuntimeCall::Scoring(Audits::serve { models }))
		}
		46..=50 => {
			let (task, who) = some_audit(dice).unwrap_or((task, owner));
			let who = auditor(who, operator);
			let verdict = verdict(task, &who);
			let salt = Hash::zero();
			let Some(stash) = <TokenStaking as AuditBonds>::validator_of(&who) else {
				return (who, RuntimeCall::Scoring(Audits::abstain { task }));
			};
			let identity = Tasks::identity(task).unwrap_or(TaskIdentity {
				genesis: salt,
				number: task,
				content: salt,
			});
			let digest = Hash::zero();
			let commitment = verdict_commitment(&identity, &stash, &verdict, digest, salt);
			let audit = pallet_scoring::Audits::<Runtime>::get(task);
			let seed = audit.as_ref().map_or(salt, |audit| audit.seed);
			let committed = audit.is_some_and(|audit| {
				let mine = audit.auditors.iter().find(|it| it.stash == stash);
				mine.is_some_and(|it| it.standing != pallet_scoring::types::Standing::Drawn)
			});
			let call = match dice.below(12) {
				0 => Audits::abstain { task },
				1 => Audits::poke { task },
				2 => Audits::commit_verdict { task, seed: salt, commitment },
				_ if committed => Audits::reveal_verdict { task, verdict, digest, salt },
				_ => Audits::commit_verdict { task, seed, commitment },
			};
			(who, RuntimeCall::Scoring(call))
		}
		42 => {
			let keys = session_keys(dice);
			let proof = keys.1;
			(owner, RuntimeCall::Session(pallet_session::Call::set_keys { keys: keys.0, proof }))
		}
		_ => {
			let dest = MultiAddress::Id(dice.of(&cast.everyone));
			let transfer = pallet_balances::Call::transfer_allow_death { dest, value };
			(owner, RuntimeCall::Balances(transfer))
		}
	}
}

/// A version of the model's weights, mostly one that there is.
fn some_version(dice: &mut Dice) -> u32 {
	let next = Models::get(model()).map_or(0, |(record, ..)| record.next_version);
	dice.below(u64::from(next) + 1) as u32
}

/// Parameters as they are, or with another price and rate, safe or not.
fn some_params(dice: &mut Dice) -> pallet_models::ModelParamsOf<Runtime> {
	let (_, _, mut params) = Models::get(model()).expect("the model stays");
	params.price_floor = Balance::from(1 + dice.below(3)) * ASY / 1_000;
	params.bond_factor = 20 + dice.below(20) as u32;
	params.audit.rate = sp_runtime::Permill::from_percent(5 + dice.below(30) as u32);
	params
}

/// A height that is near, and mostly has not passed.
fn some_height(dice: &mut Dice) -> BlockNumber {
	(Network::active_height() + dice.below(40) as u32).saturating_sub(2)
}

/// A referendum, mostly one of the last.
fn some_referendum(dice: &mut Dice) -> u32 {
	let count = pallet_referenda::ReferendumCount::<Runtime>::get();
	count.saturating_sub(1 + dice.below(6) as u32)
}

/// What somebody does who has a say, and who it is.
fn voter(dice: &mut Dice, cast: &Cast) -> (AccountId, RuntimeCall) {
	use pallet_conviction_voting::{AccountVote, Call as Voting, Conviction, Vote};
	use pallet_models::Call as Registry;
	use pallet_origins::Origin;
	use pallet_referenda::Call as Referenda;
	let who = dice.of(&cast.owners);
	let other = || MultiAddress::Id(cast.owners[0].clone());
	let index = some_referendum(dice);
	let balance = dice.amount();
	let conviction = dice.of(&[Conviction::None, Conviction::Locked1x, Conviction::Locked3x]);
	let model = model();
	let version = some_version(dice);
	let track = dice.of(&[20, 21]);
	let call = match dice.below(24) {
		0 | 1 => {
			let (_, manifest, _) = Models::get(model).expect("the model stays");
			let weights_root = Hash::repeat_byte(1 + dice.below(200) as u8);
			let manifest = assay_primitives::model::ModelManifest { weights_root, ..manifest };
			RuntimeCall::Models(Registry::propose_version { model, manifest })
		}
		2..=4 => RuntimeCall::Models(Registry::attest { model, version }),
		5 => RuntimeCall::Models(Registry::close { model, version }),
		6 => {
			let at = some_height(dice) + 60;
			let (origin, call) = if dice.once_in(2) {
				(Origin::ModelParams, Registry::set_params { model, params: some_params(dice), at })
			} else {
				(Origin::ModelRegistry, Registry::upgrade { model, version, at })
			};
			let call = RuntimeCall::Models(call);
			let Ok(proposal) = <Preimage as frame_support::traits::StorePreimage>::bound(call)
			else {
				panic!("it is short")
			};
			RuntimeCall::Referenda(Referenda::submit {
				proposal_origin: Box::new(origin.into()),
				proposal,
				enactment_moment: frame_support::traits::schedule::DispatchTime::After(0),
			})
		}
		7..=9 => RuntimeCall::Referenda(Referenda::place_decision_deposit { index }),
		10 | 11 => RuntimeCall::Referenda(Referenda::refund_decision_deposit { index }),
		12 | 13 => RuntimeCall::Referenda(Referenda::refund_submission_deposit { index }),
		14..=19 => {
			let vote = Vote { aye: !dice.once_in(8), conviction };
			// A few of these are enough.
			let balance = dice.of(&[balance, 500_000 * ASY, 500_000 * ASY]);
			let vote = AccountVote::Standard { vote, balance };
			RuntimeCall::ConvictionVoting(Voting::vote { poll_index: index, vote })
		}
		20 => {
			let class = Some(track);
			RuntimeCall::ConvictionVoting(Voting::remove_vote { class, index })
		}
		21 => {
			let to = other();
			let class = track;
			RuntimeCall::ConvictionVoting(Voting::delegate { class, to, conviction, balance })
		}
		22 => RuntimeCall::ConvictionVoting(Voting::undelegate { class: track }),
		_ => RuntimeCall::ConvictionVoting(Voting::unlock { class: track, target: other() }),
	};
	(who, call)
}

/// What is decided without waiting for the votes.
fn decide(dice: &mut Dice) {
	let call = match dice.below(60) {
		0 => {
			let (params, at) = (some_params(dice), some_height(dice));
			RuntimeCall::Models(pallet_models::Call::set_params { model: model(), params, at })
		}
		1 | 2 => {
			let (version, at) = (some_version(dice), some_height(dice));
			RuntimeCall::Models(pallet_models::Call::upgrade { model: model(), version, at })
		}
		3 => {
			let version = some_version(dice);
			RuntimeCall::Models(pallet_models::Call::close { model: model(), version })
		}
		4 => RuntimeCall::SafeMode(pallet_safe_mode::Call::force_enter {}),
		5..=12 => RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {}),
		13 | 14 => {
			let name = |text: &str| text.as_bytes().to_vec().try_into().expect("short");
			let full_name = (name("Tasks"), name("post"));
			RuntimeCall::TxPause(match dice.once_in(2) {
				true => pallet_tx_pause::Call::pause { full_name },
				false => pallet_tx_pause::Call::unpause { ident: full_name },
			})
		}
		_ => return,
	};
	let _ = call.dispatch(RuntimeOrigin::root());
}

/// Operator of a stash, or anybody.
fn auditor(stash: AccountId, operator: AccountId) -> AccountId {
	pallet_token_staking::OperatorOf::<Runtime>::get(stash).unwrap_or(operator)
}

/// An audit that is under way, and one that was drawn for it.
fn some_audit(dice: &mut Dice) -> Option<(u64, AccountId)> {
	let all: Vec<(u64, AccountId)> = pallet_scoring::Audits::<Runtime>::iter()
		.flat_map(|(task, audit)| {
			audit.auditors.into_iter().map(move |auditor| (task, auditor.stash))
		})
		.collect();
	(!all.is_empty()).then(|| all[dice.below(all.len() as u64) as usize].clone())
}

/// What an auditor says of a task: mostly that it is right.
fn verdict(task: u64, who: &AccountId) -> Verdict<AccountId> {
	match task % 7 {
		3 => Verdict::Mismatch { challenger: who.clone() },
		5 => Verdict::Spelling,
		_ => Verdict::Match,
	}
}

/// Somebody's keys, with a proof that is none.
fn session_keys(dice: &mut Dice) -> (opaque::SessionKeys, Vec<u8>) {
	let n = dice.below(4) as usize;
	let all = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie];
	let name = all[n % all.len()];
	let grandpa = [Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie][n % 3];
	let keys = opaque::SessionKeys {
		babe: name.public().into(),
		grandpa: grandpa.public().into(),
		authority_discovery: name.public().into(),
	};
	(keys, vec![0; 3])
}

/// Plancks that the events since the last call say were minted, and burnt.
#[derive(Default)]
struct Books {
	minted: Balance,
	burnt: Balance,
	rewards: BTreeMap<AccountId, Balance>,
	seen: BTreeMap<&'static str, u32>,
}

impl Books {
	fn read(&mut self) {
		use pallet_token_staking::Event as Staking;
		for record in System::events() {
			match record.event {
				RuntimeEvent::TokenStaking(event) => match event {
					Staking::Rewarded { stash, own, delegated, .. } => {
						self.minted += own + delegated;
						*self.rewards.entry(stash).or_default() += own + delegated;
						*self.seen.entry("rewarded").or_default() += 1;
					}
					Staking::Penalised { burnt, .. } => {
						self.burnt += burnt;
						*self.seen.entry("penalised").or_default() += 1;
					}
					Staking::AuditBondLost { burnt, .. } => self.burnt += burnt,
					Staking::ConvictionSettled { burnt, .. } => {
						self.burnt += burnt;
						*self.seen.entry("convicted").or_default() += 1;
					}
					Staking::Slashed { own, delegated, .. } => {
						self.burnt += own + delegated;
						*self.seen.entry("slashed").or_default() += 1;
					}
					Staking::DustBurnt { amount, .. } => self.burnt += amount,
					Staking::Delegated { .. } => *self.seen.entry("delegated").or_default() += 1,
					Staking::DelegationWithdrawn { .. } => {
						*self.seen.entry("withdrawn").or_default() += 1
					}
					Staking::ValidatorsElected { .. } => {
						*self.seen.entry("elected").or_default() += 1
					}
					_ => (),
				},
				RuntimeEvent::Referee(
					pallet_referee::Event::Failed { burnt, .. }
					| pallet_referee::Event::Refuted { burnt, .. },
				) => {
					self.burnt += burnt;
					*self.seen.entry("challenge failed").or_default() += 1;
				}
				RuntimeEvent::Scoring(pallet_scoring::Event::AuditPaid { .. }) => {
					*self.seen.entry("audited").or_default() += 1
				}
				RuntimeEvent::Scoring(pallet_scoring::Event::Silent { .. }) => {
					*self.seen.entry("silent").or_default() += 1
				}
				RuntimeEvent::Tasks(pallet_tasks::Event::Outvoted { burnt, .. }) => {
					self.burnt += burnt
				}
				RuntimeEvent::Tasks(pallet_tasks::Event::Settled { .. }) => {
					*self.seen.entry("settled").or_default() += 1
				}
				RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => {
					self.burnt += amount
				}
				// Deposits for proposals that governance removed.
				RuntimeEvent::Balances(pallet_balances::Event::BurnedHeld {
					reason: RuntimeHoldReason::Models(_),
					amount,
					..
				}) => self.burnt += amount,
				RuntimeEvent::Models(pallet_models::Event::Upgraded { .. }) => {
					*self.seen.entry("upgraded").or_default() += 1
				}
				RuntimeEvent::Models(pallet_models::Event::ParamsSet { .. }) => {
					*self.seen.entry("parameters set").or_default() += 1
				}
				RuntimeEvent::Referenda(pallet_referenda::Event::Confirmed { .. }) => {
					*self.seen.entry("confirmed").or_default() += 1
				}
				RuntimeEvent::SafeMode(pallet_safe_mode::Event::Entered { .. }) => {
					*self.seen.entry("closed").or_default() += 1
				}
				_ => (),
			}
		}
		System::reset_events();
	}
}

pub(super) fn begin_block(slot: u64) {
	let number = System::block_number() + 1;
	let digest = sp_runtime::Digest { logs: digest_with_vrf_at(slot) };
	System::initialize(&number, &Hash::repeat_byte(slot as u8), &digest);
	let session = Session::current_index();
	let weight = AllPalletsWithSystem::on_initialize(number);
	// A new session claims a whole block for itself.
	let most = <Runtime as frame_system::Config>::BlockWeights::get().max_block / 2;
	let fits = weight.all_lte(most) || session != Session::current_index();
	assert!(fits, "the hooks of block {number} weigh more than half a block");
	let now = slot * Network::numbers().slot_millis;
	Timestamp::set(RuntimeOrigin::none(), now).expect("the time is set once a block");
}

pub(super) fn end_block() {
	let number = System::block_number();
	AllPalletsWithSystem::on_idle(number, Weight::zero());
	AllPalletsWithSystem::on_finalize(number);
}

/// Dispatches as the executive does, less signature and fee.
pub(super) fn dispatch(who: AccountId, call: RuntimeCall) -> Result<(), DispatchError> {
	let said = call.get_dispatch_info().call_weight;
	let shown = format!("{call:?}");
	let result = with_storage_layer(|| call.dispatch(RuntimeOrigin::signed(who)));
	let post = match &result {
		Ok(post) => post,
		Err(error) => &error.post_info,
	};
	if let Some(used) = post.actual_weight {
		assert!(used.all_lte(said), "{shown} weighs more than it said");
	}
	result.map(drop).map_err(|failed| failed.error)
}

/// What the pallets themselves check of their storage.
fn check_state() {
	TokenStaking::do_try_state().expect("staking");
	Tasks::do_try_state().expect("tasks");
	Referee::do_try_state().expect("referee");
	Models::do_try_state().expect("models");
	Scoring::do_try_state().expect("scoring");
}

/// Things that happen to people: a result is proved wrong, a validator signs twice.
fn fate(dice: &mut Dice, cast: &Cast) {
	let task = some_task(dice);
	let revealed = Tasks::task_view(task).map(|view| view.task.state);
	if let (true, Some(TaskState::Revealed { .. })) = (dice.once_in(3), revealed) {
		let prover = dice.of(&cast.owners);
		let grounds = dice.of(&[Grounds::Proof, Grounds::Silence { costs: ASY / 100 }]);
		<Tasks as DisputedTasks>::stop(task).expect("it is revealed");
		<Tasks as DisputedTasks>::convict(task, grounds).expect("it is stopped");
		<Tasks as DisputedTasks>::award(task, Some(&prover)).expect("it is convicted");
	}
	if dice.once_in(60) {
		let stash = dice.of(&cast.owners);
		let era =
			pallet_token_staking::CurrentEra::<Runtime>::get().saturating_sub(dice.below(3) as u32);
		let _ = TokenStaking::cancel_slash(RuntimeOrigin::root(), stash, era);
	}
	if dice.once_in(40) {
		let offender = dice.of(&cast.owners);
		let session = Session::current_index().saturating_sub(dice.below(5) as u32);
		let part = Perbill::from_percent(1 + dice.below(60) as u32);
		let _ = TokenStaking::on_offence(&offender, part, session);
	}
}

fn run(seed: u64, calls: u32, preset: &str, cast: Cast, audits: bool) {
	preset_ext(preset).execute_with(|| {
		let mut dice = Dice(seed);
		// Proofs of ownership are not to be had by chance.
		for (n, who) in cast.owners.iter().enumerate() {
			let raw = [100 + n as u8; 32];
			let keys = opaque::SessionKeys {
				babe: sp_core::sr25519::Public::from_raw(raw).into(),
				grandpa: sp_core::ed25519::Public::from_raw(raw).into(),
				authority_discovery: sp_core::sr25519::Public::from_raw(raw).into(),
			};
			pallet_session::NextKeys::<Runtime>::insert(who, keys);
		}
		let mut books = Books::default();
		let issued = Balances::total_issuance();
		let wealth = |who: &AccountId| Balances::total_balance(who);
		let of_cast = || {
			let own: Balance = cast.everyone.iter().map(wealth).sum();
			let pots: Balance =
				cast.owners.iter().map(|stash| wealth(&TokenStaking::pot(stash))).sum();
			own + pots
		};
		let before = of_cast();
		let mut done = BTreeMap::<String, (u32, u32)>::new();
		let mut slot = 1_000;
		let mut made = 0;
		let mut looks = 0;
		while made < calls {
			slot += if dice.once_in(20) { 3 } else { 1 };
			begin_block(slot);
			for _ in 0..dice.below(10) {
				let (who, call) = call(&mut dice, &cast);
				let name = {
					use frame_support::traits::GetCallMetadata;
					let data = call.get_call_metadata();
					format!("{}.{}", data.pallet_name, data.function_name)
				};
				let ok = dispatch(who, call).is_ok();
				let counts = done.entry(name).or_default();
				*(if ok { &mut counts.0 } else { &mut counts.1 }) += 1;
				made += 1;
			}
			fate(&mut dice, &cast);
			if cast.governed {
				decide(&mut dice);
			}
			end_block();
			books.read();
			assert_eq!(Balances::total_issuance() + books.burnt, issued + books.minted);
			// The longer the chain, the longer it takes to look at all of it.
			if dice.once_in(8) {
				looks += 1;
				if made < CALLS || looks % 16 == 0 {
					check_state();
				}
			}
		}
		check_state();
		println!(
			"{made} calls in {} blocks, {} eras",
			System::block_number(),
			pallet_token_staking::CurrentEra::<Runtime>::get()
		);
		println!("accepted and refused: {done:?}");
		println!("{:?}", books.seen);
		// Whoever trades with himself only, and proves himself wrong, has no more than before but for what was minted.
		let earned: Balance = books.rewards.values().sum();
		assert!(of_cast() <= before + earned, "somebody was enriched");
		let never =
			["rewarded", "penalised", "convicted", "slashed", "delegated", "withdrawn", "settled"];
		// Only those who are in office audit; that one of them falls silent is rare.
		let audited = audits.then_some("audited");
		let silent = (audits && calls > CALLS).then_some("silent");
		let never = never.iter().chain(&audited).chain(&silent);
		let decided = ["upgraded", "parameters set", "confirmed", "closed"];
		let decided = decided.iter().filter(|_| cast.governed);
		let never = never.chain(decided);
		let missing: Vec<_> = never.filter(|it| !books.seen.contains_key(*it)).collect();
		assert!(missing.is_empty(), "never happened: {missing:?}");
	});
}

fn calls() -> u32 {
	std::env::var("ASSAY_FUZZ_CALLS").ok().and_then(|n| n.parse().ok()).unwrap_or(CALLS)
}

fn seed(usual: u64) -> u64 {
	std::env::var("ASSAY_FUZZ_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn random_calls_keep_every_planck_accounted_for() {
	use Sr25519Keyring::*;
	run(
		seed(6),
		calls(),
		"local_testnet",
		Cast::new(&[Alice, Bob, Charlie, Dave, Eve, Ferdie, One, Two]),
		true,
	);
}

/// Requester, worker, challenger and delegator are one.
#[test]
fn who_trades_with_himself_gains_nothing() {
	use Sr25519Keyring::*;
	run(seed(5), calls(), "local_testnet", Cast::new(&[Charlie, Dave, Eve, Ferdie]), false);
}

/// Weights and parameters change at heights, votes are counted, calls are paused and the market closes and opens meanwhile.
#[test]
fn what_governance_does_keeps_every_planck_accounted_for() {
	use Sr25519Keyring::*;
	let cast = Cast::new(&[Alice, Bob, Charlie, Dave, Eve, Ferdie, One, Two]);
	run(seed(7), calls(), "local_testnet", Cast { governed: true, ..cast }, false);
}

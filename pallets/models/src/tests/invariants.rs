//! Random sequences of everything that can happen to the registry, against a plain model of what should.

use super::*;
use crate::{Uris, Versions};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Op {
	Register { who: AccountId, name: u8, safe: bool },
	Attest { who: AccountId, name: u8, version: u32 },
	Admit { name: u8 },
	Deprecate { name: u8 },
	Retire { name: u8 },
	SetParams { name: u8, n: u32, safe: bool, notice: u64 },
	Propose { who: AccountId, name: u8 },
	Upgrade { name: u8, version: u32, notice: u64 },
	Close { who: Option<AccountId>, name: u8, version: u32 },
	SetUris { who: Option<AccountId>, name: u8, version: u32, count: u8 },
	Withdraw { who: Option<AccountId>, name: u8 },
	OpenTask { name: u8 },
	CloseTask { name: u8 },
	Pass { blocks: u64 },
}

/// More names than the registry has places.
const NAMES: u8 = MAX_MODELS as u8 + 2;

fn op() -> impl Strategy<Value = Op> {
	let name = 0..NAMES;
	let who = prop_oneof![4 => ALICE..=CAROL, 1 => Just(POOR)];
	let version = 0..4u32;
	let notice = prop_oneof![1 => Just(0u64), 3 => 0..12u64, 1 => Just(MAX_NOTICE + 1)];
	prop_oneof![
		4 => (who.clone(), name.clone(), prop::bool::weighted(0.9))
			.prop_map(|(who, name, safe)| Op::Register { who, name, safe }),
		12 => (prop_oneof![9 => VALIDATOR..VALIDATOR + 4, 1 => Just(BOB)], name.clone(), version.clone())
			.prop_map(|(who, name, version)| Op::Attest { who, name, version }),
		4 => name.clone().prop_map(|name| Op::Admit { name }),
		1 => name.clone().prop_map(|name| Op::Deprecate { name }),
		1 => name.clone().prop_map(|name| Op::Retire { name }),
		4 => (name.clone(), 1..50u32, prop::bool::weighted(0.9), notice.clone())
			.prop_map(|(name, n, safe, notice)| Op::SetParams { name, n, safe, notice }),
		4 => (who.clone(), name.clone()).prop_map(|(who, name)| Op::Propose { who, name }),
		6 => (name.clone(), version.clone(), notice)
			.prop_map(|(name, version, notice)| Op::Upgrade { name, version, notice }),
		2 => (prop::option::of(who.clone()), name.clone(), version.clone())
			.prop_map(|(who, name, version)| Op::Close { who, name, version }),
		2 => (prop::option::of(who.clone()), name.clone(), version, 0..3u8)
			.prop_map(|(who, name, version, count)| Op::SetUris { who, name, version, count }),
		2 => (prop::option::of(who), name.clone())
			.prop_map(|(who, name)| Op::Withdraw { who, name }),
		3 => name.clone().prop_map(|name| Op::OpenTask { name }),
		3 => name.prop_map(|name| Op::CloseTask { name }),
		3 => (1..8u64).prop_map(|blocks| Op::Pass { blocks }),
	]
}

/// What the test expects of one version.
struct Version {
	proposer: AccountId,
	attested: BTreeSet<AccountId>,
	adopted: bool,
	/// Who pays for its addresses, if there are any.
	uris: Option<Option<AccountId>>,
}

/// What the test expects of one model.
struct Expected {
	owner: AccountId,
	status: ModelStatus,
	/// With the heights from which they hold.
	params: Vec<(crate::ModelParamsOf<Test>, u64)>,
	versions: BTreeMap<u32, Version>,
	next: u32,
	/// Decisions about versions, with the heights from which they hold.
	upgrades: Vec<(u32, u64)>,
	/// Height at which it was retired.
	retired: u64,
	live: u32,
}

impl Expected {
	/// Versions of weights and parameters at a height, by the rule: the greatest height that has come, then the later
	/// decision.
	fn at(&self, now: u64) -> (u32, usize) {
		let weights = self.upgrades.iter().enumerate().map(|(n, (_, at))| (*at, n));
		let weights = weights.filter(|(at, _)| *at <= now).max();
		let params = self.params.iter().enumerate().map(|(n, (_, at))| (*at, n));
		let params = params.filter(|(at, _)| *at <= now).max();
		(weights.map_or(0, |(_, n)| self.upgrades[n].0), params.unwrap().1)
	}

	/// Changes that wait at a height: of each kind one for each height.
	fn pending(&self, now: u64, params: bool) -> BTreeSet<u64> {
		match params {
			true => self.params.iter().map(|(_, at)| *at).filter(|at| *at > now).collect(),
			false => self.upgrades.iter().map(|(_, at)| *at).filter(|at| *at > now).collect(),
		}
	}

	/// Versions that are adopted, or are not.
	fn count(&self, adopted: bool) -> usize {
		self.versions.values().filter(|version| version.adopted == adopted).count()
	}

	/// Whether a change can be made at a height.
	fn takes(&self, now: u64, at: u64, params: bool) -> bool {
		let all = self.pending(now, true).len() + self.pending(now, false).len();
		let replaces = self.pending(now, params).contains(&at);
		at <= now + MAX_NOTICE && (at == now || replaces || all < crate::MAX_PENDING as usize)
	}
}

/// Plancks held for a version.
fn deposit(model: ModelId, version: u32) -> Balance {
	let ticket = Versions::<Test>::get(model, version).and_then(|record| record.deposit);
	ticket.as_ref().map_or(0, amount)
}

fn id(name: u8) -> ModelId {
	manifest(&format!("model {name}")).id()
}

/// Carries out `op` on the chain and on `world`; both must agree on whether it succeeds. `burnt`: what accounts lost.
fn apply(op: Op, world: &mut BTreeMap<u8, Expected>, burnt: &mut BTreeMap<AccountId, Balance>) {
	use ModelStatus::*;
	let now = System::block_number();
	let fits = |n: usize| n < MAX_MODELS as usize;
	let held_by_enough =
		|version: &Version| !version.adopted && version.attested.len() >= MIN_ATTESTATIONS as usize;
	match op {
		Op::Register { who, name, safe } => {
			let mut params = params_with(u32::from(name));
			params.price_floor *= Balance::from(safe);
			let expected = safe && who != POOR && fits(world.len()) && !world.contains_key(&name);
			let manifest = manifest(&format!("model {name}"));
			let result = Registry::register(signed(who), manifest, params.clone());
			assert_eq!(result.is_ok(), expected);
			if expected {
				let first = Version {
					proposer: who,
					attested: BTreeSet::new(),
					adopted: false,
					uris: None,
				};
				let model = Expected {
					owner: who,
					status: Proposed,
					params: vec![(params, now)],
					versions: BTreeMap::from([(0, first)]),
					next: 1,
					upgrades: Vec::new(),
					retired: 0,
					live: 0,
				};
				world.insert(name, model);
			}
		}
		Op::Attest { who, name, version } => {
			let found = world
				.get_mut(&name)
				.filter(|model| model.status != Retired)
				.and_then(|model| model.versions.get_mut(&version))
				.filter(|version| {
					who != BOB
						&& !version.adopted
						&& !version.attested.contains(&who)
						&& version.attested.len() < MAX_ATTESTATIONS as usize
				});
			let result = Registry::attest(signed(who), id(name), version);
			assert_eq!(result.is_ok(), found.is_some());
			if let Some(version) = found {
				version.attested.insert(who);
			}
		}
		Op::Admit { name } => {
			let model = world
				.get_mut(&name)
				.filter(|model| model.status == Proposed && held_by_enough(&model.versions[&0]));
			assert_eq!(admit(id(name)).is_ok(), model.is_some());
			if let Some(model) = model {
				model.status = Admitted;
				model.upgrades.push((0, now));
				let first = model.versions.get_mut(&0).unwrap();
				first.adopted = true;
				first.attested.clear();
			}
		}
		Op::Deprecate { name } => {
			let model = world.get_mut(&name).filter(|model| model.status == Admitted);
			assert_eq!(Registry::deprecate(root(), id(name)).is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.status = Deprecated);
		}
		Op::Retire { name } => {
			let model = world
				.get_mut(&name)
				.filter(|model| matches!(model.status, Admitted | Deprecated) && model.live == 0);
			assert_eq!(Registry::retire(root(), id(name)).is_ok(), model.is_some());
			if let Some(model) = model {
				model.status = Retired;
				model.retired = now;
			}
		}
		Op::SetParams { name, n, safe, notice } => {
			let mut params = params_with(n);
			params.units_per_block *= u32::from(safe);
			let at = now + notice;
			let model = world.get_mut(&name).filter(|model| {
				safe && model.status != Retired
					&& model.params.len() < MAX_PARAMS as usize
					&& model.takes(now, at, true)
			});
			let result = Registry::set_params(root(), id(name), params.clone(), at);
			assert_eq!(result.is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.params.push((params.clone(), at)));
		}
		Op::Propose { who, name } => {
			let model = world.get_mut(&name).filter(|model| {
				who != POOR
					&& matches!(model.status, Admitted | Deprecated)
					&& model.count(true) < MAX_VERSIONS as usize
					&& model.count(false) < MAX_PROPOSALS as usize
			});
			let result = Registry::propose_version(signed(who), id(name), manifest("next"));
			assert_eq!(result.is_ok(), model.is_some());
			if let Some(model) = model {
				let version = Version {
					proposer: who,
					attested: BTreeSet::new(),
					adopted: false,
					uris: None,
				};
				model.versions.insert(model.next, version);
				model.next += 1;
			}
		}
		Op::Upgrade { name, version, notice } => {
			let at = now + notice;
			let model = world.get_mut(&name).filter(|model| {
				matches!(model.status, Admitted | Deprecated)
					&& model.versions.get(&version).is_some_and(|found| {
						found.adopted
							|| held_by_enough(found) && model.count(true) < MAX_VERSIONS as usize
					}) && model.upgrades.len() < MAX_UPGRADES as usize
					&& model.takes(now, at, false)
			});
			let result = Registry::upgrade(root(), id(name), version, at);
			assert_eq!(result.is_ok(), model.is_some());
			if let Some(model) = model {
				model.upgrades.push((version, at));
				let version = model.versions.get_mut(&version).unwrap();
				version.adopted = true;
				version.attested.clear();
			}
		}
		Op::Close { who, name, version } => {
			let expected = world.get(&name).and_then(|model| model.versions.get(&version));
			let expected = expected.is_some_and(|found| {
				version > 0 && !found.adopted && who.is_none_or(|who| who == found.proposer)
			});
			let origin = who.map_or(root(), signed);
			let deposit = deposit(id(name), version);
			assert_eq!(Registry::close(origin, id(name), version).is_ok(), expected);
			if expected {
				let found = world.get_mut(&name).unwrap().versions.remove(&version).unwrap();
				if who.is_none() {
					*burnt.entry(found.proposer).or_default() += deposit;
				}
			}
		}
		Op::SetUris { who, name, version, count } => {
			let found = world.get_mut(&name).and_then(|model| model.versions.get_mut(&version));
			let found = found.filter(|found| who.is_none_or(|who| who == found.proposer));
			let uris = vec![text("https://example.org"); count.into()].try_into().unwrap();
			let origin = who.map_or(root(), signed);
			let result = Registry::set_uris(origin, id(name), version, uris);
			assert_eq!(result.is_ok(), found.is_some());
			if let Some(found) = found {
				found.uris = (count > 0).then_some(who);
			}
		}
		Op::Withdraw { who, name } => {
			let expected = world.get(&name).is_some_and(|model| {
				who.is_none_or(|who| who == model.owner)
					&& (model.status == Proposed
						|| model.status == Retired && now >= model.retired + WITHDRAW_DELAY)
			});
			let origin = who.map_or(root(), signed);
			let deposit = deposit(id(name), 0);
			assert_eq!(Registry::withdraw(origin, id(name)).is_ok(), expected);
			if expected {
				let model = world.remove(&name).unwrap();
				if who.is_none() && model.status == Proposed {
					*burnt.entry(model.owner).or_default() += deposit;
				}
			}
		}
		// The market opens tasks on models that take them, and closes each once.
		Op::OpenTask { name } => {
			if Registry::terms(&id(name)).is_some_and(|terms| terms.status.takes_tasks()) {
				Registry::task_opened(&id(name));
				world.get_mut(&name).unwrap().live += 1;
			}
		}
		Op::CloseTask { name } => {
			if let Some(model) = world.get_mut(&name).filter(|model| model.live > 0) {
				Registry::task_closed(&id(name));
				model.live -= 1;
			}
		}
		Op::Pass { blocks } => System::set_block_number(now + blocks),
	}
}

/// The chain says what `world` says.
fn compare(world: &BTreeMap<u8, Expected>, burnt: &BTreeMap<AccountId, Balance>) {
	assert_eq!(Models::<Test>::count() as usize, world.len());
	assert_eq!(Models::<Test>::iter().count(), world.len());
	for (name, expected) in world {
		let (record, _, current) = Registry::get(id(*name)).unwrap();
		assert_eq!(record.owner, Some(expected.owner));
		assert_eq!(record.status, expected.status);
		assert_eq!(record.live_tasks, expected.live);
		let (weights, params) = expected.at(System::block_number());
		assert_eq!((record.version, record.params_version as usize), (weights, params));
		assert_eq!(current, expected.params[params].0);
		for (version, (params, _)) in expected.params.iter().enumerate() {
			assert_eq!(stored(id(*name), version as u32).as_ref(), Some(params));
		}
		let numbers: Vec<_> =
			Registry::versions(id(*name)).into_iter().map(|(number, _)| number).collect();
		assert!(numbers.iter().eq(expected.versions.keys()));
		assert_eq!(upgrades(id(*name)), expected.upgrades);
		assert_eq!(record.adopted as usize, expected.count(true));
		assert_eq!(record.proposals as usize, expected.count(false));
		for (number, version) in &expected.versions {
			let holders = Attestations::<Test>::get(id(*name), number);
			assert_eq!(holders.iter().copied().collect::<BTreeSet<_>>(), version.attested);
			let payer = Uris::<Test>::get(id(*name), number).map(|record| record.payer);
			assert_eq!(payer.map(|payer| payer.map(|(who, _)| who)), version.uris);
		}
	}
	let params: usize = world.values().map(|model| model.params.len()).sum();
	assert_eq!(Params::<Test>::iter_keys().count(), params);
	let versions: usize = world.values().map(|model| model.versions.len()).sum();
	assert_eq!(Versions::<Test>::iter_keys().count(), versions);
	for account in [ALICE, BOB, CAROL] {
		let lost = burnt.get(&account).copied().unwrap_or(0);
		assert_eq!(Balances::balance(&account) + held(account) + lost, RICHES);
		let owes = world
			.values()
			.flat_map(|model| model.versions.values())
			.any(|version| version.proposer == account || version.uris == Some(Some(account)));
		assert_eq!(held(account) > 0, owes, "a deposit is held while, and only while, it is due");
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

	#[test]
	fn the_registry_is_consistent_whatever_happens(ops in prop::collection::vec(op(), 1..160)) {
		ExtBuilder::default().build().execute_with(|| {
			let issuance = Balances::total_issuance();
			let (mut world, mut burnt) = (BTreeMap::new(), BTreeMap::new());
			for op in ops {
				apply(op, &mut world, &mut burnt);
				compare(&world, &burnt);
				check_invariants();
			}
			let burnt: Balance = burnt.into_values().sum();
			assert_eq!(Balances::total_issuance(), issuance - burnt);
		});
	}
}

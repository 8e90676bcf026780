//! Random sequences of everything that can happen to the registry, against a plain model of what should.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Op {
	Register { who: AccountId, name: u8, safe: bool },
	Admit { name: u8 },
	Deprecate { name: u8 },
	Retire { name: u8 },
	SetParams { name: u8, n: u32, safe: bool },
	Withdraw { who: Option<AccountId>, name: u8 },
	Open { name: u8 },
	Close { name: u8 },
}

/// More names than the registry has places.
const NAMES: u8 = MAX_MODELS as u8 + 2;

fn op() -> impl Strategy<Value = Op> {
	let name = 0..NAMES;
	let who = prop_oneof![4 => ALICE..=CAROL, 1 => Just(POOR)];
	prop_oneof![
		4 => (who.clone(), name.clone(), prop::bool::weighted(0.9))
			.prop_map(|(who, name, safe)| Op::Register { who, name, safe }),
		4 => name.clone().prop_map(|name| Op::Admit { name }),
		1 => name.clone().prop_map(|name| Op::Deprecate { name }),
		2 => name.clone().prop_map(|name| Op::Retire { name }),
		4 => (name.clone(), 1..50u32, prop::bool::weighted(0.9))
			.prop_map(|(name, n, safe)| Op::SetParams { name, n, safe }),
		3 => (prop::option::of(who), name.clone())
			.prop_map(|(who, name)| Op::Withdraw { who, name }),
		4 => name.clone().prop_map(|name| Op::Open { name }),
		3 => name.prop_map(|name| Op::Close { name }),
	]
}

/// What the test expects of one model.
struct Expected {
	owner: AccountId,
	status: ModelStatus,
	history: Vec<crate::ModelParamsOf<Test>>,
	live: u32,
}

fn id(name: u8) -> ModelId {
	manifest(&format!("model {name}")).id()
}

/// Carries out `op` on the chain and on `world`; both must agree on whether it succeeds.
fn apply(op: Op, world: &mut BTreeMap<u8, Expected>) {
	use ModelStatus::*;
	let fits = |n: usize| n < MAX_MODELS as usize;
	match op {
		Op::Register { who, name, safe } => {
			let mut params = params_with(u32::from(name));
			params.price_floor *= Balance::from(safe);
			let expected = safe && who != POOR && fits(world.len()) && !world.contains_key(&name);
			let manifest = manifest(&format!("model {name}"));
			let result = Registry::register(signed(who), manifest, params.clone());
			assert_eq!(result.is_ok(), expected);
			if expected {
				let history = vec![params];
				world.insert(name, Expected { owner: who, status: Proposed, history, live: 0 });
			}
		}
		Op::Admit { name } => {
			let model = world.get_mut(&name).filter(|model| model.status == Proposed);
			assert_eq!(Registry::admit(root(), id(name)).is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.status = Admitted);
		}
		Op::Deprecate { name } => {
			let model = world.get_mut(&name).filter(|model| model.status == Admitted);
			assert_eq!(Registry::deprecate(root(), id(name)).is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.status = Deprecated);
		}
		Op::Retire { name } => {
			let model = world.get_mut(&name).filter(|model| model.status.takes_tasks());
			assert_eq!(Registry::retire(root(), id(name)).is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.status = Retired);
		}
		Op::SetParams { name, n, safe } => {
			let mut params = params_with(n);
			params.units_per_block *= u32::from(safe);
			let model = world.get_mut(&name).filter(|model| {
				safe && model.status != Retired && model.history.len() < MAX_VERSIONS as usize
			});
			let result = Registry::set_params(root(), id(name), params.clone());
			assert_eq!(result.is_ok(), model.is_some());
			model.into_iter().for_each(|model| model.history.push(params.clone()));
		}
		Op::Withdraw { who, name } => {
			let expected = world.get(&name).is_some_and(|model| {
				who.is_none_or(|who| who == model.owner)
					&& !model.status.takes_tasks()
					&& model.live == 0
			});
			let origin = who.map_or(root(), signed);
			assert_eq!(Registry::withdraw(origin, id(name)).is_ok(), expected);
			if expected {
				world.remove(&name);
			}
		}
		// The market opens tasks on models that take them, and closes each once.
		Op::Open { name } => {
			if Registry::terms(&id(name)).is_some_and(|terms| terms.status.takes_tasks()) {
				Registry::task_opened(&id(name));
				world.get_mut(&name).unwrap().live += 1;
			}
		}
		Op::Close { name } => {
			if let Some(model) = world.get_mut(&name).filter(|model| model.live > 0) {
				Registry::task_closed(&id(name));
				model.live -= 1;
			}
		}
	}
}

/// The chain says what `world` says.
fn compare(world: &BTreeMap<u8, Expected>) {
	assert_eq!(Models::<Test>::count() as usize, world.len());
	assert_eq!(Models::<Test>::iter().count(), world.len());
	for (name, expected) in world {
		let record = Models::<Test>::get(id(*name)).unwrap();
		assert_eq!(record.owner, Some(expected.owner));
		assert_eq!(record.status, expected.status);
		assert_eq!(record.live_tasks, expected.live);
		assert_eq!(record.params_version as usize, expected.history.len() - 1);
		for (version, params) in expected.history.iter().enumerate() {
			assert_eq!(Params::<Test>::get(id(*name), version as u32).as_ref(), Some(params));
		}
	}
	let versions: usize = world.values().map(|model| model.history.len()).sum();
	assert_eq!(Params::<Test>::iter_keys().count(), versions);
	for account in [ALICE, BOB, CAROL] {
		assert_eq!(Balances::balance(&account) + held(account), RICHES);
		let owns = world.values().any(|model| model.owner == account);
		assert_eq!(held(account) > 0, owns, "a deposit is held while, and only while, it is due");
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn the_registry_is_consistent_whatever_happens(ops in prop::collection::vec(op(), 1..120)) {
		ExtBuilder::default().build().execute_with(|| {
			let issuance = Balances::total_issuance();
			let mut world = BTreeMap::new();
			for op in ops {
				apply(op, &mut world);
				compare(&world);
				check_invariants();
			}
			assert_eq!(Balances::total_issuance(), issuance);
		});
	}
}

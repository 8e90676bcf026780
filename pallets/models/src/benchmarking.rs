//! Benchmarks of the registry's calls.

use super::*;
use alloc::{vec, vec::Vec};
use assay_primitives::{
	model::{
		Architecture, AuditParams, Authority, Decision, ModelManifest, ModelParams, ModelStatus,
		Quantisation, TemplatePart, Uris as UriList, MAX_DATASETS, MAX_LICENCE, MAX_NAME,
		MAX_TEMPLATE_IDS, MAX_TEMPLATE_PARTS, MAX_URI, MAX_URIS,
	},
	traits::{Attesters, Deterrence},
	Hash, ModelId, ModelVersion, MAX_INLINE_INPUT, MAX_POSITIONS,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Consideration, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::{
	pallet_prelude::{BlockNumberFor, OriginFor},
	RawOrigin,
};
use sp_runtime::{
	traits::{BlockNumberProvider, One, Saturating},
	Permill,
};

fn decision<T: Config>() -> Decision<BlockNumberFor<T>> {
	Decision { block: One::one(), by: Authority::Root }
}

/// The longest manifest there can be but for its parent, and one that it can have.
fn manifest(name: u8, parent: Option<ModelId>) -> ModelManifest {
	let ids = vec![u32::MAX; MAX_TEMPLATE_IDS as usize].try_into().unwrap_or_default();
	let mut template = vec![TemplatePart::Ids(ids); MAX_TEMPLATE_PARTS as usize];
	template.pop();
	template.push(TemplatePart::Prompt);
	ModelManifest {
		name: vec![name; MAX_NAME as usize].try_into().unwrap_or_default(),
		architecture: Architecture::Qwen3,
		quantisation: Quantisation::Q4_0,
		weights_root: Hash::repeat_byte(1),
		tokenizer: Some(Hash::repeat_byte(2)),
		template: template.try_into().unwrap_or_default(),
		context_length: MAX_POSITIONS,
		canon: None,
		licence: vec![b'l'; MAX_LICENCE as usize].try_into().unwrap_or_default(),
		parent,
		datasets: vec![Hash::repeat_byte(4); MAX_DATASETS as usize].try_into().unwrap_or_default(),
	}
}

/// Parameters that every runtime accepts.
fn params<T: Config>() -> ModelParamsOf<T> {
	let audit =
		AuditParams { newcomer_rate: Permill::one(), rate: Permill::from_percent(10), auditors: 2 };
	ModelParams {
		price_floor: 1_000,
		bond_factor: T::Deterrence::least_factor(&audit, 2).unwrap_or(u32::MAX),
		max_input_bytes: MAX_INLINE_INPUT,
		max_blob_bytes: 1 << 20,
		max_output_tokens: MAX_POSITIONS,
		base_deadline: 1u32.into(),
		units_per_block: u32::MAX,
		audit,
		challenge_window: Some(1u32.into()),
		default_temperature: Some(700),
		system_prompt: Some(Hash::repeat_byte(5)),
		safety_policy: Some(Hash::repeat_byte(6)),
	}
}

/// The longest manifest there can be, whose parent is registered.
fn largest<T: Config>() -> ModelManifest {
	let parent = manifest(b'p', None);
	let id = parent.id();
	if !Models::<T>::contains_key(id) {
		let admitted = Some(decision::<T>());
		Pallet::<T>::insert(id, None, None, parent, params::<T>(), admitted);
	}
	manifest(b'n', Some(id))
}

/// A model that takes tasks.
pub(crate) fn admitted<T: Config>() -> ModelId {
	let manifest = manifest(b'n', None);
	let model = manifest.id();
	if !Models::<T>::contains_key(model) {
		let admitted = Some(decision::<T>());
		Pallet::<T>::insert(model, None, None, manifest, params::<T>(), admitted);
	}
	model
}

/// An account that can pay the deposit for a proposal of these bytes.
fn rich<T: Config>(who: T::AccountId, stored: &impl codec::Encode) -> T::AccountId {
	T::Consideration::ensure_successful(&who, Pallet::<T>::footprint_of_proposal(stored));
	who
}

/// Admits a proposed model.
fn admit_proposed<T: Config>(model: ModelId) -> Result<(), BenchmarkError> {
	attested::<T>(model, 0, 1);
	let step = lifecycle::Step::Admit(params::<T>().hash());
	Pallet::<T>::advance(model, step, decision::<T>())?;
	Ok(())
}

/// Registers the largest model with a deposit.
fn proposed<T: Config>() -> Result<ModelId, BenchmarkError> {
	let (manifest, params) = (largest::<T>(), params::<T>());
	let model = manifest.id();
	let owner = rich::<T>(whitelisted_caller(), &(&manifest, &params));
	Pallet::<T>::do_register(owner, manifest, params)?;
	Ok(model)
}

/// As [`proposed`], in this status, with as many changes ahead as there can be but one.
fn registered<T: Config>(status: ModelStatus) -> Result<ModelId, BenchmarkError> {
	let model = proposed::<T>()?;
	admit_proposed::<T>(model)?;
	Models::<T>::mutate(model, |record| {
		if let Some(record) = record {
			record.status = status;
		}
	});
	for n in 1..MAX_PENDING {
		let at = Pallet::<T>::now().saturating_add(n.into());
		Pallet::<T>::do_set_params(model, params::<T>(), at, decision::<T>())?;
	}
	Ok(model)
}

/// Proposes the largest manifest as a version.
fn propose<T: Config>(model: ModelId, n: u32) -> Result<ModelVersion, BenchmarkError> {
	let manifest = manifest(b'v', None);
	let who = rich::<T>(account("proposer", n, 0), &manifest);
	Pallet::<T>::do_propose_version(who, model, manifest)?;
	let record = Models::<T>::get(model).ok_or("registered")?;
	Ok(record.next_version.saturating_sub(1))
}

/// So many attestations of a version, or as many as are needed.
fn attested<T: Config>(model: ModelId, version: ModelVersion, count: u32) {
	let count = count.max(T::MinAttestations::get());
	let holders: Vec<_> = T::Attesters::benchmark_attesters(count);
	Attestations::<T>::insert(model, version, BoundedVec::truncate_from(holders));
}

/// As many addresses as there can be, as long as they can be.
fn uris() -> UriList {
	let uri: BoundedVec<_, _> = vec![b'u'; MAX_URI as usize].try_into().unwrap_or_default();
	vec![uri; MAX_URIS as usize].try_into().unwrap_or_default()
}

fn registry<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::RegistryOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn status_of<T: Config>(model: ModelId) -> Option<ModelStatus> {
	Models::<T>::get(model).map(|record| record.status)
}

fn is_adopted<T: Config>(model: ModelId, version: ModelVersion) -> bool {
	Versions::<T>::get(model, version).is_some_and(|record| record.adopted.is_some())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let (manifest, params) = (largest::<T>(), params::<T>());
		let model = manifest.id();
		let caller = rich::<T>(whitelisted_caller(), &(&manifest, &params));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), manifest, params);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Proposed));
	}

	#[benchmark]
	fn admit(a: Linear<1, { T::MaxAttestations::get() }>) -> Result<(), BenchmarkError> {
		let origin = registry::<T>()?;
		let model = proposed::<T>()?;
		attested::<T>(model, 0, a);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model, params::<T>().hash());

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Admitted));
		Ok(())
	}

	#[benchmark]
	fn deprecate() -> Result<(), BenchmarkError> {
		let origin = registry::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Deprecated));
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let origin = registry::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Retired));
		Ok(())
	}

	/// While as many versions of weights wait as can but one, against each of which parameters are checked.
	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		let origin =
			T::ParamsOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let model = proposed::<T>()?;
		admit_proposed::<T>(model)?;
		let at = |n: u32| Pallet::<T>::now().saturating_add(n.into());
		for n in 1..MAX_PENDING {
			let version = propose::<T>(model, n)?;
			attested::<T>(model, version, 1);
			Pallet::<T>::do_upgrade(model, version, at(n), decision::<T>())?;
		}
		let params = params::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model, params.clone(), at(MAX_PENDING));

		assert_eq!(Params::<T>::get(model, 1).map(|record| record.params), Some(params));
		Ok(())
	}

	/// With as many versions as there can be: all but one that may be adopted, and all places of proposals.
	#[benchmark]
	fn withdraw(
		p: Linear<1, { T::MaxParamsVersions::get() }>,
		v: Linear<
			1,
			{ T::MaxVersions::get().saturating_add(T::MaxProposals::get()).saturating_sub(1) },
		>,
	) -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let model = registered::<T>(ModelStatus::Admitted)?;
		let stored = Models::<T>::get(model).ok_or("registered")?.next_params;
		let now = Pallet::<T>::now();
		for _ in stored..p {
			Pallet::<T>::do_set_params(model, params::<T>(), now, decision::<T>())?;
		}
		let mut open = Vec::new();
		for n in 1..v {
			let version = propose::<T>(model, n)?;
			let who = rich::<T>(account("proposer", n, 0), &uris());
			Pallet::<T>::do_set_uris(Some(who), model, version, uris())?;
			open.push(version);
			// There is a place for the next.
			if open.len() as u32 == T::MaxProposals::get() && n.saturating_add(1) < v {
				let version = open.remove(0);
				attested::<T>(model, version, 1);
				Pallet::<T>::do_upgrade(model, version, now, decision::<T>())?;
			}
		}
		Models::<T>::mutate(model, |record| {
			if let Some(record) = record {
				record.status = ModelStatus::Retired;
				record.retired = Some(Adopted { decided: decision::<T>(), at: now });
			}
		});
		T::BlockNumberProvider::set_block_number(now.saturating_add(T::WithdrawDelay::get()));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), model);

		assert_eq!(status_of::<T>(model), None);
		assert_eq!(Params::<T>::iter_prefix(model).count(), 0);
		assert_eq!(Versions::<T>::iter_prefix(model).count(), 0);
		Ok(())
	}

	#[benchmark]
	fn propose_version() -> Result<(), BenchmarkError> {
		let model = registered::<T>(ModelStatus::Admitted)?;
		let manifest = largest::<T>();
		let caller = rich::<T>(whitelisted_caller(), &manifest);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), model, manifest);

		assert!(Versions::<T>::contains_key(model, 1));
		Ok(())
	}

	#[benchmark]
	fn upgrade(a: Linear<1, { T::MaxAttestations::get() }>) -> Result<(), BenchmarkError> {
		let origin = registry::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;
		let version = propose::<T>(model, 1)?;
		attested::<T>(model, version, a);
		let at = Pallet::<T>::now().saturating_add(MAX_PENDING.into());
		// The history is as long as it can be when one more is added.
		let adopted = Adopted { decided: decision::<T>(), at: One::one() };
		let history = vec![Upgrade { version: 0, adopted }; T::MaxUpgrades::get() as usize];
		let mut history = BoundedVec::truncate_from(history);
		history.pop();
		Upgrades::<T>::insert(model, history);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model, version, at);

		assert!(is_adopted::<T>(model, version));
		Ok(())
	}

	/// With so many attestations, the last of those that are stored of an account that is no validator any more.
	#[benchmark]
	fn attest(a: Linear<1, { T::MaxAttestations::get() }>) -> Result<(), BenchmarkError> {
		let model = registered::<T>(ModelStatus::Admitted)?;
		let version = propose::<T>(model, 1)?;
		let mut holders = T::Attesters::benchmark_attesters(a);
		let caller = holders.pop().ok_or("at least one")?;
		if a == T::MaxAttestations::get() {
			holders.push(account("was a validator", 0, 0));
		}
		Attestations::<T>::insert(model, version, BoundedVec::truncate_from(holders));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), model, version);

		assert!(Attestations::<T>::get(model, version).contains(&caller));
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let model = registered::<T>(ModelStatus::Admitted)?;
		let version = propose::<T>(model, 1)?;
		let proposer = rich::<T>(account("proposer", 1, 0), &uris());
		Pallet::<T>::do_set_uris(Some(proposer.clone()), model, version, uris())?;
		attested::<T>(model, version, T::MaxAttestations::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), model, version);

		assert!(!Versions::<T>::contains_key(model, version));
		Ok(())
	}

	/// Instead of addresses that were there before.
	#[benchmark]
	fn set_uris() -> Result<(), BenchmarkError> {
		let model = proposed::<T>()?;
		let caller = rich::<T>(whitelisted_caller(), &uris());
		let mut few = uris();
		few.truncate(1);
		Pallet::<T>::do_set_uris(Some(caller.clone()), model, 0, few)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), model, 0, uris());

		assert!(Uris::<T>::get(model, 0).is_some_and(|record| record.uris == uris()));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}

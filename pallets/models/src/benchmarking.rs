//! Benchmarks of the registry's calls.

use super::*;
use alloc::vec;
use assay_primitives::{
	model::{
		Architecture, AuditParams, ModelManifest, ModelParams, ModelStatus, Quantisation,
		TemplatePart, MAX_LICENCE, MAX_NAME, MAX_TEMPLATE_IDS, MAX_TEMPLATE_PARTS,
	},
	traits::Deterrence,
	Hash, ModelId, MAX_INLINE_INPUT, MAX_POSITIONS,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{Consideration, EnsureOrigin, Get};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use sp_runtime::Permill;

/// The longest manifest there can be, with parameters that every runtime accepts.
pub(crate) fn largest<T: Config>() -> (ModelManifest, ModelParamsOf<T>) {
	let ids = vec![u32::MAX; MAX_TEMPLATE_IDS as usize].try_into().unwrap_or_default();
	let mut template = vec![TemplatePart::Ids(ids); MAX_TEMPLATE_PARTS as usize];
	template.pop();
	template.push(TemplatePart::Prompt);
	let manifest = ModelManifest {
		name: vec![b'n'; MAX_NAME as usize].try_into().unwrap_or_default(),
		architecture: Architecture::Qwen3,
		quantisation: Quantisation::Q4_0,
		weights_root: Hash::repeat_byte(1),
		tokenizer: Some(Hash::repeat_byte(2)),
		template: template.try_into().unwrap_or_default(),
		context_length: MAX_POSITIONS,
		canon: None,
		licence: vec![b'l'; MAX_LICENCE as usize].try_into().unwrap_or_default(),
		parent: Some(Hash::repeat_byte(3)),
	};
	let audit =
		AuditParams { newcomer_rate: Permill::one(), rate: Permill::from_percent(10), auditors: 2 };
	let params = ModelParams {
		price_floor: 1_000,
		bond_factor: T::Deterrence::least_factor(&audit, 2).unwrap_or(u32::MAX),
		max_input_bytes: MAX_INLINE_INPUT,
		max_blob_bytes: 1 << 20,
		max_output_tokens: MAX_POSITIONS,
		base_deadline: 1u32.into(),
		units_per_block: u32::MAX,
		audit,
	};
	(manifest, params)
}

/// Registers the largest model with a deposit and brings it to `status`.
fn registered<T: Config>(status: ModelStatus) -> Result<ModelId, BenchmarkError> {
	let (manifest, params) = largest::<T>();
	let model = manifest.id();
	let owner: T::AccountId = whitelisted_caller();
	T::Consideration::ensure_successful(&owner, Pallet::<T>::footprint(&manifest, &params));
	Pallet::<T>::do_register(owner, manifest, params)?;
	Models::<T>::mutate(model, |record| {
		if let Some(record) = record {
			record.status = status;
		}
	});
	Ok(model)
}

fn admin<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn status_of<T: Config>(model: ModelId) -> Option<ModelStatus> {
	Models::<T>::get(model).map(|record| record.status)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let (manifest, params) = largest::<T>();
		let model = manifest.id();
		let caller: T::AccountId = whitelisted_caller();
		T::Consideration::ensure_successful(&caller, Pallet::<T>::footprint(&manifest, &params));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), manifest, params);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Proposed));
	}

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let model = registered::<T>(ModelStatus::Proposed)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Admitted));
		Ok(())
	}

	#[benchmark]
	fn deprecate() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Deprecated));
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model);

		assert_eq!(status_of::<T>(model), Some(ModelStatus::Retired));
		Ok(())
	}

	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let model = registered::<T>(ModelStatus::Admitted)?;
		let (_, params) = largest::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, model, params.clone());

		assert_eq!(Params::<T>::get(model, 1), Some(params));
		Ok(())
	}

	#[benchmark]
	fn withdraw(v: Linear<1, { T::MaxParamsVersions::get() }>) -> Result<(), BenchmarkError> {
		let model = registered::<T>(ModelStatus::Proposed)?;
		let (_, params) = largest::<T>();
		for _ in 1..v {
			Pallet::<T>::do_set_params(model, params.clone())?;
		}
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), model);

		assert_eq!(status_of::<T>(model), None);
		assert_eq!(Params::<T>::iter_prefix(model).count(), 0);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}

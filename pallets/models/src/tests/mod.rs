//! A file per call, then what the market asks, the genesis block, and what holds after any sequence of calls.

mod admit;
mod attest;
mod deprecate;
mod genesis;
mod invariants;
mod lookup;
mod propose_version;
mod register;
mod retire;
mod set_params;
mod set_uris;
mod upgrade;
mod withdraw;

use crate::{mock::*, Attestations, Event, Models, Params};
use assay_primitives::{
	model::{ModelManifest, ModelParams, ModelStatus, TemplatePart},
	traits::ModelLookup,
	Balance, Hash, ModelId, MAX_INLINE_INPUT, MAX_POSITIONS,
};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use sp_runtime::{
	DispatchError::{BadOrigin, Token},
	Permill,
};

/// An identifier that no model has.
const NOWHERE: ModelId = Hash::repeat_byte(0xee);

/// How to break something.
type Change<T> = fn(&mut T);

/// Every way in which parameters can be wrong for the mock's manifest.
fn bad_params() -> Vec<(Change<crate::ModelParamsOf<Test>>, RegistryError)> {
	vec![
		(|p| p.price_floor = 0, RegistryError::ZeroPriceFloor),
		(|p| p.bond_factor = MIN_BOND_FACTOR - 1, RegistryError::BondFactorTooLow),
		// Audits that need 38, and none.
		(|p| p.audit.auditors = 1, RegistryError::BondFactorTooLow),
		(|p| p.audit.rate = Permill::from_percent(9), RegistryError::BondFactorTooLow),
		(|p| p.audit.rate = Permill::zero(), RegistryError::BadAuditRate),
		(|p| p.audit.newcomer_rate = Permill::from_percent(9), RegistryError::BadAuditRate),
		(|p| p.audit.auditors = 0, RegistryError::BadAuditors),
		(|p| p.audit.auditors = 5, RegistryError::BadAuditors),
		(|p| p.audit.rate = Permill::from_percent(16), RegistryError::TooManyAudits),
		(|p| p.audit.auditors = 4, RegistryError::TooManyAudits),
		(|p| p.max_output_tokens = 0, RegistryError::BadMaxOutputTokens),
		(|p| p.max_output_tokens = 513, RegistryError::BadMaxOutputTokens),
		(|p| p.max_input_bytes = 0, RegistryError::BadMaxInputBytes),
		(|p| p.max_input_bytes = MAX_INLINE_INPUT + 1, RegistryError::BadMaxInputBytes),
		(|p| p.units_per_block = 0, RegistryError::ZeroUnitsPerBlock),
		(|p| p.base_deadline = 0, RegistryError::ZeroBaseDeadline),
		(|p| p.base_deadline = MAX_DEADLINE + 1, RegistryError::DeadlineTooLong),
		(|p| p.base_deadline = u64::MAX, RegistryError::DeadlineTooLong),
		// 1,280 units at one a block.
		(|p| p.units_per_block = 1, RegistryError::DeadlineTooLong),
		(|p| p.max_blob_bytes = u32::MAX, RegistryError::DeadlineTooLong),
		(|p| p.challenge_window = Some(MAX_DEADLINE + 1), RegistryError::ChallengeWindowTooLong),
		(|p| p.default_temperature = Some(0), RegistryError::BadDefaultTemperature),
		(|p| p.default_temperature = Some(10_001), RegistryError::BadDefaultTemperature),
		(|p| p.price_floor = Balance::MAX, RegistryError::AmountsTooLarge),
		// One quote fits a balance; the bond at the highest price does not.
		(|p| p.price_floor = Balance::MAX / (1_280 * 25 * 999_999), RegistryError::AmountsTooLarge),
	]
}

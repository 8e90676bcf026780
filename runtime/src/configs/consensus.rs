//! Authoring, finality, sessions and offences.

use crate::{opaque::SessionKeys, *};
use assay_primitives::{traits::BlockSeed, MILLI_ASY};
use codec::Encode;
use frame_support::{
	traits::{ConstU128, ConstU32, Get, KeyOwnerProofSystem},
	weights::Weight,
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use pallet_session::historical as pallet_session_historical;
use sp_consensus_babe::{digests::PreDigest, BABE_ENGINE_ID};
use sp_core::H256;
use sp_runtime::{
	traits::{ConvertInto, OpaqueKeys},
	DigestItem, Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// Most validators that a set may have.
pub const MAX_AUTHORITIES: u32 = 100;

/// Length of a BABE epoch, in slots.
pub fn epoch_duration() -> u64 {
	Network::numbers().session_slots.into()
}

/// Length of a BABE epoch, in slots. Must never change on a running chain, and can't: it is set at genesis.
pub struct EpochDuration;
impl Get<u64> for EpochDuration {
	fn get() -> u64 {
		epoch_duration()
	}
}

/// Time between two slots, in milliseconds.
pub struct SlotDuration;
impl Get<Moment> for SlotDuration {
	fn get() -> Moment {
		Network::numbers().slot_millis
	}
}

/// Least time between two blocks, in milliseconds: BABE takes it as half a slot.
pub struct MinimumPeriod;
impl Get<Moment> for MinimumPeriod {
	fn get() -> Moment {
		SlotDuration::get() / 2
	}
}

/// Slots for which an equivocation can be reported: as long as the stake behind it can be slashed.
pub struct ReportLongevity;
impl Get<u64> for ReportLongevity {
	fn get() -> u64 {
		let numbers = Network::numbers();
		u64::from(numbers.unbonding_eras)
			* u64::from(numbers.era_sessions)
			* u64::from(numbers.session_slots)
	}
}

/// Sessions for which GRANDPA remembers which set signed: as long as an equivocation can be reported.
pub struct MaxSetIdSessionEntries;
impl Get<u64> for MaxSetIdSessionEntries {
	fn get() -> u64 {
		let numbers = Network::numbers();
		u64::from(numbers.unbonding_eras) * u64::from(numbers.era_sessions)
	}
}

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	type OnTimestampSet = Babe;
	type MinimumPeriod = MinimumPeriod;
	type WeightInfo = weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl crate::network::Config for Runtime {}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochDuration;
	type ExpectedBlockTime = SlotDuration;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	// The SDK measured these for `()`; there are no others.
	type WeightInfo = ();
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	// The SDK measured these for `()`; there are no others.
	type WeightInfo = ();
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ();
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session_historical::NoteHistoricalRoot<Self, Sessions>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = weights::pallet_session::WeightInfo<Runtime>;
	type Currency = Balances;
	type KeyDeposit = ConstU128<{ 100 * MILLI_ASY }>;
}

impl pallet_session_historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = UnitIdentification;
}

/// Validators are identified by their account alone.
pub struct UnitIdentification;
impl sp_runtime::traits::Convert<AccountId, Option<()>> for UnitIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

/// Sessions: the validators stay those of the genesis; every few sessions an era begins.
pub struct Sessions;

impl pallet_session::SessionManager<AccountId> for Sessions {
	fn new_session(_: SessionIndex) -> Option<alloc::vec::Vec<AccountId>> {
		None
	}
	fn start_session(index: SessionIndex) {
		TokenStaking::on_session_start(index);
	}
	fn end_session(index: SessionIndex) {
		// Membership proofs are of use as long as an equivocation can be reported.
		let keep = u32::try_from(MaxSetIdSessionEntries::get()).unwrap_or(u32::MAX);
		Historical::prune_up_to(index.saturating_sub(keep));
	}
}

impl pallet_session_historical::SessionManager<AccountId, ()> for Sessions {
	fn new_session(_: SessionIndex) -> Option<alloc::vec::Vec<(AccountId, ())>> {
		None
	}
	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::start_session(index)
	}
	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::end_session(index)
	}
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session_historical::IdentificationTuple<Self>;
	type OnOffenceHandler = DisableOffenders;
}

/// Disables validators that were proved to have signed two conflicting blocks or votes.
pub struct DisableOffenders;

impl OnOffenceHandler<AccountId, pallet_session_historical::IdentificationTuple<Runtime>, Weight>
	for DisableOffenders
{
	fn on_offence(
		offenders: &[OffenceDetails<
			AccountId,
			pallet_session_historical::IdentificationTuple<Runtime>,
		>],
		slash_fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let current = Session::current_index();
		let mut weight = Weight::zero();
		for (offence, fraction) in offenders.iter().zip(slash_fractions) {
			// An old offence says nothing about the keys of today's set.
			if session == current {
				Session::report_offence(offence.offender.0.clone(), OffenceSeverity(*fraction));
			}
			weight += <Runtime as frame_system::Config>::DbWeight::get().reads_writes(3, 2);
		}
		weight
	}
}

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

/// The VRF output of the block being built. Its author learns it only with the slot, and it is not known when
/// the block before is filled.
pub struct OwnVrf;

impl BlockSeed for OwnVrf {
	fn block_seed() -> Option<H256> {
		let digest = System::digest();
		let pre_digest = digest.logs().iter().find_map(|log| match log {
			DigestItem::PreRuntime(id, data) if *id == BABE_ENGINE_ID => {
				<PreDigest as codec::Decode>::decode(&mut &data[..]).ok()
			}
			_ => None,
		})?;
		let vrf = match &pre_digest {
			PreDigest::Primary(primary) => &primary.vrf_signature,
			PreDigest::SecondaryVRF(secondary) => &secondary.vrf_signature,
			// Carries no randomness.
			PreDigest::SecondaryPlain(_) => return None,
		};
		let seed = (b"assay/block-seed", &vrf.pre_output).encode();
		Some(H256(sp_io::hashing::blake2_256(&seed)))
	}
}

/// Proofs that a key belonged to a validator, for reports of equivocations.
pub fn key_ownership_proof(
	key_type: sp_core::crypto::KeyTypeId,
	key: impl Encode,
) -> Option<sp_session::MembershipProof> {
	Historical::prove((key_type, key.encode()))
}

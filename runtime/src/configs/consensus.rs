//! Authoring, finality, sessions and offences.

use crate::{opaque::SessionKeys, *};
use alloc::vec::Vec;
use assay_primitives::{
	traits::{self, BlockSeed, RewardPoints},
	MILLI_ASY,
};
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

impl crate::network::Config for Runtime {
	type Closed = crate::governance::safety::MarketClosed;
	type WeightInfo = weights::network::SubstrateWeight<Runtime>;
}

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
	type EventHandler = AuthorshipPoints;
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

/// Sessions: every few of them an era begins, with the validators that staking elected for it.
pub struct Sessions;

impl pallet_session::SessionManager<AccountId> for Sessions {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		TokenStaking::plan_session(index)
	}
	fn new_session_genesis(_: SessionIndex) -> Option<Vec<AccountId>> {
		// Whose keys the genesis has. Said here, and not left to the session pallet, so that offences of the first eras can
		// be proved, too, when their session is over.
		let mut all: Vec<AccountId> = pallet_session::NextKeys::<Runtime>::iter_keys().collect();
		all.sort_unstable();
		(!all.is_empty()).then_some(all)
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
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let validators = <Self as pallet_session::SessionManager<AccountId>>::new_session(index);
		validators.map(|all| all.into_iter().map(|stash| (stash, ())).collect())
	}
	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let all = <Self as pallet_session::SessionManager<AccountId>>::new_session_genesis(index);
		all.map(|all| all.into_iter().map(|stash| (stash, ())).collect())
	}
	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::start_session(index)
	}
	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::end_session(index)
	}
}

/// Sessions as staking sees them.
pub struct ConsensusSessions;

impl traits::Sessions<AccountId> for ConsensusSessions {
	fn has_keys(stash: &AccountId) -> bool {
		pallet_session::NextKeys::<Runtime>::contains_key(stash)
	}
	fn validators() -> Vec<AccountId> {
		Session::validators()
	}
	fn disable(stash: &AccountId, severity: Perbill) {
		// Does nothing if it is not in office.
		Session::report_offence(stash.clone(), OffenceSeverity(severity));
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_keys(stash: &AccountId) {
		let keys = SessionKeys {
			babe: sp_core::sr25519::Public::from_raw([1; 32]).into(),
			grandpa: sp_core::ed25519::Public::from_raw([1; 32]).into(),
			authority_discovery: sp_core::sr25519::Public::from_raw([1; 32]).into(),
		};
		pallet_session::NextKeys::<Runtime>::insert(stash, keys);
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(stashes: Vec<AccountId>) {
		pallet_session::Validators::<Runtime>::put(stashes);
	}
}

/// Points for authoring a block.
const POINTS_PER_BLOCK: assay_primitives::Balance = 20;

/// Counts who authors blocks.
pub struct AuthorshipPoints;

impl pallet_authorship::EventHandler<AccountId, BlockNumber> for AuthorshipPoints {
	fn note_author(author: AccountId) {
		TokenStaking::add_points(&author, traits::Duty::Validation, POINTS_PER_BLOCK);
	}
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session_historical::IdentificationTuple<Self>;
	type OnOffenceHandler = OffencesToStaking;
}

/// Hands offences to staking, which disables, chills and slashes for them.
pub struct OffencesToStaking;

impl OnOffenceHandler<AccountId, pallet_session_historical::IdentificationTuple<Runtime>, Weight>
	for OffencesToStaking
{
	fn on_offence(
		offenders: &[OffenceDetails<
			AccountId,
			pallet_session_historical::IdentificationTuple<Runtime>,
		>],
		slash_fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let mut weight = Weight::zero();
		for (offence, fraction) in offenders.iter().zip(slash_fractions) {
			weight += TokenStaking::on_offence(&offence.offender.0, *fraction, session);
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

//! The target of a profile: its link, and the laboratory's credentials for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::profile::Profile;
use hallmark_engine::session::Counters;
use hallmark_engine::session::Hold;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::PartyEntry;
use hallmark_engine::session::Trouble;
use hallmark_gbcs::EntityId;
use hallmark_link::Link;
use hallmark_link::LinkUrl;
use hallmark_link::Options;
use hallmark_reference::faults::Fault;
use hallmark_scenarios::context::CatchUp;
use hallmark_scenarios::context::CounterPlan;
use hallmark_scenarios::context::Opener;
use hallmark_smki::KeyRing;
use tokio::sync::Mutex;

use crate::embedded;
use crate::failure::Failure;
use crate::run::embedded::EmbeddedOpener;
use crate::run::embedded::START;

/// What scenarios need of the target.
pub(crate) struct Target {
    pub(crate) laboratory: Laboratory,
    pub(crate) way: Way,
    pub(crate) link: String,
    pub(crate) profile: Profile,
}

/// How the target is reached.
pub(crate) enum Way {
    /// Every scenario has a device of its own.
    Embedded(Box<EmbeddedOpener>),
    /// There is one device; it is reached when the run starts.
    Url(LinkUrl, Options),
}

impl Target {
    pub(crate) fn prepare(profile: &Profile, seed: u64) -> Result<Self, Failure> {
        Self::with_faults(profile, seed, &[])
    }

    /// As [`prepare`](Self::prepare), where an embedded device has these faults.
    pub(crate) fn with_faults(profile: &Profile, seed: u64, faults: &[&Fault]) -> Result<Self, Failure> {
        let address = profile
            .link
            .han
            .as_ref()
            .ok_or_else(|| Failure::usage("read the profile: expected link.han, found none"))?;
        let (ring, entries, device) = credentials(profile)?;
        let laboratory = Laboratory::new(
            device,
            &entries,
            &ring,
            seed,
            profile.link.timeout,
            profile.link.settle,
            profile.judgement.strict.clone(),
        )
        .map_err(|why| {
            Failure::usage(why).advise("give the certificates in [device] and the keys in [parties]")
        })?;
        let way = if profile.link.is_loopback() {
            Way::Embedded(Box::new(EmbeddedOpener::new(faults)?))
        } else {
            let url = address.as_str().parse::<LinkUrl>().map_err(|error| Failure::usage_from(&error))?;
            Way::Url(url, Options { connect: profile.link.connect_timeout, ..Options::default() })
        };
        Ok(Self { laboratory, way, link: address.to_string(), profile: profile.clone() })
    }

    /// Where counters start: for a device that lives on, above all that was used before.
    pub(crate) fn counter_plan(&self, unix_seconds: u64) -> CounterPlan {
        match (&self.way, self.profile.session.counter_start) {
            (Way::Embedded(_), start) => CounterPlan::Fresh(start.unwrap_or(START << 32)),
            (Way::Url(..), Some(start)) => CounterPlan::Shared(
                Arc::new(Counters::above(start)),
                Arc::default(),
                Arc::new(CatchUp::unwanted()),
            ),
            (Way::Url(..), None) => {
                let seconds = u32::try_from(unix_seconds).unwrap_or(u32::MAX >> 1);
                CounterPlan::Shared(
                    Arc::new(Counters::for_moment(seconds)),
                    Arc::default(),
                    Arc::new(CatchUp::due()),
                )
            }
        }
    }
}

/// The keys that the profile names; for the embedded target those of the embedded test PKI.
fn credentials(profile: &Profile) -> Result<(KeyRing, Vec<PartyEntry>, EntityId), Failure> {
    let Some(device) = profile.device.as_ref().filter(|_| !profile.parties.is_empty()) else {
        if !profile.link.is_loopback() {
            return Err(Failure::usage("read the profile: expected [device] and [parties.…], found none")
                .advise("start from the profile.toml that `hallmark serve --profile-out DIR` writes"));
        }
        return embedded_credentials();
    };
    let keys = RingKeys::load(profile).map_err(|error| Failure::usage_from(&error))?;
    let mut ring = KeyRing::new();
    ring.extend(keys.into_ring());
    let entries = profile
        .parties
        .iter()
        .map(|(name, party)| PartyEntry { name: name.clone(), role: party.role, id: party.eui })
        .collect();
    Ok((ring, entries, device.eui))
}

fn embedded_credentials() -> Result<(KeyRing, Vec<PartyEntry>, EntityId), Failure> {
    let ring = embedded::pki()?
        .to_key_ring(&[embedded::DEVICE.0])
        .map_err(|error| Failure::internal_from(&error))?;
    let entries = embedded::parties().map(|(name, role, id)| PartyEntry { name, role, id }).collect();
    Ok((ring, entries, embedded::DEVICE))
}

/// The one link to the one device, which scenarios take in turns.
pub(crate) struct SharedOpener(pub(crate) Arc<Mutex<Box<dyn Link>>>);

impl Opener for SharedOpener {
    fn open<'a>(
        &'a self,
        _test: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<Hold, Trouble>> + Send + 'a>> {
        Box::pin(async { Ok(Hold::Turn(Arc::clone(&self.0).lock_owned().await)) })
    }
}

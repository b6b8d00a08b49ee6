//! `hallmark replay`: judges what a capture recorded.

mod list;
mod live;
mod source;
mod summary;
mod used;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use clap::Args;
use hallmark_engine::collector::RunInfo;
use hallmark_engine::date::Date;
use hallmark_engine::evidence;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::keys::RingKeys;
use hallmark_engine::plan::Shard;
use hallmark_engine::replay::Judge;
use hallmark_engine::replay::Judgement;
use hallmark_engine::replay::Options;
use hallmark_engine::replay::RecordedClock;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Target;
use hallmark_engine::results::Tool;
use hallmark_engine::stream::Clock as _;
use hallmark_engine::stream::End;
use hallmark_engine::stream::Stream;
use hallmark_engine::stream::SystemClock;
use hallmark_gbcs::EntityId;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Key;
use hallmark_link::capture::KeyError;
use hallmark_link::capture::Keys;
use hallmark_link::pcapng::Section;
use hallmark_scenarios::ledger;
use hallmark_smki::Usage;

use crate::failure::Failure;
use crate::replay::live::Live;
use crate::replay::source::Source;
use crate::replay::used::Used;
use crate::run::bundle;
use crate::ui::Ui;

/// Judge what a capture recorded, and write a signed bundle
///
/// Reads pcap and pcapng, plain or compressed with gzip: what Hallmark wrote, exported PDUs (252), bare messages (147), GFI text lines and
/// the IEC 62056-4-7 wrapper over TCP, and ZigBee over IEEE 802.15.4 (195, 230, 283). The messages are judged by the rules of a live run. What could
/// not be read is named with its frame.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Captures, in the order in which they were made
    #[arg(value_name = "CAPTURE", required = true)]
    captures: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", help = crate::decode::KEY_FOLDER)]
    keys: Option<PathBuf>,
    /// A ZigBee network key: thirty-two hexadecimal digits; may be given more than once
    #[arg(long = "network-key", value_name = "HEX", value_parser = parse_key)]
    network_keys: Vec<Key>,
    /// A ZigBee link key, of two devices or of a device and the Trust Centre; may be given more than once
    #[arg(long = "link-key", value_name = "HEX", value_parser = parse_key)]
    link_keys: Vec<Key>,
    /// An install code, from which a link key is made; may be given more than once
    #[arg(long = "install-code", value_name = "HEX", value_parser = parse_install_code)]
    install_codes: Vec<Key>,
    /// The Access Control Broker: sixteen hexadecimal digits; without it, the one whose certificate is among the keys
    #[arg(long, value_name = "EUI")]
    acb: Option<EntityId>,
    /// Remark upon answers that took longer than this
    #[arg(long, value_name = "MS", default_value_t = 30_000)]
    slow_ms: u64,
    /// How many messages the evidence holds, besides those that show a finding
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    evidence: usize,
    /// Originate the recorded commands again at the target of this profile, and compare the answers
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Print the messages, one a line in hexadecimal, and judge nothing
    #[arg(long, conflicts_with_all = ["out", "sign_key", "profile"])]
    list: bool,
    /// The folder to write the bundle to; it must not be there yet
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The private key that signs the bundle, PEM; without one a key is made and the report says self-asserted
    #[arg(long, value_name = "PEM")]
    sign_key: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  hallmark replay hallmark-bundle-my-meter/evidence.pcapng --keys keys/
  hallmark replay sniff.pcapng --network-key 0123…EF --link-key 4567…AB --keys keys/ --out judged
  hallmark replay --list gateway.pcap.gz | hallmark decode --keys keys/ -";

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let sources = self.captures.iter().map(|path| Source::open(path)).collect::<Result<Vec<_>, _>>()?;
        if self.list {
            return list::print(ui, sources, || self.zigbee_keys());
        }
        let now = SystemClock.now();
        let signer = bundle::Signer::load(self.sign_key.as_deref())?;
        let keys = self.keys.as_deref().map(|folder| crate::decode::load_keys(folder, ui)).transpose()?;
        let keys = keys.unwrap_or_default();
        let broker = self.acb.or_else(|| broker_among(&keys));
        let live = self.profile.as_deref().map(Live::prepare).transpose()?;
        let options = Options {
            broker,
            slow: Duration::from_millis(self.slow_ms),
            kept: self.evidence,
            originals: if live.is_some() { live::MOST } else { 0 },
        };
        let out = self.out.clone().unwrap_or_else(|| self.default_folder(now));
        bundle::make_folder(&out)?;

        let started = Instant::now();
        let mut used =
            Used::new(broker, self.network_keys.len(), self.link_keys.len() + self.install_codes.len());
        let mut judge = Judge::new(keys, options);
        for source in sources {
            self.judge(&mut judge, source, &mut used, ui);
        }
        let mut judgement = judge.finish();
        if let Some(live) = live {
            used.live(live.link());
            live.originate(&mut judgement)?;
        }
        used.write(&out, &judgement)?;

        let finished = publish(&judgement, &out, &used, now)?;
        let elapsed = started.elapsed();
        let written = bundle::write(&out, &finished, &signer, SystemClock.now())?;
        summary::print(ui, &finished, &judgement, &out, elapsed, &written)?;
        Ok(ExitCode::of(Outcome::of(&finished)))
    }

    fn judge(&self, judge: &mut Judge, source: Source, used: &mut Used, ui: &Ui) {
        judge.begin(&source.name);
        let progress = source.progress(ui);
        let mut extractor = Extractor::new(self.zigbee_keys());
        let Source { name, mut capture, digest, .. } = source;
        let end = capture.read(|frame| extractor.frame(&frame, &mut |found| judge.found(&found)));
        let report = extractor.finish(&mut |found| judge.found(&found));
        progress.finish_and_clear();
        used.add(name, &digest, &report);
        judge.end(report, end.as_ref().err());
    }

    fn zigbee_keys(&self) -> Keys {
        let mut keys = Keys::default();
        self.network_keys.iter().for_each(|key| keys.add_network(key.clone()));
        self.link_keys.iter().chain(&self.install_codes).for_each(|key| keys.add_link(key.clone()));
        keys
    }

    fn default_folder(&self, now: hallmark_engine::date::Moment) -> PathBuf {
        let stem = self.captures.first().and_then(|path| path.file_stem()).unwrap_or_default();
        let name: String = stem
            .to_string_lossy()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .take(40)
            .collect();
        let time: String = now.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
        PathBuf::from(format!("hallmark-replay-{name}-{time}"))
    }
}

/// Turns a judgement into results, evidence and log.
fn publish(
    judgement: &Judgement,
    out: &std::path::Path,
    used: &Used,
    now: hallmark_engine::date::Moment,
) -> Result<hallmark_engine::results::Results, Failure> {
    let link = used.link();
    let info = RunInfo {
        tool: Tool {
            name: "hallmark".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: bundle::build(),
        },
        id: bundle::run_id(now),
        seed: 0,
        profile: used::FILE.to_owned(),
        shard: Shard::default(),
        target: target(judgement, &link),
        waivers: Vec::new(),
        today: Date::of(now),
    };
    let section = Section {
        hardware: std::env::consts::ARCH.to_owned(),
        os: std::env::consts::OS.to_owned(),
        interface: link.clone(),
        application: format!("hallmark {}", env!("CARGO_PKG_VERSION")),
    };
    let consumers = evidence::create(out, &section).map_err(|lost| Failure::usage(lost.to_string()))?;
    let clock = RecordedClock::default();
    clock.set(judgement.span().0);
    let ledger_clauses = u64::try_from(ledger::clauses().len()).unwrap_or(u64::MAX);
    let stream = Stream::start(info, judgement.plan(ledger_clauses), Arc::new(clock.clone()), consumers);
    judgement.publish(&stream.emitter(), &clock, &link);
    Ok(stream.finish(End::Complete).results)
}

/// What was judged: the devices that answered.
fn target(judgement: &Judgement, link: &str) -> Target {
    let mut devices: Vec<String> = judgement.devices().take(4).map(|id| id.to_string()).collect();
    let more = judgement.devices().count().saturating_sub(devices.len());
    if more > 0 {
        devices.push(format!("{more} more"));
    }
    let name = match devices.len() {
        0 => "no device".to_owned(),
        1 => format!("device {}", devices.join("")),
        _ => format!("devices {}", devices.join(", ")),
    };
    Target {
        name,
        version: "as recorded".to_owned(),
        kind: "recorded".to_owned(),
        gbcs: "not stated".to_owned(),
        artefact: None,
        link: link.to_owned(),
    }
}

/// The Access Control Broker among the certificates, if there is exactly one.
fn broker_among(keys: &RingKeys) -> Option<EntityId> {
    let mut brokers = keys
        .ring()
        .certificates()
        .filter(|(_, usage, certificate)| *usage == Usage::KeyAgreement && certificate.role() == Some(BROKER))
        .map(|(id, ..)| EntityId(id));
    let broker = brokers.next()?;
    brokers.all(|other| other == broker).then_some(broker)
}

fn parse_key(text: &str) -> Result<Key, KeyError> {
    text.parse()
}

fn parse_install_code(text: &str) -> Result<Key, KeyError> {
    Key::from_install_code(text)
}

/// The role of the Access Control Broker, as certificates give it (GBCS 4.3.2.8).
const BROKER: u8 = 4;

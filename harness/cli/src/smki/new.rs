//! `hallmark smki new`: a whole test PKI.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::pki::TestPki;

use crate::failure::Failure;
use crate::ui::Style;
use crate::ui::Ui;

/// Make a whole test PKI: the same octets from the same seed
///
/// Roots and issuing CAs for organisations and for devices, every organisation role with every usage, devices, the
/// certificates that sign XML, those for TLS in a tree of their own, and the request for each certificate of a party or
/// a device. Who knows the seed has every private key: nothing of it is worth protecting, and nothing may trust it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What the keys and serial numbers are made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A folder that is empty or not there yet
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The EUI-64 of a device, sixteen hexadecimal digits; may be given more than once. Without it, seven devices
    /// 02484C4D4B020001 to 02484C4D4B020007
    #[arg(long, value_name = "EUI", value_parser = entity_id)]
    device: Vec<u64>,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        self.require_no_files()?;
        let devices =
            if self.device.is_empty() { (0..7).map(|n| FIRST_DEVICE + n).collect() } else { self.device };
        let devices: Vec<[u8; 8]> = devices.into_iter().map(u64::to_be_bytes).collect();
        let pki = TestPki::from_seed(self.seed).map_err(|error| Failure::internal_from(&error))?;
        let written = pki.write_all(&self.out, &devices).map_err(|error| Failure::usage_from(&error))?;
        let marks = self.out.join("README.txt");
        fs::write(&marks, README.replace("{seed}", &self.seed.to_string()))
            .map_err(|error| Failure::usage(format!("write {}: {error}", marks.display())))?;

        let paint = ui.paint();
        let mut out = ui.results();
        for (folder, what) in [
            ("keys", format!("{} certificates with private keys: CAs, parties, devices", written.keys)),
            ("xml-signing", format!("{} certificates with private keys that sign XML", written.xml_signing)),
            ("transport", format!("{} certificates with private keys for TLS", written.transport)),
            ("requests", format!("{} certification requests", written.requests)),
            ("contingency", "the contingency key, and the key that wraps it in the root".to_owned()),
        ] {
            let folder = self.out.join(folder).display().to_string();
            writeln!(out, "{}  {what}", paint.apply(Style::Heading, &folder))?;
        }
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }

    fn require_no_files(&self) -> Result<(), Failure> {
        let taken = match fs::read_dir(&self.out) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => self.out.exists(),
        };
        if taken {
            let out = self.out.display();
            return Err(Failure::usage(format!(
                "write {out}: expected an empty folder or none, found files"
            ))
            .advise("another folder"));
        }
        Ok(())
    }
}

fn entity_id(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let hexadecimal = digits.len() == 16 && digits.bytes().all(|octet| octet.is_ascii_hexdigit());
    let id = if hexadecimal { u64::from_str_radix(&digits, 16).ok() } else { None };
    id.ok_or_else(|| "expected sixteen hexadecimal digits".to_owned())
}

const FIRST_DEVICE: u64 = 0x0248_4C4D_4B02_0001;

const README: &str = "\
TEST KEYS, made by `hallmark smki new --seed {seed}`. Whoever knows the seed has every private key here.

keys         key folder: <EUI-64>-<ds|ka|pp-ka>.pem and .key of each party and device; roots and issuing CAs
xml-signing  <EUI-64>-ds.pem and .key: XML signing, roles 87 (User to DCC) and 89 (DCC to User)
transport    a tree for TLS: root, issuing CA, the server on this host, a client for each User
requests     PKCS#10 requests for the certificates of parties and devices
contingency  the contingency key pair's private half, and the symmetric key

Two things are constructions of Hallmark, because no published text says how SMKI makes them: how the contingency key is
wrapped in root.pem (extension 1.3.6.1.5.5.7.1.20: SubjectPublicKeyInfo under AES-128 in GCM, RFC 5084), and the
certificates for TLS.
";

const EXAMPLES: &str = "\
Examples:
  hallmark smki new --out pki
  hallmark smki new --seed 7 --device 90B3D51F30FFFF01 --out pki";

//! What there is to say about a certificate, and about several that are found together.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hallmark_smki::Certificate;
use hallmark_smki::Usage;
use hallmark_smki::acceptance;
use hallmark_smki::asn1::oid;
use hallmark_smki::lint::Filed;
use hallmark_smki::lint::Report;
use hallmark_smki::lint::lint;
use hallmark_smki::lint::lint_together;
use hallmark_smki::lint::rules;
use hallmark_smki::profile::Profile;
use hallmark_smki::profile::Settings;

use crate::pieces::pieces;

/// Certificates, each behind two octets of length. Every finding must stand within its certificate and name its rule; what
/// a Device refuses must not be without a finding; and the same certificates must get the same findings again.
pub fn run(octets: &[u8]) {
    let settings = Settings { policies: vec![oid::TEST_POLICY], ..Settings::default() };
    let reports = judge(octets, &settings);
    for (report, octets) in reports.iter().zip(pieces(octets)) {
        let _ = (report.subject(), report.conforms());
        for finding in report.findings() {
            assert!(finding.offset <= octets.len(), "{finding} lies behind {}", octets.len());
            assert!(finding.to_string().starts_with(finding.rule.name));
            assert!(RULES.contains(finding.rule.name), "{} is not among the rules", finding.rule.name);
            let _ = (finding.rule.evidence.letter(), finding.severity.name());
        }
        match Certificate::parse_der(octets) {
            // A certificate for TLS is under other rules, and no Device sees it.
            Ok(_) if report.profile() == Some(Profile::Transport) => {}
            Ok(certificate) => {
                for refused in acceptance::findings(&certificate) {
                    let name = refused.rule().name;
                    let is_found = report.findings().iter().any(|finding| finding.rule.name == name);
                    assert!(is_found, "a Device refuses it for {name}, and nothing is said of that");
                    assert!(refused.to_string().ends_with(refused.found()));
                    assert!(refused.status_code() != 0 && refused.device_certificate_code() != 0);
                }
            }
            Err(_) => assert!(!report.conforms(), "it is no certificate, and nothing is said of that"),
        }
    }
    assert_eq!(judge(octets, &settings), reports, "other findings the second time");
}

fn judge(octets: &[u8], settings: &Settings) -> Vec<Report> {
    let filed = |index: usize| (index % 2 == 1).then_some(Filed { id: [2; 8], usage: Usage::KeyAgreement });
    let certificates = pieces(octets).enumerate().take(MOST);
    let mut reports: Vec<Report> =
        certificates.map(|(index, octets)| lint(octets, filed(index), settings)).collect();
    lint_together(&mut reports, settings);
    reports
}

/// The names of all rules.
static RULES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| rules().into_iter().map(|rule| rule.name).collect());

/// A root's own signature is checked, which takes time.
const MOST: usize = 8;

use core::fmt::Write as _;

use crate::fuzz::Finding;
use crate::fuzz::Input;

/// A feature with one scenario, which has this conversation again and fails as long as the finding stands.
pub fn feature(id: &str, finding: &Finding, input: &Input) -> String {
    let kind = finding.kind.name();
    let mut text = String::new();
    let _ = writeln!(text, "@negative @section:fuzz @pack:device");
    let _ = writeln!(text, "Feature: A finding of fuzzing: {kind}");
    let _ = writeln!(text, "  {}. Expected: {}.", finding.reason.clause, finding.reason.expected);
    let _ = writeln!(text, "  Observed: {}.", finding.reason.observed.replace(['\n', '\r'], " "));
    let _ = writeln!(text, "\n  @id:{id}");
    let _ = writeln!(text, "  Scenario: {kind}");
    let _ = writeln!(text, "    When this conversation is held");
    for step in &input.steps {
        let _ = writeln!(text, "      | {step} |");
    }
    let _ = writeln!(text, "    Then the target does nothing that it must not do");
    text
}

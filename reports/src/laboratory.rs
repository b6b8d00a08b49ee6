//! Who tested.

use serde::Deserialize;
use serde::Serialize;

/// Who tested, for whom: what ISO/IEC 17025:2017, 7.8.2.1 asks of a report and the results cannot know. All of it
/// is the operator's own statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Laboratory {
    /// Name of the laboratory, or of whoever ran the suite.
    pub name: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where the tests were run, if elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Who authorises the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorised_by: Option<String>,
    /// For whom the tests were run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

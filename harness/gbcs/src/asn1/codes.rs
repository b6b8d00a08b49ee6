//! The enumerations of ASN.1 payloads. Each keeps values it has no name for.

use crate::Error;
use crate::ErrorKind;
use crate::describe::Value;

use super::element::ENUMERATED;
use super::element::Element;
use super::element::INTEGER;
use super::source::Source;
use super::writer::Writer;

macro_rules! codes {
    ($($(#[$meta:meta])* $type:ident, $tag:ident { $($constant:ident = $value:literal $name:literal,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $type(pub u32);

            impl $type {
                $(
                    #[doc = concat!("`", $name, "`")]
                    pub const $constant: Self = Self($value);
                )*

                /// What the value means, if it has a meaning.
                pub fn name(self) -> Option<&'static str> {
                    match self.0 {
                        $($value => Some($name),)*
                        _ => None,
                    }
                }
            }

            impl<'a> Element<'a> for $type {
                const TAG: u8 = $tag;

                fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
                    let (number, range) = source.number(tag, name)?;
                    let code = u32::try_from(number)
                        .map(Self)
                        .map_err(|_| Error::number(ErrorKind::Value, range.start, name, number))?;
                    source.describe(name, range, Value::Code { value: number, digits: 2, name: code.name() });
                    Ok(code)
                }

                fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
                    out.number(tag, self.0.into());
                }
            }
        )*
    };
}

codes! {
    /// The role of a Remote Party (GBCS 4.3.2.4).
    RemotePartyRole, INTEGER {
        ROOT = 0 "root",
        RECOVERY = 1 "recovery",
        SUPPLIER = 2 "supplier",
        NETWORK_OPERATOR = 3 "networkOperator",
        ACCESS_CONTROL_BROKER = 4 "accessControlBroker",
        TRANSITIONAL_COS = 5 "transitionalCoS",
        WAN_PROVIDER = 6 "wanProvider",
        ISSUING_AUTHORITY = 7 "issuingAuthority",
        LOAD_CONTROLLER = 8 "loadController",
        OTHER = 127 "other",
    }

    /// What a key of a trust anchor cell is for, besides its key usage.
    CellUsage, INTEGER {
        MANAGEMENT = 0 "management",
        PRE_PAYMENT_TOP_UP = 1 "prePaymentTopUp",
    }

    /// Which counters a specialist sequence number concerns.
    SeqNumberUsage, INTEGER {
        PREPAYMENT_TOP_UP = 0 "prepaymentTopUp",
    }

    /// How the Update or read of one cell or party ended (RFC 5934 status codes).
    StatusCode, ENUMERATED {
        SUCCESS = 0 "success",
        BAD_CERTIFICATE = 5 "badCertificate",
        NO_TRUST_ANCHOR = 10 "noTrustAnchor",
        INSUFFICIENT_MEMORY = 17 "insufficientMemory",
        TRUST_ANCHOR_NOT_FOUND = 25 "trustAnchorNotFound",
        RESOURCES_BUSY = 30 "resourcesBusy",
        OTHER = 127 "other",
    }

    /// Who replaces whose credentials (GBCS 13.3); the Message Code of CS02b is 0100 plus this.
    CredentialsReplacementMode, INTEGER {
        ROOT_BY_SUPPLIER = 0 "rootBySupplier",
        ROOT_BY_WAN_PROVIDER = 1 "rootByWanProvider",
        SUPPLIER_BY_SUPPLIER = 2 "supplierBySupplier",
        NETWORK_OPERATOR_BY_NETWORK_OPERATOR = 3 "networkOperatorByNetworkOperator",
        ACCESS_CONTROL_BROKER_BY_ACB = 4 "accessControlBrokerByACB",
        WAN_PROVIDER_BY_WAN_PROVIDER = 5 "wanProviderByWanProvider",
        TRANS_COS_BY_TRANS_COS = 6 "transCoSByTransCoS",
        SUPPLIER_BY_TRANS_COS = 7 "supplierByTransCoS",
        ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY = 8 "anyExceptAbnormalRootByRecovery",
        ANY_BY_CONTINGENCY = 9 "anyByContingency",
        LOAD_CONTROLLER_BY_LOAD_CONTROLLER = 10 "loadControllerByLoadController",
        LOAD_CONTROLLER_BY_SUPPLIER = 11 "loadControllerBySupplier",
    }

    /// Whether the Device checks the time when it validates the certification path.
    TimeBasedCpvChecks, INTEGER {
        APPLY = 0 "apply",
        DISAPPLY = 1 "disapply",
    }

    /// The type of a Device in a Device Log.
    DeviceType, INTEGER {
        GSME = 0 "gSME",
        ESME = 1 "eSME",
        COMMUNICATIONS_HUB_FUNCTION = 2 "communicationsHubCommunicationsHubFunction",
        GAS_PROXY_FUNCTION = 3 "communicationsHubGasProxyFunction",
        HCALCS = 4 "type1HANConnectedAuxiliaryLoadControlSwitch",
        PPMID = 5 "type1PrepaymentInterfaceDevice",
        TYPE_2 = 6 "type2",
    }

    /// How a CS02c ended, where it did not end with a certification request.
    IssueCredentialsResult, INTEGER {
        INVALID_KEY_USAGE = 1 "invalidKeyUsage",
        KEY_PAIR_GENERATION_FAILED = 2 "keyPairGenerationFailed",
        REQUEST_PRODUCTION_FAILED = 3 "cRProductionFailed",
    }

    /// How a CS02d ended.
    UpdateDeviceCertificateResult, INTEGER {
        SUCCESS = 0 "success",
        INVALID_CERTIFICATE = 1 "invalidCertificate",
        WRONG_DEVICE_IDENTITY = 2 "wrongDeviceIdentity",
        INVALID_KEY_USAGE = 3 "invalidKeyUsage",
        NO_CORRESPONDING_KEY_PAIR_GENERATED = 4 "noCorrespondingKeyPairGenerated",
        WRONG_PUBLIC_KEY = 5 "wrongPublicKey",
        CERTIFICATE_STORAGE_FAILED = 6 "certificateStorageFailed",
        PRIVATE_KEY_CHANGE_FAILED = 7 "privateKeyChangeFailed",
    }

    /// How a CS02e ended, where it did not end with a certificate.
    ProvideDeviceCertificateResult, INTEGER {
        INVALID_KEY_USAGE = 1 "invalidKeyUsage",
        NO_CERTIFICATE_HELD = 2 "noCertificateHeld",
        CERTIFICATE_RETRIEVAL_FAILURE = 3 "certificateRetrievalFailure",
    }

    /// The method of a join and the part this Device takes in it.
    JoinMethodAndRole, INTEGER {
        METHOD_A_INITIATOR = 0 "methodAInitiator",
        METHOD_A_RESPONDER = 1 "methodAResponder",
        METHOD_B = 2 "methodB",
        METHOD_C = 3 "methodC",
    }

    /// How a join ended.
    JoinResult, INTEGER {
        SUCCESS = 0 "success",
        INVALID_MESSAGE_CODE_FOR_JOIN_METHOD_AND_ROLE = 1 "invalidMessageCodeForJoinMethodAndRole",
        INVALID_JOIN_METHOD_AND_ROLE = 2 "invalidJoinMethodAndRole",
        INCOMPATIBLE_WITH_EXISTING_ENTRY = 3 "incompatibleWithExistingEntry",
        DEVICE_LOG_FULL = 4 "deviceLogFull",
        WRITE_FAILURE = 5 "writeFailure",
        KEY_AGREEMENT_NO_RESOURCES = 6 "keyAgreementNoResources",
        KEY_AGREEMENT_UNKNOWN_ISSUER = 7 "keyAgreementUnknownIssuer",
        KEY_AGREEMENT_UNSUPPORTED_SUITE = 8 "keyAgreementUnsupportedSuite",
        KEY_AGREEMENT_BAD_MESSAGE = 9 "keyAgreementBadMessage",
        KEY_AGREEMENT_BAD_KEY_CONFIRM = 10 "keyAgreementBadKeyConfirm",
        INVALID_OR_MISSING_CERTIFICATE = 11 "invalidOrMissingCertificate",
        NO_PARTNER_LINK_KEY_RECEIVED = 12 "noPartnerLinkKeyReceived",
        NO_CBKE_RESPONSE_RECEIVED = 13 "noCBKEResponseReceived",
    }

    /// How an unjoin ended.
    UnjoinResult, INTEGER {
        SUCCESS = 0 "success",
        OTHER_DEVICE_NOT_IN_DEVICE_LOG = 1 "otherDeviceNotInDeviceLog",
        OTHER_FAILURE = 2 "otherFailure",
    }

    /// How the activation of a firmware image ended (CS06).
    FirmwareActivationResult, INTEGER {
        SUCCESS = 0 "success",
        NO_IMAGE_HELD = 1 "noImageHeld",
        HASH_MISMATCH = 2 "hashMismatch",
        ACTIVATION_FAILURE = 3 "activationFailure",
    }

    /// Whether something could be read or done (CS07, CS08, CS09).
    ReadResult, INTEGER {
        SUCCESS = 0 "success",
        FAILURE = 1 "failure",
    }

    /// How the transfer of a firmware image to a Device on the HAN ended (CCS08).
    FirmwareTransferResult, INTEGER {
        SUCCESS = 0 "success",
        IMAGE_DISCARDED = 1 "imageDiscarded",
        HARDWARE_VERSION_MISMATCH = 2 "hardwareVersionMismatch",
        TRANSFER_FAILURE = 3 "transferFailure",
    }

    /// The state of the clock after GCS28.
    DeviceTimeStatus, INTEGER {
        RELIABLE = 0 "reliable",
        INVALID = 1 "invalid",
        UNRELIABLE = 2 "unreliable",
    }
}

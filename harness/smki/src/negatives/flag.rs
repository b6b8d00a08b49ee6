use core::fmt;

/// What comes of it when a validator answers wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// A Device or server stops working.
    Availability,
    /// Somebody who is not entitled has a key accepted.
    Forgery,
    /// Good certificates are refused, so credentials cannot be replaced.
    Interoperability,
    /// Key agreement gives away a private key.
    KeyExposure,
    /// One certificate has several encodings, of which validators see different things.
    Malleability,
    /// A key is used for what it was not certified for, or in another environment.
    Misuse,
    /// Nothing is decided: what a validator does is remarked.
    Observation,
}

impl Effect {
    /// A short stable name, as in the index.
    pub fn name(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Forgery => "forgery",
            Self::Interoperability => "interoperability",
            Self::KeyExposure => "key-exposure",
            Self::Malleability => "malleability",
            Self::Misuse => "misuse",
            Self::Observation => "observation",
        }
    }

    /// What it means.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Availability => "a Device or server stops working",
            Self::Forgery => "somebody who is not entitled has a key accepted",
            Self::Interoperability => "good certificates are refused, so credentials cannot be replaced",
            Self::KeyExposure => "key agreement gives away a private key",
            Self::Malleability => {
                "one certificate has several encodings, of which validators see different things"
            }
            Self::Misuse => "a key is used for what it was not certified for, or in another environment",
            Self::Observation => "nothing is decided; what a validator does is remarked",
        }
    }
}

macro_rules! flags {
    ($($name:ident, $effect:ident, $explanation:literal, $clause:literal, $rule:literal;)*) => {
        /// What kind of oddity a case has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Flag {
            $(#[doc = concat!($explanation, ".")] $name,)*
        }

        impl Flag {
            /// Every flag.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// A short stable name, as in the index.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// What such cases have in common.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => $explanation,)*
                }
            }

            /// What comes of a wrong answer.
            pub fn effect(self) -> Effect {
                match self {
                    $(Self::$name => Effect::$effect,)*
                }
            }

            /// Document and clause of the sentence that decides, unless the case names another.
            pub fn clause(self) -> &'static str {
                match self {
                    $(Self::$name => $clause,)*
                }
            }

            /// What that sentence says.
            pub fn rule(self) -> &'static str {
                match self {
                    $(Self::$name => $rule,)*
                }
            }
        }
    };
}

flags! {
    AlgorithmsDiffer, Forgery,
        "inside and outside of tbsCertificate name different algorithms",
        "RFC 5280 4.1.1.2",
        "signatureAlgorithm is the same as the field signature in tbsCertificate";
    AlgorithmParameters, Observation,
        "the signature algorithm has parameters",
        "RFC 5758 3.2",
        "parameters are absent; what a validator does about others is open";
    AnchorDates, Observation,
        "the anchor's own dates do not fit",
        "RFC 5280 6.1.1 (d)",
        "an anchor is a name and a key; whether its certificate's dates count is open";
    AnchorIsKeyAndName, Interoperability,
        "the anchor's own certificate is odd where it does not matter",
        "RFC 5280 6.1.1 (d), GBCS 13.3",
        "a path is validated against name and key of the anchor, which the root cell vouches for";
    AnyPolicy, Observation,
        "the policy is anyPolicy",
        "RFC 5280 6.1.3 (d)(2)",
        "anyPolicy stands for every policy; GBCS ties policies to the environment, so it is open here";
    AuthorityKeyDiffers, Forgery,
        "authorityKeyIdentifier and subjectKeyIdentifier of the issuer differ",
        "GBCS 12, RFC 5280 4.2.1.1",
        "authorityKeyIdentifier is the subjectKeyIdentifier of the issuer";
    BitString, Malleability,
        "a BIT STRING is not as DER writes it",
        "X.690 11.2",
        "unused bits are zero, at most seven, and a named list of bits ends with a one";
    BooleanNotDer, Malleability,
        "a BOOLEAN is not as DER writes it",
        "X.690 11.1",
        "TRUE is the octet FF";
    ChangedAfterSigning, Forgery,
        "something was changed and the signature kept",
        "RFC 5280 6.1.3 (a)(1)",
        "the signature holds for the octets of tbsCertificate as they are";
    CommandOpen, Observation,
        "the structure of a command is open",
        "GBCS 13.3, X.690",
        "the published texts do not settle what a Device does";
    CommandStructure, Forgery,
        "the structure of a command is wrong",
        "GBCS 13.3, X.690 10 and 11",
        "the payload has the structure of CS02b, in DER; any other is not carried out";
    ContingencyKey, Observation,
        "a root without a wrapped contingency key",
        "SEC L10.30",
        "the root carries the wrapped contingency key; its octets are not published, so it is open";
    Criticality, Observation,
        "an extension is critical though it should not be, or the reverse",
        "GBCS 12",
        "keyUsage, policies, constraints and a Device's name are critical, key identifiers are not; whether a Device sees to it is open";
    DatesIgnored, Interoperability,
        "dates shall not count",
        "GBCS 13.3",
        "dates do not count where applyTimeBasedCPVChecks of the command says so";
    DefaultWritten, Observation,
        "a default value is written",
        "X.690 11.5",
        "a default is left out; whether a certificate is refused for it is open";
    DeviceIdentity, Forgery,
        "the identity of a Device is not as it must be",
        "GBCS 12, RFC 4108 5",
        "subjectAltName is one hardwareModuleName whose hwSerialNum is the Entity Identifier of eight octets";
    DeviceSubject, Observation,
        "the subject of a Device Certificate is not empty",
        "GBCS 12",
        "subject is empty; what a Device does about another is open";
    EndDate, Observation,
        "the end date is unusual",
        "GBCS 12, SEC Appendices A and B",
        "Device Certificates have no end, others have one within that of their issuer; a CA must see to it, a validator need not";
    EndEntityIsAuthority, Forgery,
        "an end entity that says it is a CA",
        "GBCS 12, RFC 5280 4.2.1.9",
        "cA is TRUE in certificates of CAs alone; an end entity that has it could issue";
    EntityMissing, Forgery,
        "the identity of an organisation is not as it must be",
        "SEC Appendix B, X.520",
        "subject has one x500UniqueIdentifier: a BIT STRING of eight octets, no bit unused";
    ExplicitParameters, Forgery,
        "curve parameters are written out",
        "RFC 5480 2.1.1",
        "the curve is named; written-out parameters are not used";
    ExtensionGarbled, Malleability,
        "the value of an extension is not its type",
        "RFC 5280 4.2",
        "the value of an extension is the DER of its type";
    ExtensionOrder, Interoperability,
        "extensions in another order",
        "RFC 5280 4.2",
        "extensions have no order; published certificates have several";
    ExtensionTwice, Forgery,
        "an extension stands there twice",
        "RFC 5280 4.2",
        "a certificate has no more than one extension of a type";
    ExtensionUnusual, Observation,
        "an extension that is not in the profile",
        "GBCS 12, SEC Appendices A and B",
        "the profile does not have it; a CA must see to that, what a validator does is open";
    GoodAuthority, Interoperability,
        "a good CA",
        "RFC 5280 4.2.1.3, 4.2.1.9",
        "a CA has cA TRUE and keyCertSign; pathLenConstraint may be absent or larger than needed";
    GoodCommand, Interoperability,
        "a good command",
        "GBCS 13.3",
        "the payload has the structure of CS02b";
    GoodDates, Interoperability,
        "good dates",
        "RFC 5280 4.1.2.5, 6.1.3 (a)(2)",
        "validity includes both dates; years to 2049 are in UTCTime, later ones in GeneralizedTime";
    GoodDevice, Interoperability,
        "a good Device Certificate",
        "GBCS 12",
        "a Device Certificate has an empty subject, its identity in subjectAltName, and no end";
    GoodKey, Interoperability,
        "a good key",
        "SEC1 2.3.3",
        "a coordinate is 32 octets, whatever they are";
    GoodName, Interoperability,
        "a good name",
        "SEC Appendix B",
        "subject is a role and an identifier, with a common name before them or without";
    GoodPath, Interoperability,
        "a good path",
        "RFC 5280 6.1",
        "the path holds, whatever else comes with it";
    GoodPolicy, Interoperability,
        "good policies",
        "RFC 5280 6.1.3 (d)",
        "a policy of this environment holds along the path, whatever other policies there are";
    GoodRenewal, Interoperability,
        "a good renewal",
        "RFC 5280 6.1",
        "what is certified anew is as good as what was";
    GoodRole, Interoperability,
        "a good role",
        "SEC Appendix B",
        "OU is a known role in two hexadecimal digits";
    GoodSerialNumber, Interoperability,
        "a good serial number",
        "RFC 5280 4.1.2.2",
        "serialNumber is positive and has at most twenty octets";
    GoodSignature, Interoperability,
        "a good signature",
        "RFC 5758 3.2, FIPS 186",
        "r and s are any numbers below the order of the curve; about half of published certificates have a large s";
    GoodUsage, Interoperability,
        "a good usage",
        "GBCS 12",
        "keyUsage is what is wanted";
    HardwareType, Observation,
        "hwType is unknown",
        "RFC 4108 5",
        "hwType names the maker's type; all known certificates have the same, what another means is open";
    IntegerNotShortest, Malleability,
        "an INTEGER is not as DER writes it",
        "X.690 8.3.2",
        "an INTEGER has the fewest octets, and at least one";
    IssuerName, Forgery,
        "issuer and subject of the issuer differ",
        "RFC 5280 6.1.3 (a)(4)",
        "issuer is the subject of the certificate above";
    KeyAlgorithm, Observation,
        "the algorithm of the key is a restricted one",
        "RFC 5480 2.1.2",
        "id-ecDH and id-ecMQV restrict a key; RFC 5759 wants id-ecPublicKey, what a Device does is open";
    KeyIdentifierForm, Observation,
        "a key identifier is not as GBCS wants it",
        "GBCS 12, RFC 5280 4.2.1.1 and 4.2.1.2",
        "key identifiers are eight octets by method 2, and there; whether a Device sees to it is open";
    KeyUsageMissing, Misuse,
        "keyUsage is missing",
        "GBCS 12",
        "keyUsage is there";
    KnownKey, Observation,
        "the key is known to others",
        "SEC Appendices A and B",
        "a CA does not certify a key twice, nor a known one; a validator cannot know";
    Large, Observation,
        "unusually large",
        "no published limit",
        "a parser has some limit; it refuses or accepts, and goes on working";
    LeafAsAuthority, Forgery,
        "an end entity acts as CA",
        "RFC 5280 6.1.4 (k)",
        "an issuer has basicConstraints with cA TRUE";
    LengthIndefinite, Malleability,
        "an indefinite length",
        "X.690 10.1",
        "a length is definite";
    LengthNotShortest, Malleability,
        "a length in more octets than needed",
        "X.690 10.1",
        "a length has the fewest octets";
    LengthWrong, Availability,
        "a length that is not that of the content",
        "X.690 8.1.3",
        "a length says how many octets of content there are";
    LongPath, Observation,
        "a path of unusual length",
        "DUIS 5.4 CertificationPath",
        "a command has one to three path certificates; whether a Device or relying party follows others is open";
    MayNotSign, Forgery,
        "the issuer may not sign certificates",
        "RFC 5280 6.1.4 (n)",
        "the keyUsage of an issuer has keyCertSign";
    NameConstraints, Forgery,
        "nameConstraints against the leaf",
        "RFC 5280 4.2, 6.1.3 (b) and (c)",
        "who processes nameConstraints finds the name excluded; who does not must refuse a critical extension";
    NameConstraintsFit, Observation,
        "nameConstraints that fit",
        "RFC 5280 4.2, 4.2.1.10",
        "who processes nameConstraints accepts; who does not must refuse a critical extension";
    NameFolding, Observation,
        "names that are equal to some",
        "RFC 5280 7.1",
        "names are compared without regard to case and outer spaces, and in any string type; GBCS is silent, so exact comparison is open";
    NameLayout, Observation,
        "a subject of unusual layout",
        "SEC Appendix B",
        "the layout of the subject is known from published certificates alone";
    NewRoot, Forgery,
        "a new root that the held one did not vouch for",
        "GBCS 13.3",
        "a path ends at the held root";
    NoExtensions, Misuse,
        "no extensions",
        "GBCS 12, RFC 5280 4.1.2.9",
        "extensions is not empty, and keyUsage is among them";
    NoPath, Forgery,
        "no path at all",
        "RFC 5280 6.1",
        "a path leads from the leaf to the anchor";
    NotDer, Malleability,
        "not DER at all",
        "RFC 5280 4.1",
        "a certificate is the DER of Certificate";
    NotAuthority, Forgery,
        "the issuer is no CA",
        "RFC 5280 6.1.4 (k)",
        "an issuer has basicConstraints with cA TRUE";
    ObjectIdentifier, Malleability,
        "an object identifier is not as DER writes it",
        "X.690 8.19",
        "an object identifier has complete arcs in the fewest octets";
    OldCertificate, Observation,
        "an older certificate, still valid",
        "SEC Appendix B",
        "no published rule keeps a Device from going back to an older certificate";
    OtherEntity, Forgery,
        "for another entity",
        "GBCS 13.5, SEC Appendix AB",
        "the certificate is for the entity that is asked about";
    OtherHash, Forgery,
        "another hash than SHA-256",
        "GBCS 12",
        "the signature is ecdsa-with-SHA256";
    OtherKey, Interoperability,
        "a key of another kind",
        "GBCS 12, RFC 5480 2.1.1",
        "the key is id-ecPublicKey on the named curve prime256v1";
    OtherSignatureAlgorithm, Forgery,
        "another signature algorithm",
        "GBCS 12",
        "the signature is ecdsa-with-SHA256";
    OtherTree, Forgery,
        "out of another tree",
        "RFC 5280 6.1",
        "a path leads from the leaf to the anchor";
    OtherUsage, Misuse,
        "for another use",
        "GBCS 13.3",
        "keyUsage is that of the cell, or of the use";
    OutOfDate, Misuse,
        "out of date",
        "RFC 5280 6.1.3 (a)(2)",
        "now is within the validity of every certificate of the path";
    PathLength, Forgery,
        "too many CAs",
        "RFC 5280 6.1.4 (l) and (m)",
        "no more CAs are below another, those aside that issued themselves, than its pathLenConstraint says";
    PathOrder, Observation,
        "what comes with the leaf is in another order, or more than needed",
        "GBCS 13.3",
        "the path is in the certificates that come; whether a Device finds it among others is open";
    PendingKey, Forgery,
        "not the key that the Device made",
        "GBCS 13.5",
        "the key is that of the pending key pair: response code 5";
    PointForm, Malleability,
        "a point in another form",
        "GBCS 12, RFC 5480 2.2",
        "the point is uncompressed: 04 and 64 octets";
    PointOffCurve, KeyExposure,
        "a point off the curve",
        "SEC1 3.2.2.1, RFC 5480 2.2",
        "the coordinates are below the prime and are a point of the curve";
    PolicyConstraints, Observation,
        "policy constraints",
        "RFC 5280 4.2.1.5, 4.2.1.11, 4.2.1.14",
        "who processes the extension accepts; who does not must refuse a critical extension";
    PolicyMissing, Misuse,
        "no policy",
        "GBCS 12",
        "certificatePolicies is there, and paths are validated by it";
    PolicyOther, Misuse,
        "the policy of another environment",
        "GBCS 12, RFC 5280 6.1.5 (g)",
        "a policy of this environment holds along the path";
    PolicyUnusual, Observation,
        "policies of unusual form",
        "GBCS 12",
        "a Device Certificate has one policy identifier; a CA must see to it, what a validator does is open";
    RoleMissing, Misuse,
        "the role is not as it must be",
        "SEC Appendix B",
        "subject has one OU: the role in two hexadecimal digits";
    RoleOpen, Observation,
        "a role whose meaning here is open",
        "SEC Appendix B",
        "which roles have which certificates is known from data alone";
    RootReplacement, Forgery,
        "not a root, for the root cell",
        "GBCS 13.3",
        "what goes into the root cell signed itself";
    ScalarNegative, Malleability,
        "a number of the signature is negative",
        "X.690 8.3.3, RFC 5480",
        "r and s are positive";
    ScalarOutOfRange, Forgery,
        "a number of the signature is out of range",
        "FIPS 186-5 6.4.2",
        "r and s are from 1 to the order of the curve less 1";
    SelfIssued, Interoperability,
        "self-issued CAs in the path",
        "RFC 5280 6.1.4 (l)",
        "a CA's certificate under its own name does not count against pathLenConstraint";
    SelfSigned, Forgery,
        "self-signed",
        "RFC 5280 6.1",
        "a path leads from the leaf to the anchor";
    SerialNumber, Misuse,
        "the serial number is not as it must be",
        "RFC 5280 4.1.2.2",
        "serialNumber is positive and has at most twenty octets";
    SetOrder, Malleability,
        "a SET is not as DER writes it",
        "X.690 11.6",
        "the elements of a SET OF are in ascending order";
    SignatureBits, Malleability,
        "unused bits in the signature",
        "RFC 5480, X.690 8.6",
        "signatureValue has no unused bits";
    SignatureNotDer, Malleability,
        "the signature is not a SEQUENCE of r and s in DER",
        "RFC 5758 3.2, RFC 3279 2.2.3",
        "signatureValue is the DER of r and s";
    SignaturePadded, Observation,
        "r or s has one leading zero octet too many",
        "X.690 8.3.2",
        "an INTEGER has the fewest octets; published certificates have such signatures, so whether one is accepted is open";
    SignatureWrong, Forgery,
        "not the issuer's signature",
        "RFC 5280 6.1.3 (a)(1)",
        "the issuer's key made the signature over tbsCertificate";
    StringType, Interoperability,
        "another string type of the same text",
        "RFC 5280 7.1",
        "names are the same if their characters are, in UTF8String as in PrintableString";
    Tag, Malleability,
        "a tag that is not the one of the field, or a field out of place",
        "RFC 5280 4.1, X.690 8.1.2",
        "each field has its tag and its place";
    TimeGarbled, Malleability,
        "a time that is no time",
        "RFC 5280 4.1.2.5",
        "times are YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, and exist";
    TimeForm, Observation,
        "a time in the other form",
        "RFC 5280 4.1.2.5",
        "years to 2049 are in UTCTime; whether a validator refuses another form is open";
    TrailingOctets, Malleability,
        "octets where none belong",
        "X.690 8.9, RFC 5280 4.1",
        "nothing follows the last field";
    Truncated, Availability,
        "something is missing at the end",
        "X.690 8.1.3, RFC 5280 4.1",
        "all octets are there";
    UniqueIdentifierFields, Observation,
        "unique identifier fields",
        "GBCS 12, RFC 5280 4.1.2.8",
        "CAs do not write these fields; validators should be able to read them";
    UnknownCritical, Misuse,
        "an unknown critical extension",
        "RFC 5280 4.2",
        "a critical extension that is not known makes a certificate unusable";
    UnknownNotCritical, Interoperability,
        "an unknown extension that is not critical",
        "RFC 5280 4.2",
        "an extension that is neither known nor critical is passed over";
    UsageBits, Misuse,
        "bits of keyUsage that do not go together",
        "GBCS 12",
        "keyUsage is exactly digitalSignature or exactly keyAgreement";
    ValidityOrder, Misuse,
        "it ends before it begins",
        "RFC 5280 4.1.2.5",
        "notBefore is no later than notAfter";
    Version, Misuse,
        "another version than v3",
        "RFC 5280 4.1.2.1",
        "a certificate with extensions is v3 (2)";
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

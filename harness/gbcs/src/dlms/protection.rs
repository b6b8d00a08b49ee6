use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::dlms::CaptureObject;
use crate::dlms::Data;
use crate::dlms::DataContent;
use crate::dlms::DataView;
use crate::dlms::DateTime;

/// The octet before the counter in the transaction id of a protection block: encryption (GBCS 8).
const PURPOSE: u8 = 0x04;

/// How sensitive attributes are protected: encrypted and authenticated under a key that originator and
/// recipient agree (GBCS 8). The other parts of the block are constants, which parsing demands.
///
/// The key is derived from the Grouping Header, not from this block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProtectionParameters {
    /// The counter in the transaction id.
    pub counter: Counter,
    /// Who encrypts, or in a Command who asks for it.
    pub originator: EntityId,
    /// Who can decrypt, or in a Command the Device.
    pub recipient: EntityId,
}

impl ProtectionParameters {
    /// Reads one block, a structure of two.
    pub fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let [protection, options] = view.require_structure("a protection block, structure of 2")?;
        require_enum(&protection, 2, "protection type 2, authentication and encryption")?;
        let [transaction, originator, recipient, other, key_info] =
            options.require_structure("protection options, structure of 5")?;
        let mut transaction = transaction.require_reader(9, "a transaction id, octet-string of 9")?;
        transaction.constant(PURPOSE, "purpose 04 in the transaction id")?;
        let parameters = Self {
            counter: Counter(transaction.u64("a counter")?),
            originator: originator.require_fixed("an originator, octet-string of 8").map(EntityId)?,
            recipient: recipient.require_fixed("a recipient, octet-string of 8").map(EntityId)?,
        };
        other.require_fixed::<0>("no other information")?;

        let [kind, agreement] = key_info.require_structure("key information, structure of 2")?;
        require_enum(&kind, 2, "key information 2, agreed key")?;
        let [scheme, ciphered] = agreement.require_structure("an agreed key, structure of 2")?;
        scheme.require_reader(1, "key parameters, octet-string of 1")?.constant(0x02, "key parameters 02")?;
        ciphered.require_fixed::<0>("no ciphered key data")?;
        Ok(parameters)
    }

    /// As one block, a structure of two.
    pub fn to_data(self) -> Data {
        let mut transaction = vec![PURPOSE];
        transaction.extend(self.counter.0.to_be_bytes());
        let agreement = Data::structure([Data::octets([0x02]), Data::octets([])]);
        let options = Data::structure([
            Data::octets(transaction),
            Data::octets(self.originator.0),
            Data::octets(self.recipient.0),
            Data::octets([]),
            Data::structure([Data::Enum(2), agreement]),
        ]);
        Data::structure([Data::Enum(2), options])
    }

    /// Reads an array of exactly one block, as GBCS has it everywhere.
    pub fn parse_only(view: &DataView<'_>) -> Result<Self, Error> {
        let expected = "protection parameters, array of one block";
        let mut blocks = view.require_array(expected)?;
        let count = blocks.len();
        match (blocks.next(), count) {
            (Some(block), 1) => Self::parse(&block),
            _ => {
                let offset = view.range().start + 1;
                Err(Error::number(
                    ErrorKind::Length,
                    offset,
                    expected,
                    u64::try_from(count).unwrap_or(u64::MAX),
                ))
            }
        }
    }

    /// As an array of one block.
    pub fn to_only(self) -> Data {
        Data::array([self.to_data()])
    }
}

/// Which part of a protected attribute is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restriction {
    /// All of it.
    None,
    /// The rows between two instants.
    Dates {
        /// The first.
        from: DateTime,
        /// The last.
        to: DateTime,
    },
    /// A form that GBCS does not use.
    Other {
        /// The type of the restriction.
        kind: u8,
        /// Its value.
        value: Data,
    },
}

impl Restriction {
    fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let [kind, value] = view.require_structure("a restriction, structure of 2")?;
        let DataContent::Enum(number) = kind.content() else {
            let found = kind.kind().tag();
            return Err(Error::octet(ErrorKind::Tag, kind.range().start, "a restriction type, enum", found));
        };
        match (number, value.content()) {
            (0, DataContent::Null) => Ok(Self::None),
            (1, _) => {
                let [from, to] = value.require_structure("a date range, structure of 2")?;
                let expected = "a date-time, octet-string of 12";
                Ok(Self::Dates {
                    from: from.require_date_time(expected)?,
                    to: to.require_date_time(expected)?,
                })
            }
            (kind, _) => Ok(Self::Other { kind, value: value.to_owned() }),
        }
    }

    fn to_data(&self) -> Data {
        match self {
            Self::None => Data::structure([Data::Enum(0), Data::Null]),
            Self::Dates { from, to } => {
                Data::structure([Data::Enum(1), Data::structure([(*from).into(), (*to).into()])])
            }
            Self::Other { kind, value } => Data::structure([Data::Enum(*kind), value.clone()]),
        }
    }
}

/// One attribute that a Command asks to be encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedAttribute {
    /// The attribute.
    pub object: CaptureObject,
    /// Which part of it.
    pub restriction: Restriction,
}

impl ProtectedAttribute {
    fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let [class, instance, member, index, restriction] =
            view.require_structure("a protected attribute, structure of 5")?;
        Ok(Self {
            object: CaptureObject::from_members([class, instance, member, index])?,
            restriction: Restriction::parse(&restriction)?,
        })
    }

    fn to_data(&self) -> Data {
        Data::structure(self.object.members().into_iter().chain([self.restriction.to_data()]))
    }
}

/// The parameter of method 1 of class 30, get_protected_attributes: what to read, and how to protect it (GBCS 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedAttributesRequest {
    /// The attributes, in order.
    pub attributes: Vec<ProtectedAttribute>,
    /// How to protect them.
    pub parameters: ProtectionParameters,
}

impl ProtectedAttributesRequest {
    /// The method of class 30.
    pub const METHOD: u8 = 1;

    /// Reads the parameter of the method.
    pub fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let [attributes, parameters] =
            view.require_structure("the parameter of get_protected_attributes, structure of 2")?;
        let attributes = attributes.require_array("protected attributes, array")?;
        Ok(Self {
            attributes: attributes.map(|item| ProtectedAttribute::parse(&item)).collect::<Result<_, _>>()?,
            parameters: ProtectionParameters::parse_only(&parameters)?,
        })
    }

    /// As the parameter of the method.
    pub fn to_data(&self) -> Data {
        let attributes = Data::array(self.attributes.iter().map(ProtectedAttribute::to_data));
        Data::structure([attributes, self.parameters.to_only()])
    }
}

/// The answer of method 1 of class 30, and the content of the billing alert: a protection block and the
/// encrypted attributes (GBCS 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtectedAttributesResponse<'a> {
    /// How they are protected.
    pub parameters: ProtectionParameters,
    /// Security control, invocation counter, cipher text and tag.
    pub blob: &'a [u8],
}

impl<'a> ProtectedAttributesResponse<'a> {
    /// Reads the answer of the method.
    pub fn parse(view: &DataView<'a>) -> Result<Self, Error> {
        let [parameters, blob] =
            view.require_structure("the answer of get_protected_attributes, structure of 2")?;
        Self::from_members(&parameters, &blob)
    }

    /// Reads the two parts, which the billing alert has side by side with its other items.
    pub fn from_members(parameters: &DataView<'a>, blob: &DataView<'a>) -> Result<Self, Error> {
        Ok(Self {
            parameters: ProtectionParameters::parse_only(parameters)?,
            blob: blob.require_octets("encrypted attributes, octet-string")?,
        })
    }

    /// The two parts.
    pub fn members(&self) -> [Data; 2] {
        [self.parameters.to_only(), Data::octets(self.blob)]
    }

    /// As the answer of the method.
    pub fn to_data(&self) -> Data {
        Data::structure(self.members())
    }
}

fn require_enum(view: &DataView<'_>, value: u8, expected: &'static str) -> Result<(), Error> {
    match view.content() {
        DataContent::Enum(found) if found == value => Ok(()),
        DataContent::Enum(found) => {
            Err(Error::octet(ErrorKind::Value, view.range().start + 1, expected, found))
        }
        _ => Err(Error::octet(ErrorKind::Tag, view.range().start, expected, view.kind().tag())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlms::Descriptor;
    use crate::wire::Reader;

    const PARAMETERS: ProtectionParameters = ProtectionParameters {
        counter: Counter(0x0102),
        originator: EntityId([0xA; 8]),
        recipient: EntityId([0xB; 8]),
    };

    fn request() -> ProtectedAttributesRequest {
        let object = CaptureObject { descriptor: Descriptor::new(7, [0, 0, 99, 1, 1, 255], 2), index: 0 };
        let from = DateTime::from_seconds_since_2000(0).unwrap();
        let restrictions = [
            Restriction::None,
            Restriction::Dates { from, to: DateTime::NEVER },
            Restriction::Other { kind: 2, value: Data::Unsigned(9) },
        ];
        let attributes = restrictions.map(|restriction| ProtectedAttribute { object, restriction }).to_vec();
        ProtectedAttributesRequest { attributes, parameters: PARAMETERS }
    }

    fn parse_at<T>(data: &Data, parse: impl FnOnce(&DataView<'_>) -> T) -> T {
        let octets = data.to_octets();
        let view = DataView::parse(&mut Reader::at(&octets, 50)).unwrap();
        parse(&view)
    }

    #[test]
    fn the_block_has_its_published_octets() {
        let expected = "{enum 2, {oct 040000000000000102, oct 0a0a0a0a0a0a0a0a, oct 0b0b0b0b0b0b0b0b, oct , \
                        {enum 2, {oct 02, oct }}}}";
        assert_eq!(PARAMETERS.to_data().to_string(), expected);
        assert_eq!(parse_at(&PARAMETERS.to_data(), ProtectionParameters::parse), Ok(PARAMETERS));
    }

    #[test]
    fn requests_and_answers_round_trip() {
        assert_eq!(parse_at(&request().to_data(), ProtectedAttributesRequest::parse), Ok(request()));
        let response = ProtectedAttributesResponse { parameters: PARAMETERS, blob: &[0x31, 0, 0, 0, 0, 7] };
        parse_at(&response.to_data(), |view| {
            assert_eq!(ProtectedAttributesResponse::parse(view), Ok(response));
        });
    }

    #[test]
    fn every_constant_of_the_block_is_demanded_where_it_stands() {
        let octets = PARAMETERS.to_data().to_octets();
        let cases = [
            (3, "protection type 2, authentication and encryption", ErrorKind::Value),
            (8, "purpose 04 in the transaction id", ErrorKind::Value),
            (42, "key information 2, agreed key", ErrorKind::Value),
            (47, "key parameters 02", ErrorKind::Value),
        ];
        for (offset, expected, kind) in cases {
            let mut changed = octets.clone();
            changed[offset] = 0x09;
            let view = DataView::parse(&mut Reader::at(&changed, 50)).unwrap();
            let error = Error::octet(kind, 50 + offset, expected, 0x09);
            assert_eq!(ProtectionParameters::parse(&view), Err(error));
        }
    }

    #[test]
    fn two_blocks_are_refused() {
        let two = Data::array([PARAMETERS.to_data(), PARAMETERS.to_data()]);
        let error = Error::number(ErrorKind::Length, 51, "protection parameters, array of one block", 2);
        assert_eq!(parse_at(&two, ProtectionParameters::parse_only), Err(error));
    }
}

use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::wire::Message;
use crate::wire::SignatureField;

impl Message<'_> {
    /// Names what stands before the payload: MAC Header and Grouping Header.
    pub fn describe_header(&self, sink: &mut dyn Sink) {
        let start = self.layout.grouping_start;
        if self.layout.mac_field.is_some() {
            sink.open("mac_header", Some(0..start), Group::Structure);
            let length = self.octets.len() - start + 5;
            sink.field("ciphered_length", Some(7..start - 5), unsigned(length));
            sink.field("security_control", Some(start - 5..start - 4), code(0x11, 2, None));
            sink.field("invocation_counter", Some(start - 4..start), Value::Unsigned(0));
            sink.close();
        }
        let header = self.header();
        sink.open("grouping_header", Some(start..self.layout.payload_start), Group::Structure);
        let cra = u64::from(header.cra.octet());
        sink.field("cra", Some(start + 2..start + 3), code(cra, 2, Some(header.cra.name())));
        sink.field("originator_counter", Some(start + 3..start + 11), Value::Unsigned(header.counter.0));
        sink.field("originator", Some(start + 12..start + 20), Value::Octets(&header.originator.0));
        sink.field("recipient", Some(start + 21..start + 29), Value::Octets(&header.recipient.0));
        if let Some(date_time) = header.date_time {
            sink.field("date_time", Some(start + 30..start + 42), Value::Octets(date_time));
        }
        self.describe_other(sink);
        let lengths = self.layout.lengths;
        let payload = self.layout.payload_start;
        sink.field(
            "content_length",
            Some(payload - lengths.content_field..payload),
            unsigned(lengths.content),
        );
        sink.close();
    }

    /// Names what stands after the payload: signature and MAC.
    pub fn describe_trailer(&self, sink: &mut dyn Sink) {
        let end = self.layout.signature_end;
        match self.signature() {
            SignatureField::Missing => {}
            SignatureField::Null => sink.field("signature", Some(end - 1..end), Value::Null),
            SignatureField::Present(signature) => {
                sink.field("signature", Some(end - signature.len()..end), Value::Octets(signature));
            }
        }
        if let Some(mac) = self.mac() {
            sink.field("mac", Some(end..end + mac.len()), Value::Octets(mac));
        }
    }

    fn describe_other(&self, sink: &mut dyn Sink) {
        let start = self.other_start();
        let end = start + self.layout.lengths.other;
        let header = self.header();
        sink.field("message_code", Some(start..start + 2), code(u64::from(header.message_code().0), 4, None));
        let Some(supplementary) = header.supplementary() else { return };
        sink.open("supplementary", Some(start + 2..end), Group::Structure);
        sink.field("party", Some(start + 2..start + 10), Value::Octets(&supplementary.party.0));
        if let Some(counter) = supplementary.counter {
            sink.field("counter", Some(start + 10..start + 18), Value::Unsigned(counter.0));
        }
        if let Some(counter) = supplementary.originator_counter {
            sink.field("originator_counter", Some(start + 18..end), Value::Unsigned(counter.0));
        }
        if let Some(certificate) = supplementary.certificate {
            sink.field("certificate", Some(start + 18..end), Value::Octets(certificate));
        }
        sink.close();
    }
}

fn code<'a>(value: u64, digits: usize, name: Option<&'a str>) -> Value<'a> {
    Value::Code { value, digits, name }
}

fn unsigned(value: usize) -> Value<'static> {
    Value::Unsigned(u64::try_from(value).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use core::ops::Range;

    use super::*;
    use crate::Counter;
    use crate::EntityId;
    use crate::MessageCode;
    use crate::wire::Cra;
    use crate::wire::Envelope;
    use crate::wire::GroupingHeader;
    use crate::wire::MacHeader;
    use crate::wire::OtherInformation;

    /// Keeps names and offsets of fields; groups only nest them.
    #[derive(Default)]
    struct Fields(Vec<(String, Range<usize>)>);

    impl Sink for Fields {
        fn field(&mut self, name: &str, at: Option<Range<usize>>, _: Value<'_>) {
            self.0.push((name.to_owned(), at.unwrap()));
        }

        fn open(&mut self, _: &str, _: Option<Range<usize>>, _: Group) {}

        fn close(&mut self) {}
    }

    #[test]
    fn fields_are_where_they_are_said_to_be() {
        let party = EntityId([0x33; 8]);
        let (code, counter) = (MessageCode(0x4444), Counter(0x5555_5555_5555_5555));
        let header = GroupingHeader {
            cra: Cra::Response,
            counter: Counter(0x1111_1111_1111_1111),
            originator: EntityId([0x22; 8]),
            recipient: EntityId([0x23; 8]),
            date_time: Some(&[0x66; 12]),
            other: OtherInformation::PartyCertificate { code, party, counter, certificate: &[0x77; 200] },
        };
        let mac = Some(MacHeader::new(&[0x99; 12]));
        let envelope = Envelope { signature: Some(vec![0x88; 64]), mac, ..Envelope::new(&header, [0; 3]) };
        let octets = envelope.emit();
        let message = Message::parse(&octets).unwrap();
        let mut fields = Fields::default();
        message.describe_header(&mut fields);
        message.describe_trailer(&mut fields);

        let filled = [
            ("originator_counter", 0x11, 8),
            ("originator", 0x22, 8),
            ("recipient", 0x23, 8),
            ("date_time", 0x66, 12),
            ("message_code", 0x44, 2),
            ("party", 0x33, 8),
            ("counter", 0x55, 8),
            ("certificate", 0x77, 200),
            ("signature", 0x88, 64),
            ("mac", 0x99, 12),
        ];
        for (name, octet, length) in filled {
            let (_, at) = fields.0.iter().find(|(found, _)| found == name).unwrap();
            assert_eq!(octets[at.clone()], vec![octet; length], "{name}");
        }
        let single = [
            ("ciphered_length", &[0x82, 0x01, 0x5C][..]),
            ("security_control", &[0x11]),
            ("cra", &[2]),
            ("content_length", &[3]),
        ];
        for (name, expected) in single {
            let (_, at) = fields.0.iter().find(|(found, _)| found == name).unwrap();
            assert_eq!(&octets[at.clone()], expected, "{name}");
        }
        assert!(fields.0.is_sorted_by_key(|(_, at)| at.start));
    }
}

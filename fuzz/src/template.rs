//! What the suite writes by a template: for any parameters a payload that can be read, and in it what was meant.

use arbitrary::Arbitrary;
use arbitrary::Unstructured;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::tables::esme::CopyForm;
use hallmark_gbcs::tables::esme::Interval;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_gbcs::tables::esme::pairs;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::wire::Reader;

/// Reads the octets as parameters and builds by the template that they choose.
pub fn run(octets: &[u8]) {
    let Ok(plan) = Plan::arbitrary(&mut Unstructured::new(octets)) else { return };
    let template = &templates()[usize::from(plan.template) % templates().len()];
    let parameters = plan.parameters();
    let Ok(request) = template.build(&parameters) else { return };
    let payload = request.to_octets();
    let read = AccessRequest::parse(&payload, 0).expect("what a template writes can be read");
    assert_eq!(read.to_owned(), request);
    assert_eq!(read.items().len(), template.instructions.len());
    for (item, instruction) in read.items().zip(&template.instructions) {
        assert_eq!(item.specification.descriptor, instruction.descriptor);
        let written = item.data.octets();
        if let Some(value) = instruction.value() {
            let shape = value.shape();
            shape.check(&view(written)).unwrap_or_else(|error| panic!("{}: {error}", template.name));
        } else if instruction.kind() == AccessKind::Get {
            assert!(!instruction.answer().shape.to_string().is_empty());
        }
    }
    let text = template.to_string();
    assert!(text.contains(&template.name));
    assert!(template.activations().count() + template.protected().count() <= text.len());
    assert_eq!(template.plaintext().is_some(), template.protected().count() > 0);
    read_back(plan.template.into(), &parameters);
}

/// What one template writes and another reads: the value itself has the form of its copy.
fn read_back(which: usize, parameters: &Parameters) {
    let pair = &pairs()[which % pairs().len()];
    let written = pair.value.build(parameters);
    let octets = written.to_octets();
    assert_eq!(view(&octets).to_owned(), written);
    let holds = pair.form.holds(&written, &written);
    assert!(holds || pair.form == CopyForm::Switched, "{:?} of {written} and itself", pair.form);
    assert!(CopyForm::Same.holds(&written, &written));
}

fn view(octets: &[u8]) -> DataView<'_> {
    DataView::parse(&mut Reader::new(octets)).expect("what was written can be read")
}

#[derive(Debug, Arbitrary)]
struct Plan {
    template: u16,
    activation: [u8; 12],
    seconds: [i32; 6],
    utrn: u64,
    counter: u64,
    originator: [u8; 8],
    recipient: [u8; 8],
    variant: u64,
}

impl Plan {
    fn parameters(&self) -> Parameters {
        let instant =
            |at: usize| DateTime::from_unix_seconds(self.seconds[at].into()).unwrap_or(DateTime::IMMEDIATE);
        let interval = |at: usize| Interval { from: instant(at), to: instant(at + 1) };
        Parameters {
            activation: DateTime::from_octets(self.activation),
            range: interval(0),
            clock: interval(2),
            period: interval(4),
            utrn: format!("{:020}", self.utrn),
            counter: Counter(self.counter),
            originator: EntityId(self.originator),
            recipient: EntityId(self.recipient),
            variant: self.variant,
        }
    }
}

//! The ESME use-case templates against the official reference messages and the table of attribute access.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "skipped tests say so")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RequestItemView;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::tables::esme::AlertSource;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::tables::esme::OrderBasis;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_gbcs::tables::esme::ShapeBasis;
use hallmark_gbcs::tables::esme::Template;
use hallmark_gbcs::tables::esme::pairs;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::tables::esme::variants;
use hallmark_gbcs::wire::Reader;
use hallmark_gbcs::wire::read_length;

#[test]
fn commands_match_a_template() {
    let Some(messages) = messages("commands_match_a_template") else { return };
    let mut seen = BTreeSet::new();
    for message in messages.iter().filter(|message| message.is(COMMAND) && template(message.code).is_some()) {
        let request = AccessRequest::parse(&message.payload, 0).expect("a request");
        let matches = variants(message.code).iter().map(|template| compare(template, message, &request));
        let differences = matches.filter_map(Result::err).collect::<Vec<_>>();
        assert!(differences.len() < variants(message.code).len(), "{}: {differences:#?}", message.name);
        seen.insert(message.code);
    }
    for template in templates().iter().filter(|template| template.variant.is_none()) {
        let order = if seen.contains(&template.code) { OrderBasis::Seen } else { OrderBasis::Derived };
        // A larger set of messages may have samples of what had none when the templates were written.
        assert!(template.order == order || template.order == OrderBasis::Derived, "{}", template.name);
    }
}

#[test]
fn responses_match_a_template() {
    let Some(messages) = messages("responses_match_a_template") else { return };
    let mut seen = BTreeSet::new();
    for message in messages.iter().filter(|message| message.is(RESPONSE) && template(message.code).is_some())
    {
        let response = AccessResponse::parse(&message.payload, 0).expect("a response");
        let fits = variants(message.code).iter().find(|template| {
            template.instructions.len() == response.items().count()
                && template.instructions.iter().zip(response.items()).all(|(instruction, item)| {
                    instruction.kind() == item.kind
                        && (!item.result.is_success() || instruction.answer().shape.check(&item.data).is_ok())
                })
        });
        let Some(template) = fits else { panic!("{}: {:?}", message.name, response.to_owned()) };
        let successful = response.items().enumerate().filter(|(_, item)| item.result.is_success());
        seen.extend(successful.map(|(index, _)| (template.code, index)));
    }
    for template in templates().iter().filter(|template| template.variant.is_none()) {
        for (index, instruction) in template.instructions.iter().enumerate() {
            let reads =
                instruction.kind() == AccessKind::Get && instruction.answer().basis == ShapeBasis::Seen;
            assert!(
                !reads || seen.contains(&(template.code, index)),
                "{} {}",
                template.name,
                instruction.descriptor
            );
        }
    }
}

#[test]
fn alerts_name_an_activation() {
    let Some(messages) = messages("alerts_name_an_activation") else { return };
    let mut seen = BTreeSet::new();
    for message in messages.iter().filter(|message| message.code == codes::FUTURE_DATED_DLMS) {
        // Tag, invoke id, no date-time, then code, time and content.
        let mut reader = Reader::new(message.payload.get(6..).expect("a notification"));
        let content = DataView::parse(&mut reader).expect("data");
        let content = content.elements().expect("a structure").last().expect("content");
        let mut content = Reader::new(content.as_octets().expect("octets"));
        let code = MessageCode(content.u16("a message code").expect("a message code"));
        content.u64("a counter").expect("a counter");
        let object = Descriptor::parse(&mut content).expect("an attribute");
        let template = template(code).unwrap_or_else(|| panic!("{}: no template of {code}", message.name));
        let activation = template.activations().find(|activation| activation.object == object);
        assert!(activation.is_some(), "{}: {object} in {}", message.name, template.name);
        seen.insert((code, object));
    }
    for template in templates() {
        for activation in template.activations().filter(|activation| activation.source == AlertSource::Seen) {
            assert!(
                seen.contains(&(template.code, activation.object)),
                "{} {}",
                template.name,
                activation.object
            );
        }
    }
}

#[test]
fn shapes_taken_from_writing_use_cases_are_theirs() {
    for template in templates() {
        for (index, instruction) in template.instructions.iter().enumerate() {
            let set = instruction.kind() == AccessKind::Get && instruction.answer().basis == ShapeBasis::Set;
            let written = pairs().iter().any(|pair| pair.read == template && pair.read_index == index);
            let exempt =
                EXEMPT.contains(&(template.name.as_str(), instruction.descriptor.to_string().as_str()));
            assert!(!set || written || exempt, "{} {}", template.name, instruction.descriptor);
        }
    }
}

#[test]
fn pairs_are_confirmed_by_the_table_of_access() {
    let Some(rows) = access_table("pairs_are_confirmed_by_the_table_of_access") else { return };
    assert!(!pairs().is_empty());
    // Use cases that are no longer in the mapping table are not in this one either.
    let current = |template: &Template| {
        let found = hallmark_gbcs::tables::use_case(template.code).expect("a use case");
        found.status == hallmark_gbcs::tables::Status::Current
    };
    for pair in pairs().iter().filter(|pair| current(pair.write) && current(pair.read)) {
        let written = rows.get(&pair.written.to_string());
        assert!(written.is_some_and(|row| row.update.contains(&pair.write.name)), "{pair:?}");
        let read = rows.get(&pair.read_back.to_string());
        assert!(read.is_some_and(|row| row.read.contains(&pair.read.name)), "{pair:?}");
    }
}

#[test]
fn templates_reach_the_attributes_of_the_table_of_access() {
    let Some(rows) = access_table("templates_reach_the_attributes_of_the_table_of_access") else { return };
    for template in templates() {
        for instruction in &template.instructions {
            let row = rows.get(&instruction.descriptor.to_string());
            let listed = row
                .is_some_and(|row| row.update.contains(&template.name) || row.read.contains(&template.name));
            let found = hallmark_gbcs::tables::use_case(template.code).expect("a use case");
            let current = found.status == hallmark_gbcs::tables::Status::Current;
            assert!(listed || !current, "{} {}", template.name, instruction.descriptor);
        }
    }
}

fn compare(template: &Template, message: &Message, request: &AccessRequest<'_>) -> Result<(), String> {
    let count = request.items().count();
    if count != template.instructions.len() {
        return Err(format!("{:?}: {count} instructions", template.variant));
    }
    let now = 1_700_000_000;
    let parameters = Parameters::new(message.counter, message.originator, message.recipient, now);
    let parameters = parameters.expect("an instant");
    for (item, instruction) in request.items().zip(&template.instructions) {
        compare_item(&item, instruction, &parameters)
            .map_err(|error| format!("{:?}: {error}", template.variant))?;
    }
    Ok(())
}

fn compare_item(
    item: &RequestItemView<'_>,
    instruction: &Instruction,
    parameters: &Parameters,
) -> Result<(), String> {
    let expected = instruction.build(parameters).expect("an instant");
    let item_value = item.to_owned();
    let selection = |selection: &Option<hallmark_gbcs::dlms::Selection>| {
        selection.as_ref().map(|selection| (selection.selector, kinds(&selection.parameters)))
    };
    let found = (item_value.kind, item_value.descriptor, selection(&item_value.selection));
    let wanted = (expected.kind, expected.descriptor, selection(&expected.selection));
    if found != wanted {
        return Err(format!("expected {wanted:?}, found {found:?}"));
    }
    match instruction.value() {
        Some(value) => value.shape().check(&item.data).map_err(|error| error.to_string()),
        None if kinds(&expected.data) == kinds(&item_value.data) => Ok(()),
        None => Err(format!("expected {}, found {}", expected.data, item_value.data)),
    }
}

/// The types of an item and of its parts.
fn kinds(data: &Data) -> String {
    match data {
        Data::Array(items) | Data::Structure(items) => {
            let items = items.iter().map(kinds).collect::<Vec<_>>();
            format!("{}({})", data.kind().short_name(), items.join(","))
        }
        Data::OctetString(octets) => format!("oct[{}]", octets.len()),
        other => other.kind().short_name().to_owned(),
    }
}

struct Message {
    name: String,
    kind: u8,
    code: MessageCode,
    counter: Counter,
    originator: EntityId,
    recipient: EntityId,
    payload: Vec<u8>,
}

impl Message {
    fn is(&self, kind: u8) -> bool {
        self.kind == kind
    }

    /// Reads the header; its form is the subject of other tests.
    fn read(name: String, octets: &[u8]) -> Result<Self, hallmark_gbcs::Error> {
        let mut reader = Reader::new(octets);
        if reader.peek() == Some(0xDD) {
            reader.take(7, "a MAC header")?;
            read_length(&mut reader, "a length")?;
            reader.take(5, "a security header")?;
        }
        reader.take(2, "a grouping header")?;
        let kind = reader.octet("a kind")?;
        let counter = Counter(reader.u64("a counter")?);
        reader.octet("a length")?;
        let originator = EntityId(reader.array("an originator")?);
        reader.octet("a length")?;
        let recipient = EntityId(reader.array("a recipient")?);
        let date_time = reader.octet("a length")?;
        reader.take(date_time.into(), "a date-time")?;
        let (length, _) = read_length(&mut reader, "a length")?;
        let mut other = reader.nested(length, "other information")?;
        let code = MessageCode(other.u16("a message code")?);
        let party = (length > 2).then(|| other.array("a party").map(EntityId)).transpose()?;
        let (length, _) = read_length(&mut reader, "a length")?;
        let payload = reader.take(length, "a payload")?.to_vec();
        Ok(Self { name, kind, code, counter, originator: party.unwrap_or(originator), recipient, payload })
    }
}

/// The messages of the corpus, but for those without protection, which stand in it a second time with it.
fn messages(test: &str) -> Option<Vec<Message>> {
    let Some(corpus) = env::var_os("HALLMARK_CORPUS") else {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
        return None;
    };
    let mut messages = Vec::new();
    for path in files(&Path::new(&corpus).join("rtds/messages")) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.contains("PRECOMMAND") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a message");
        let text = text.trim();
        let octet = |index| u8::from_str_radix(&text[index..index + 2], 16).expect("hexadecimal digits");
        let octets = (0..text.len()).step_by(2).map(octet).collect::<Vec<_>>();
        messages.push(Message::read(name, &octets).expect("a header"));
    }
    assert!(messages.len() > 500);
    Some(messages)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The use cases that update and that read an attribute or method.
#[derive(Default)]
struct Access {
    update: BTreeSet<String>,
    read: BTreeSet<String>,
}

/// For each attribute and method the use cases that update and that read it.
fn access_table(test: &str) -> Option<BTreeMap<String, Access>> {
    let Some(corpus) = env::var_os("HALLMARK_CORPUS") else {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
        return None;
    };
    let path = Path::new(&corpus).join("spec/smets-dlms-access.tsv");
    let text = fs::read_to_string(path).expect("the table");
    let mut rows = BTreeMap::<_, Access>::new();
    for line in text.lines().skip(1) {
        let cells = line.split('\t').collect::<Vec<_>>();
        let names = |cell: &str| cell.split("; ").map(str::to_owned).collect::<Vec<_>>();
        let row = rows.entry(format!("{} {} #{}", cells[0], cells[1], cells[3])).or_default();
        row.update.extend(names(cells[7]));
        row.read.extend(names(cells[9]));
    }
    Some(rows)
}

const COMMAND: u8 = 1;
const RESPONSE: u8 = 2;

/// Read attributes that a use case sets, in another form than the one they are read in, or by another kind of message.
const EXEMPT: [(&str, &str); 0] = [];

//! The ESME use-case templates against the official reference messages and the table of attribute access.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod corpus;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::RequestItemView;
use hallmark_gbcs::tables::Status;
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
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Reader;

#[test]
fn commands_match_a_template() {
    let Some(root) = corpus::root("commands_match_a_template") else { return };
    let mut seen = BTreeSet::new();
    for (name, octets) in messages(&root) {
        let message = Message::parse(&octets).expect("a message");
        let code = message.header().message_code();
        let known = variants(code).iter().filter(|template| template.order == OrderBasis::Seen);
        if message.header().cra != Cra::Command || known.clone().next().is_none() {
            continue;
        }
        let differences = known.clone().filter_map(|template| compare(template, &message).err());
        let differences = differences.collect::<Vec<_>>();
        assert!(differences.len() < known.count(), "{name}: {differences:#?}");
        seen.insert(code);
    }
    for template in first_templates() {
        let claimed = template.order == OrderBasis::Seen;
        assert!(!claimed || seen.contains(&template.code), "{}", template.name);
    }
}

#[test]
fn responses_match_a_template() {
    let Some(root) = corpus::root("responses_match_a_template") else { return };
    let mut seen = BTreeSet::new();
    for (name, octets) in messages(&root) {
        let message = Message::parse(&octets).expect("a message");
        let code = message.header().message_code();
        if message.header().cra != Cra::Response || template(code).is_none() {
            continue;
        }
        let response = AccessResponse::parse(message.payload(), 0).expect("a response");
        let fits = |template: &&Template| {
            template.instructions.len() == response.items().count()
                && template.instructions.iter().zip(response.items()).all(|(instruction, item)| {
                    let answer = instruction.answer();
                    let binds = matches!(answer.basis, ShapeBasis::Seen | ShapeBasis::Set)
                        && item.result.is_success();
                    instruction.kind() == item.kind && (!binds || answer.shape.check(&item.data).is_ok())
                })
        };
        let known = variants(code).iter().filter(|template| template.order == OrderBasis::Seen);
        assert!(known.clone().next().is_none() || known.clone().any(|template| fits(&template)), "{name}");
        let successful = response.items().enumerate().filter(|(_, item)| item.result.is_success());
        seen.extend(successful.map(|(index, _)| (code, index)));
    }
    for template in first_templates() {
        for (index, instruction) in template.instructions.iter().enumerate() {
            let claimed =
                instruction.kind() == AccessKind::Get && instruction.answer().basis == ShapeBasis::Seen;
            let found = seen.contains(&(template.code, index));
            assert!(!claimed || found, "{} {}", template.name, instruction.descriptor);
        }
    }
}

#[test]
fn sensitive_attributes_have_the_shape_of_their_template() {
    let Some(root) = corpus::root("sensitive_attributes_have_the_shape_of_their_template") else { return };
    let verifier = Verifier::new(corpus::KeyFolder::load(&root), None);
    let mut seen = BTreeSet::new();
    for (name, octets) in messages(&root) {
        let message = Message::parse(&octets).expect("a message");
        let code = message.header().message_code();
        let plaintext = template(code).and_then(Template::plaintext);
        let (Cra::Response, Some(shape)) = (message.header().cra, plaintext) else { continue };
        let response = AccessResponse::parse(message.payload(), 0).expect("a response");
        for item in response.items().filter(|item| item.result.is_success()) {
            let answer = ProtectedAttributesResponse::parse(&item.data).expect("a protected answer");
            let plaintext = verifier.decrypt_blob(&message, answer.blob).expect("a plaintext");
            let mut reader = Reader::new(&plaintext);
            let data = DataView::parse(&mut reader).expect("data");
            assert_eq!(shape.check(&data), Ok(()), "{name}");
            assert!(reader.is_empty(), "{name}");
            seen.insert(code);
        }
    }
    for template in first_templates() {
        let claimed = template.protected().any(|attribute| attribute.answer.basis == ShapeBasis::Seen);
        assert!(!claimed || seen.contains(&template.code), "{}", template.name);
    }
}

#[test]
fn alerts_name_an_activation() {
    let Some(root) = corpus::root("alerts_name_an_activation") else { return };
    let mut seen = BTreeSet::new();
    for (name, octets) in messages(&root) {
        let message = Message::parse(&octets).expect("a message");
        let code = message.header().message_code();
        if code != codes::FUTURE_DATED_DLMS {
            continue;
        }
        let alert = DataNotification::parse(code, message.payload(), 0).expect("an alert");
        let AlertContent::Activation(executed) = alert.content() else { panic!("{name}") };
        let (command, object) = (executed.code, executed.descriptor);
        let template = template(command).unwrap_or_else(|| panic!("{name}: no template of {command}"));
        let activation = template.activations().find(|activation| activation.object == object);
        assert!(activation.is_some(), "{name}: {object} in {}", template.name);
        seen.insert((command, object));
    }
    for template in templates() {
        for activation in template.activations().filter(|activation| activation.source == AlertSource::Seen) {
            let found = seen.contains(&(template.code, activation.object));
            assert!(found, "{} {}", template.name, activation.object);
        }
    }
}

#[test]
fn shapes_taken_from_writing_use_cases_are_theirs() {
    for template in templates() {
        for (index, instruction) in template.instructions.iter().enumerate() {
            let set = instruction.kind() == AccessKind::Get && instruction.answer().basis == ShapeBasis::Set;
            let written = pairs().iter().any(|pair| pair.read == template && pair.read_index == index);
            assert!(!set || written, "{} {}", template.name, instruction.descriptor);
        }
    }
}

#[test]
fn pairs_are_confirmed_by_the_table_of_access() {
    let Some(rows) = access_table("pairs_are_confirmed_by_the_table_of_access") else { return };
    assert!(!pairs().is_empty());
    // Use cases that are no longer in the mapping table are not in this one either.
    let current = |template: &Template| {
        let found = use_case(template.code).expect("a use case");
        found.status == Status::Current
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
            let found = use_case(template.code).expect("a use case");
            let current = found.status == Status::Current;
            assert!(listed || !current, "{} {}", template.name, instruction.descriptor);
        }
    }
}

fn compare(template: &Template, message: &Message<'_>) -> Result<(), String> {
    let request = AccessRequest::parse(message.payload(), 0).expect("a request");
    let count = request.items().count();
    if count != template.instructions.len() {
        return Err(format!("{:?}: {count} instructions", template.variant));
    }
    let header = message.header();
    let originator = header.supplementary().map_or(header.originator, |supplementary| supplementary.party);
    let parameters = Parameters::new(header.counter, originator, header.recipient, 1_700_000_000);
    let parameters = parameters.expect("an instant");
    for (item, instruction) in request.items().zip(&template.instructions) {
        let name = &template.variant;
        compare_item(&item, instruction, &parameters).map_err(|error| format!("{name:?}: {error}"))?;
    }
    Ok(())
}

fn first_templates() -> impl Iterator<Item = &'static Template> {
    templates().iter().filter(|template| template.variant.is_none())
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

/// Each message but those without protection, which stand in the corpus a second time with it.
fn messages(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut messages = corpus::messages(root);
    messages.retain(|(name, _)| !name.contains("PRECOMMAND"));
    messages
}

/// The use cases that update and that read an attribute or method.
#[derive(Default)]
struct Access {
    update: BTreeSet<String>,
    read: BTreeSet<String>,
}

/// For each attribute and method the use cases that update and that read it.
fn access_table(test: &str) -> Option<BTreeMap<String, Access>> {
    let path = corpus::root(test)?.join("spec/smets-dlms-access.tsv");
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

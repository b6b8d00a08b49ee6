use super::*;
use crate::Counter;
use crate::EntityId;
use crate::dlms::AccessRequest;
use crate::dlms::DataView;
use crate::tables::DeviceKind;
use crate::tables::PayloadFormat;
use crate::tables::use_case;
use crate::tables::use_cases;
use crate::wire::Reader;

fn parameters() -> Parameters {
    let ids = [EntityId([1; 8]), EntityId([2; 8])];
    Parameters::new(Counter(0x0102_0304), ids[0], ids[1], 1_900_000_000).unwrap()
}

#[test]
fn every_file_is_read() {
    assert_eq!(TEMPLATES.as_ref().err(), None);
}

#[test]
fn every_dlms_use_case_of_an_esme_has_a_template_and_no_other() {
    let wanted = use_cases().iter().filter(|use_case| {
        use_case.is_command_for(DeviceKind::Esme) && use_case.format == PayloadFormat::Dlms
    });
    let wanted = wanted.map(|use_case| (use_case.code, use_case.name)).collect::<Vec<_>>();
    let first = templates().iter().filter(|template| template.variant.is_none());
    assert_eq!(first.map(|template| (template.code, template.name.as_str())).collect::<Vec<_>>(), wanted);
    for template in templates() {
        assert_eq!(Some(template.name.as_str()), use_case(template.code).map(|use_case| use_case.name));
    }
}

#[test]
fn variants_follow_the_first_template_under_different_names() {
    for template in templates() {
        let names = variants(template.code).iter().map(|variant| &variant.variant).collect::<Vec<_>>();
        assert_eq!(names[0], &None, "{}", template.name);
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), names.len(), "{}", template.name);
    }
}

#[test]
fn what_is_written_is_read_again() {
    for template in templates() {
        let text = template.to_string();
        assert_eq!(parse::templates(&text), Ok(vec![template.clone()]), "{text}");
    }
}

#[test]
fn commands_have_the_shape_of_their_template() {
    for template in templates() {
        let value = template.build(&parameters()).unwrap();
        let octets = value.to_octets();
        let request = AccessRequest::parse(&octets, 0).unwrap();
        assert_eq!(request.to_owned(), value, "{}", template.name);
        for (item, instruction) in request.items().zip(&template.instructions) {
            if let Some(value) = instruction.value() {
                assert_eq!(
                    value.shape().check(&item.data),
                    Ok(()),
                    "{} {}",
                    template.name,
                    instruction.descriptor
                );
            }
        }
    }
}

#[test]
fn neighbouring_variants_of_varying_values_differ() {
    let next = Parameters { variant: 1, ..parameters() };
    for value in templates().iter().flat_map(|template| &template.instructions).filter_map(Instruction::value)
    {
        assert_eq!(value.build(&parameters()) != value.build(&next), value.varies(), "{value}");
    }
}

#[test]
fn only_activation_date_times_announce_an_alert() {
    for template in templates() {
        for instruction in &template.instructions {
            if let Operation::Set { value, alert, .. } = &instruction.operation {
                let activates = *value == DataTemplate::Parameter(Parameter::Activation);
                assert_eq!(alert.is_some(), activates, "{} {}", template.name, instruction.descriptor);
            }
        }
        let future_dated = template.activations().next().is_some();
        let capable = crate::tables::FutureDating::Capable;
        assert_eq!(use_case(template.code).map(|found| found.future_dated == capable), Some(future_dated));
    }
}

#[test]
fn copies_start_at_an_attribute_that_the_same_template_writes() {
    for template in templates() {
        let copies = template.instructions.iter().flat_map(Instruction::copies);
        for copied in copies {
            let writes =
                template.instructions.iter().any(|instruction| instruction.descriptor == copied.from);
            assert!(writes, "{} {copied}", template.name);
        }
    }
}

#[test]
fn sensitive_use_cases_read_protected_attributes_and_no_others_do() {
    for template in templates() {
        let sensitive = use_case(template.code).map(|found| found.sensitive);
        assert_eq!(sensitive, Some(template.protected().next().is_some()), "{}", template.name);
        assert_eq!(sensitive, Some(template.plaintext().is_some()), "{}", template.name);
    }
}

#[test]
fn a_range_of_time_is_in_seconds_since_2000() {
    let template = template(MessageCode(0x0048)).unwrap();
    let value = template.build(&parameters()).unwrap();
    let selection = value.items[0].selection.as_ref().unwrap();
    let octets = selection.parameters.to_octets();
    let view = DataView::parse(&mut Reader::new(&octets)).unwrap();
    let ends = view.elements().unwrap().filter_map(|item| item.as_unsigned()).collect::<Vec<_>>();
    let to = 1_900_000_000 - 946_684_800;
    assert_eq!(ends, [to - 7 * 86_400, to]);
}

#[test]
fn an_instant_that_is_none_is_refused() {
    let never = crate::dlms::DateTime::NEVER;
    let parameters = Parameters { range: Interval { from: never, to: never }, ..parameters() };
    let error = template(MessageCode(0x0048)).unwrap().build(&parameters).unwrap_err();
    assert_eq!(error, crate::dlms::NoInstant { field: "year", value: 0xFFFF });
}

#[test]
fn errors_name_the_line_what_was_expected_and_what_stands_there() {
    let cases = [
        ("use-case 19 ECS01a", 1, "a message code of four hexadecimal digits", "19"),
        ("use-case 0019 ECS01a\n odrer", 2, "order, or variant and its name", "odrer"),
        ("use-case 0019 E order new", 1, "seen or derived", "new"),
        ("use-case 0019 E order seen put", 1, "set, act, get, get-range, protected or use-case", "put"),
        (
            "use-case 0019 E order seen\nget 1 0-0:1.2.3 #2",
            2,
            "a logical name such as 0-0:1.0.0.255",
            "0-0:1.2.3",
        ),
        ("use-case 0019 E order seen\nget 1 0-0:1.2.3.4 2", 2, "# and a number up to 127", "2"),
        ("use-case 0019 E order seen\nget 1 0-0:1.2.3.4 #2 = u8 1", 2, "->", "="),
        ("use-case 0019 E order seen\nget 1 0-0:1.2.3.4 #2 -> u7 seen", 2, "a type", "u7"),
        (
            "use-case 0019 E order seen\nget 1 0-0:1.2.3.4 #2 -> u8\n",
            3,
            "seen, set, alike or open",
            "the end",
        ),
    ];
    for (text, line, expected, found) in cases {
        assert_eq!(parse::templates(text), Err(TableError::new(line, expected, found)), "{text}");
    }
}

#[test]
fn values_out_of_bounds_are_refused() {
    let span = "two numbers with .. between them, around the value";
    let cases = [
        ("u8 256", "a number of that type", "256"),
        ("u8 9~1..8", span, "1..8"),
        ("u8 9~9..9", span, "9..9"),
        ("u8 9~-1..10", span, "-1..10"),
        ("date *-*-2~1..300", span, "1..300"),
        ("bits \"012\"", "the digits 0 and 1", "012"),
        ("bool maybe", "true or false", "maybe"),
        ("date 2031-12", "a date such as 2031-12-24, with * for any", "2031-12"),
        ("time 7:30", "a time such as 07:30:00", "7:30"),
        ("oct 0A0", "text in quotes, or pairs of hexadecimal digits", "0A0"),
        ("oct \"a12\"~3", "how many of the digits at the end vary, up to 9", "3"),
        ("mpan \"12345\"", "twelve digits", "12345"),
        ("switches [0D] [1]", "two hexadecimal digits", "1"),
        ("[u8 1; u8 2]", "a number of that type", "1;"),
        ("@activate", "a value", "@activate"),
        ("{u8 1 u8 2}", ", or the end of the list", "u8"),
    ];
    for (value, expected, found) in cases {
        let text = format!("use-case 0019 E order seen\nset 1 0-0:1.2.3.4 #2 = {value}");
        assert_eq!(parse::templates(&text), Err(TableError::new(2, expected, found)), "{value}");
    }
}

#[test]
fn written_values_can_be_read_back() {
    let found = |write: &str, read: &str| {
        let pairs = pairs().iter().filter(|pair| pair.write.name == write && pair.read.name == read);
        pairs.map(|pair| (pair.written.to_string(), pair.read_back.to_string(), pair.via)).collect::<Vec<_>>()
    };
    let pair = |written: &str, read: &str, via| (written.to_owned(), read.to_owned(), via);
    let limit = "1 0-0:94.44.0.1 #2";
    assert_eq!(found("ECS38", "ECS26c"), [pair(limit, limit, Via::Same)]);
    let load_limit = [
        pair("9000 0-0:94.44.0.3 #4", "9000 0-0:94.44.0.3 #2", Via::Activation),
        pair("9000 0-0:94.44.128.7 #4", "71 0-0:17.0.0.255 #4", Via::Activation),
        pair("9000 0-0:94.44.128.6 #4", "71 0-0:17.0.0.255 #6", Via::Activation),
        pair("9000 0-0:94.44.128.8 #4", "71 0-0:17.0.0.255 #7", Via::Activation),
    ];
    assert_eq!(found("ECS28a", "ECS27"), load_limit);
    let switched = pair("1 0-30:97.98.12.255 #2", "1 0-30:97.98.16.255 #2", Via::Write);
    assert_eq!(found("ECS25a1", "ECS25r1"), [switched]);
    let rate = pair("113 0-0:19.20.1.255 #6", "113 0-0:19.20.1.255 #5", Via::Action);
    assert!(found("ECS07", "ECS26a").contains(&rate));
    assert_eq!(found("ECS38", "ECS26b"), []);
}

#[test]
fn every_value_that_can_be_read_back_holds_for_itself() {
    for pair in pairs().iter().filter(|pair| pair.form != CopyForm::Switched) {
        let value = pair.value.build(&parameters());
        assert!(pair.form.holds(&value, &value), "{pair:?}");
    }
}

//! The fields of DLMS payloads by name.

use crate::describe::Describe;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::dlms::AccessKind;
use crate::dlms::AccessRequest;
use crate::dlms::AccessResponse;
use crate::dlms::ClassId;
use crate::dlms::DataNotification;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::DlmsPayload;
use crate::dlms::InvokeId;
use crate::dlms::ProtectedAttributesRequest;
use crate::dlms::ProtectedAttributesResponse;
use crate::dlms::RangeDescriptor;
use crate::dlms::RequestItemView;
use crate::dlms::ResponseItemView;
use crate::dlms::shape;
use crate::dlms::shape::Shape;
use crate::tables;

impl Describe for DlmsPayload<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        match self {
            Self::Request(request) => request.describe(sink),
            Self::Response(response) => response.describe(sink),
            Self::Notification(notification) => notification.describe(sink),
        }
    }
}

impl Describe for AccessRequest<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        sink.open("access_request", Some(self.range()), Group::Structure);
        describe_start(self.range().start, self.invoke_id(), self.date_time(), sink);
        sink.open("instructions", None, Group::List);
        self.items().for_each(|item| item.describe(sink));
        sink.close();
        sink.close();
    }
}

/// The specification and the data of an instruction stand in different places: each field has its own range.
impl Describe for RequestItemView<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        let specification = &self.specification;
        let start = specification.range().start;
        sink.open("instruction", None, Group::Structure);
        sink.field("access", Some(start..start + 1), Value::Text(specification.kind.name()));
        let descriptor = &specification.descriptor;
        let is_action = specification.kind == AccessKind::Action;
        let member = if is_action { "method" } else { "attribute" };
        shape::describe_descriptor(descriptor, start + 1, member, sink);
        if let Some(selection) = &specification.selection {
            let at = selection.parameters.range().start - 1;
            sink.field("selector", Some(at..at + 1), Value::Unsigned(selection.selector.into()));
            let is_range = descriptor.class == ClassId::PROFILE_GENERIC
                && selection.selector == RangeDescriptor::SELECTOR;
            let shape = if is_range { shape::RANGE_DESCRIPTOR } else { Shape::Plain };
            shape::describe("selection", &selection.parameters, shape, sink);
        }
        let is_protected = is_action
            && descriptor.class == ClassId::DATA_PROTECTION
            && descriptor.member.0 == ProtectedAttributesRequest::METHOD;
        let shape = if is_protected { shape::PROTECTED_REQUEST } else { Shape::Plain };
        shape::describe("data", &self.data, shape, sink);
        sink.close();
    }
}

impl Describe for AccessResponse<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        sink.open("access_response", Some(self.range()), Group::Structure);
        describe_start(self.range().start, self.invoke_id(), self.date_time(), sink);
        sink.open("answers", None, Group::List);
        self.items().for_each(|item| item.describe(sink));
        sink.close();
        sink.close();
    }
}

/// The result and the data of an answer stand in different places: each field has its own range.
impl Describe for ResponseItemView<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        sink.open("answer", None, Group::Structure);
        let at = self.result_range().start;
        sink.field("access", Some(at..at + 1), Value::Text(self.kind.name()));
        let result = Value::Code { value: self.result.0.into(), digits: 2, name: self.result.name() };
        sink.field("result", Some(at + 1..at + 2), result);
        let is_protected =
            self.kind == AccessKind::Action && ProtectedAttributesResponse::parse(&self.data).is_ok();
        let shape = if is_protected { shape::PROTECTED_RESPONSE } else { Shape::Plain };
        shape::describe("data", &self.data, shape, sink);
        sink.close();
    }
}

impl Describe for DataNotification<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        sink.open("data_notification", Some(self.range()), Group::Structure);
        describe_start(self.range().start, self.invoke_id(), self.date_time(), sink);
        let mut items = self.body().elements().into_iter().flatten();
        if let Some(item) = items.next() {
            let code = self.alert_code();
            let name = tables::alert(code).map(|alert| alert.name);
            let end = item.range().end;
            sink.field(
                "alert_code",
                Some(end - 2..end),
                Value::Code { value: code.0.into(), digits: 4, name },
            );
        }
        if let Some(item) = items.next() {
            let end = item.range().end;
            sink.field("time", Some(end - 12..end), Value::Text(&self.time().to_string()));
        }
        let names = shape::alert_items(self.message_code().0);
        for (index, item) in items.enumerate() {
            let (name, shape) = names.get(index).copied().unwrap_or(("item", Shape::Plain));
            shape::describe(name, &item, shape, sink);
        }
        sink.close();
    }
}

impl Describe for DataView<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        shape::describe_plain("data", self, sink);
    }
}

/// The fields that all three payloads start with: tag, long-invoke-id-and-priority, date-time.
fn describe_start(start: usize, invoke_id: InvokeId, date_time: Option<DateTime>, sink: &mut dyn Sink) {
    let control = Value::Code { value: invoke_id.control().into(), digits: 2, name: None };
    sink.field("invoke_control", Some(start + 1..start + 2), control);
    sink.field("invoke_id", Some(start + 2..start + 5), Value::Unsigned(invoke_id.counter().into()));
    if let Some(date_time) = date_time {
        sink.field("date_time", None, Value::Text(&date_time.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use core::ops::Range;

    use super::*;
    use crate::Counter;
    use crate::EntityId;
    use crate::MessageCode;
    use crate::dlms::AccessRequestValue;
    use crate::dlms::AccessResponseValue;
    use crate::dlms::AccessResult;
    use crate::dlms::Activation;
    use crate::dlms::AlertContent;
    use crate::dlms::CaptureObject;
    use crate::dlms::DataNotificationValue;
    use crate::dlms::Descriptor;
    use crate::dlms::ProtectedAttribute;
    use crate::dlms::ProtectionParameters;
    use crate::dlms::RequestItem;
    use crate::dlms::ResponseItem;
    use crate::dlms::Restriction;
    use crate::dlms::parse;
    use crate::tables::AlertCode;

    /// Writes one line for each field and group, indented.
    #[derive(Default)]
    struct Lines {
        depth: usize,
        text: String,
    }

    impl Lines {
        fn line(&mut self, name: &str, at: Option<Range<usize>>, rest: &str) {
            let at = at.map_or("-".to_string(), |at| format!("{}..{}", at.start, at.end));
            self.text += &format!("{}{name} {at}{rest}\n", "  ".repeat(self.depth));
        }
    }

    impl Sink for Lines {
        fn field(&mut self, name: &str, at: Option<Range<usize>>, value: Value<'_>) {
            let value = match value {
                Value::Code { value, digits, name } => format!("{value:0digits$X} {}", name.unwrap_or("?")),
                Value::Octets(octets) => format!("{octets:02X?}"),
                Value::Text(text) => text.to_string(),
                Value::Unsigned(number) => number.to_string(),
                other => format!("{other:?}"),
            };
            self.line(name, at, &format!(": {value}"));
        }

        fn open(&mut self, name: &str, at: Option<Range<usize>>, group: Group) {
            self.line(name, at, if group == Group::List { " [" } else { " {" });
            self.depth += 1;
        }

        fn close(&mut self) {
            self.depth -= 1;
        }
    }

    fn lines(code: u16, payload: &[u8]) -> String {
        let mut sink = Lines::default();
        parse(MessageCode(code), payload, 100).unwrap().describe(&mut sink);
        assert_eq!(sink.depth, 0);
        sink.text
    }

    #[test]
    fn a_request_is_named_to_its_parts() {
        let clock = CaptureObject::value_of([0, 0, 1, 0, 0, 255]);
        let from = DateTime::from_seconds_since_2000(86_400).unwrap();
        let range = RangeDescriptor::seconds(clock, from, from).unwrap();
        let log = Descriptor::new(7, [0, 0, 99, 98, 0, 255], 2);
        let switch = Descriptor::new(70, [0, 0, 96, 3, 10, 255], 1);
        let items = [RequestItem::get_selected(log, range.to_selection()), RequestItem::action(switch, 0i8)];
        let payload = AccessRequestValue::new(Counter(1000), items).to_octets();
        assert_eq!(lines(0x000B, &payload), A_REQUEST);
    }

    #[test]
    fn a_protected_request_and_its_answer_are_named_to_their_parts() {
        let object = CaptureObject { descriptor: Descriptor::new(1, [0, 0, 94, 44, 34, 10], 2), index: 0 };
        let attributes = vec![ProtectedAttribute { object, restriction: Restriction::None }];
        let parameters = ProtectionParameters {
            counter: Counter(7),
            originator: EntityId([0xA; 8]),
            recipient: EntityId([0xB; 8]),
        };
        let request = ProtectedAttributesRequest { attributes, parameters };
        let method = Descriptor::new(30, [0, 0, 43, 2, 8, 255], 1);
        let items = [RequestItem::action(method, request.to_data())];
        let payload = AccessRequestValue::new(Counter(7), items).to_octets();
        assert_eq!(lines(0x0027, &payload), A_PROTECTED_REQUEST);
        let answer = ProtectedAttributesResponse { parameters, blob: &[0x31, 0, 0, 0, 0] };
        let items = [
            ResponseItem::success(AccessKind::Action, answer.to_data()),
            ResponseItem::failure(AccessKind::Get, AccessResult::OTHER_REASON),
        ];
        let payload = AccessResponseValue::new(InvokeId::of(Counter(7)), items).to_octets();
        assert_eq!(lines(0x0027, &payload), ITS_ANSWER);
    }

    #[test]
    fn an_alert_is_named_to_its_parts() {
        let activation = Activation {
            code: MessageCode(0x0019),
            counter: Counter(9),
            descriptor: Descriptor::new(113, [0, 0, 19, 20, 0, 255], 7),
        };
        let content = AlertContent::Activation(activation).to_data();
        let time = DateTime::from_seconds_since_2000(0).unwrap();
        let alert = DataNotificationValue::new(Counter(9), AlertCode(0x8F66), time, content);
        assert_eq!(lines(0x00CC, &alert.to_octets()), AN_ALERT);
    }

    const A_REQUEST: &str = "\
access_request 100..164 {
  invoke_control 101..102: 20 ?
  invoke_id 102..105: 1000
  instructions - [
    instruction - {
      access 107..108: get
      class 108..110: 7
      class_name -: Profile Generic
      instance 110..116: 0-0:99.98.0.255
      attribute 116..117: 2
      selector 117..118: 1
      selection 118..150 {
        restricting_object 120..138 {
          class 123..125: 1
          class_name -: Data
          instance 127..133: 0-0:1.0.0.255
          attribute 134..135: 2
          index 135..138: 0
        from 139..143: 2000-01-02T00:00:00Z
        to 144..148: 2000-01-02T00:00:00Z
        selected_columns 148..150 [
      data 161..162: Null
    instruction - {
      access 150..151: action
      class 151..153: 70
      class_name -: Disconnect Control
      instance 153..159: 0-0:96.3.10.255
      method 159..160: 1
      data 162..164 {
        integer 162..164: Signed(0)
";

    const A_PROTECTED_REQUEST: &str = "\
access_request 100..197 {
  invoke_control 101..102: 20 ?
  invoke_id 102..105: 7
  instructions - [
    instruction - {
      access 107..108: action
      class 108..110: 30
      class_name -: Data Protection
      instance 110..116: 0-0:43.2.8.255
      method 116..117: 1
      data 118..197 {
        attributes 120..145 [
          attribute 122..145 {
            class 125..127: 1
            class_name -: Data
            instance 129..135: 0-0:94.44.34.10
            attribute 136..137: 2
            index 137..140: 0
            restriction 140..145 {
              type 142..144: 0
              range 144..145: Null
        parameters 145..197 [
          protection 147..197 {
            type 149..151: 2
            options 151..197 {
              transaction_id 153..164 {
                purpose 155..156: 4
                counter 156..164: 7
              originator 166..174: [0A, 0A, 0A, 0A, 0A, 0A, 0A, 0A]
              recipient 176..184: [0B, 0B, 0B, 0B, 0B, 0B, 0B, 0B]
              other_information 184..186: []
              key_information 186..197 {
                type 188..190: 2
                agreed_key 190..197 {
                  key_parameters 192..195: [02]
                  ciphered_key_data 195..197: []
";

    const ITS_ANSWER: &str = "\
access_response 100..175 {
  invoke_control 101..102: 20 ?
  invoke_id 102..105: 7
  answers - [
    answer - {
      access 171..172: action
      result 172..173: 00 success
      data 108..169 {
        parameters 110..162 [
          protection 112..162 {
            type 114..116: 2
            options 116..162 {
              transaction_id 118..129 {
                purpose 120..121: 4
                counter 121..129: 7
              originator 131..139: [0A, 0A, 0A, 0A, 0A, 0A, 0A, 0A]
              recipient 141..149: [0B, 0B, 0B, 0B, 0B, 0B, 0B, 0B]
              other_information 149..151: []
              key_information 151..162 {
                type 153..155: 2
                agreed_key 155..162 {
                  key_parameters 157..160: [02]
                  ciphered_key_data 160..162: []
        encrypted 162..169: [31, 00, 00, 00, 00]
    answer - {
      access 173..174: get
      result 174..175: FA other reason
      data 169..170: Null
";

    const AN_ALERT: &str = "\
data_notification 100..146 {
  invoke_control 101..102: 20 ?
  invoke_id 102..105: 9
  alert_code 109..111: 8F66 Future-date HAN Interface Command Successfully Actioned
  time 113..125: 2000-01-01T00:00:00Z
  activation 125..146 {
    message_code 127..129: 0019 ?
    originator_counter 129..137: 9
    class 137..139: 113
    class_name -: Charge
    instance 139..145: 0-0:19.20.0.255
    attribute 145..146: 7
";
}

//! Payloads whose lists need not be of one length.

use hallmark_gbcs::wire::push_length;

use super::node::Node;

/// A payload: tag, invoke identifier, date-time, then lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Apdu {
    pub(crate) tag: u8,
    pub(crate) invoke_id: [u8; 4],
    /// The date-time with its length.
    pub(crate) date_time: Vec<u8>,
    pub(crate) lists: Lists,
}

/// What follows the date-time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lists {
    Request { specifications: Vec<Specification>, data: Vec<Node> },
    Response { specification: u8, data: Vec<Node>, results: Vec<[u8; 2]> },
    Notification(Node),
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Specification {
    pub(crate) choice: u8,
    /// Class, instance, attribute or method.
    pub(crate) descriptor: Vec<u8>,
    /// Selector and parameters.
    pub(crate) selection: Option<(u8, Node)>,
}

impl Specification {
    pub(crate) fn new(choice: u8, class: u16, instance: [u8; 6], member: u8) -> Self {
        let descriptor = [&class.to_be_bytes(), &instance[..], &[member]].concat();
        Self { choice, descriptor, selection: None }
    }

    fn emit(&self, out: &mut Vec<u8>) {
        out.push(self.choice);
        out.extend(&self.descriptor);
        if let Some((selector, parameters)) = &self.selection {
            out.push(*selector);
            parameters.emit(out);
        }
    }
}

impl Apdu {
    pub(crate) fn to_vec(&self) -> Vec<u8> {
        let mut out = vec![self.tag];
        out.extend(self.invoke_id);
        out.extend(&self.date_time);
        match &self.lists {
            Lists::Request { specifications, data } => {
                push_length(&mut out, specifications.len(), 1);
                specifications.iter().for_each(|specification| specification.emit(&mut out));
                push_length(&mut out, data.len(), 1);
                data.iter().for_each(|item| item.emit(&mut out));
            }
            Lists::Response { specification, data, results } => {
                out.push(*specification);
                push_length(&mut out, data.len(), 1);
                data.iter().for_each(|item| item.emit(&mut out));
                push_length(&mut out, results.len(), 1);
                results.iter().for_each(|result| out.extend(result));
            }
            Lists::Notification(body) => body.emit(&mut out),
        }
        out
    }

    /// Every tree of data in it, to be changed: the parameters of selections, then the data.
    pub(crate) fn trees(&self) -> Vec<Node> {
        match &self.lists {
            Lists::Request { specifications, data } => {
                let selections = specifications.iter().filter_map(|it| it.selection.as_ref());
                selections.map(|(_, parameters)| parameters.clone()).chain(data.iter().cloned()).collect()
            }
            Lists::Response { data, .. } => data.clone(),
            Lists::Notification(body) => vec![body.clone()],
        }
    }

    /// The payload with the tree of this number replaced.
    pub(crate) fn with_tree(&self, number: usize, new: &Node) -> Self {
        let mut changed = self.clone();
        let places: Vec<&mut Node> = match &mut changed.lists {
            Lists::Request { specifications, data } => {
                let selections = specifications.iter_mut().filter_map(|it| it.selection.as_mut());
                selections.map(|(_, parameters)| parameters).chain(data).collect()
            }
            Lists::Response { data, .. } => data.iter_mut().collect(),
            Lists::Notification(body) => vec![body],
        };
        if let Some(place) = places.into_iter().nth(number) {
            *place = new.clone();
        }
        changed
    }
}

use std::ops::Range;

use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;

/// Takes every field, and insists that it stands within the octets and that what is opened is closed.
pub(crate) struct Bounds {
    within: Range<usize>,
    depth: usize,
}

impl Bounds {
    pub(crate) fn new(within: Range<usize>) -> Self {
        Self { within, depth: 0 }
    }

    pub(crate) fn finish(self) {
        assert_eq!(self.depth, 0, "a group was opened and not closed");
    }

    fn check(&self, name: &str, at: Option<Range<usize>>) {
        let Some(at) = at else { return };
        let inside = self.within.start <= at.start && at.start <= at.end && at.end <= self.within.end;
        assert!(inside, "{name} at {at:?} lies outside of {:?}", self.within);
    }
}

impl Sink for Bounds {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, _value: Value<'_>) {
        self.check(name, at);
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, _group: Group) {
        self.check(name, at);
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.checked_sub(1).expect("a group that is closed was opened");
    }
}

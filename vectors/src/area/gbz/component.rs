//! Components whose fields may be wrong.

/// One component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) control: u8,
    pub(crate) cluster: u16,
    /// What is written for the length, where that is not the true one.
    pub(crate) length: Option<u16>,
    pub(crate) from_date_time: Option<u32>,
    /// Additional header control and frame counter, of encrypted components.
    pub(crate) additional: Option<[u8; 2]>,
    /// Frame control, sequence, command.
    pub(crate) header: [u8; 3],
    /// What is written for the length of ciphered information, where that is not the true one.
    pub(crate) ciphered_length: Option<u16>,
    pub(crate) content: Vec<u8>,
}

impl Component {
    pub(crate) fn new(cluster: u16, header: [u8; 3], content: impl Into<Vec<u8>>) -> Self {
        Self {
            control: 0,
            cluster,
            length: None,
            from_date_time: None,
            additional: None,
            header,
            ciphered_length: None,
            content: content.into(),
        }
    }

    pub(crate) fn from(self, time: u32) -> Self {
        Self { control: self.control | 0x10, from_date_time: Some(time), ..self }
    }

    pub(crate) fn encrypted(self, counter: u8, blob: Vec<u8>) -> Self {
        Self { control: self.control | 0x02, additional: Some([0, counter]), content: blob, ..self }
    }

    pub(crate) fn emit(&self, out: &mut Vec<u8>) {
        let mut inner = Vec::new();
        inner.extend(self.from_date_time.into_iter().flat_map(u32::to_be_bytes));
        inner.extend(self.additional.into_iter().flatten());
        inner.extend(self.header);
        if self.additional.is_some() {
            inner.extend(self.ciphered_length.unwrap_or_else(|| length(&self.content)).to_be_bytes());
        }
        inner.extend(&self.content);
        out.push(self.control);
        out.extend(self.cluster.to_be_bytes());
        out.extend(self.length.unwrap_or_else(|| length(&inner)).to_be_bytes());
        out.extend(inner);
    }
}

/// The payload of these components, which states `count` of them; the last is marked as such.
pub(crate) fn payload(count: usize, components: &[Component]) -> Vec<u8> {
    let mut components = components.to_vec();
    if let Some(last) = components.last_mut() {
        last.control |= 0x01;
    }
    unmarked(count, &components)
}

/// The same without a mark on the last.
pub(crate) fn unmarked(count: usize, components: &[Component]) -> Vec<u8> {
    let mut out = vec![0x01, 0x09, u8::try_from(count).unwrap_or(u8::MAX)];
    components.iter().for_each(|component| component.emit(&mut out));
    out
}

fn length(octets: &[u8]) -> u16 {
    u16::try_from(octets.len()).unwrap_or(u16::MAX)
}

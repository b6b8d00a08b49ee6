//! The stages of the pipeline, one a file, in this order: frame, address, structure, authority, freshness, authenticity,
//! content, execution, response; and what follows a refusal.

pub(crate) mod address;
pub(crate) mod authenticity;
pub(crate) mod authority;
pub(crate) mod blocks;
pub(crate) mod content;
pub(crate) mod execution;
pub(crate) mod frame;
pub(crate) mod freshness;
pub(crate) mod reaction;
pub(crate) mod response;
pub(crate) mod structure;

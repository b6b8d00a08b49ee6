//! Credentials: those of Remote Parties in Trust Anchor Cells, and those of the device itself (GBCS 12, 13).
//!
//! A scenario offers a certificate for a cell, in one of many [`forms`], and reads with CS02a what the cells hold before
//! and after. What it demands goes no further than a text or an official message does; what a device may do either way
//! is only held against what the device itself says of it.

mod bench;
mod cells;
mod device;
mod device_forms;
mod floors;
mod forms;
mod joining;
mod judging;
mod parties;
mod reading;
mod request;
mod requests;
mod restoring;
mod roll_over;
mod trial;

pub(crate) use device::OwnKeys;
pub(crate) use trial::Trial;

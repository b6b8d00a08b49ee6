//! The names of ZigBee clusters (07-5123; 07-5356, Smart Energy).

/// What a frame is, by profile and cluster.
pub(super) fn name(profile: u16, cluster: u16) -> &'static str {
    match (profile, cluster) {
        (DEVICE_PROFILE, _) => "ZigBee device profile",
        (_, 0x0000) => "cluster 0000 Basic",
        (_, 0x0003) => "cluster 0003 Identify",
        (_, 0x0009) => "cluster 0009 Alarms",
        (_, 0x000A) => "cluster 000A Time",
        (_, 0x0015) => "cluster 0015 Commissioning",
        (_, 0x0019) => "cluster 0019 Over-the-air upgrade",
        (_, 0x001A) => "cluster 001A Power profile",
        (_, 0x0020) => "cluster 0020 Poll control",
        (_, 0x0025) => "cluster 0025 Keep-alive",
        (_, 0x0700) => "cluster 0700 Price",
        (_, 0x0701) => "cluster 0701 Demand response and load control",
        (_, 0x0702) => "cluster 0702 Metering",
        (_, 0x0703) => "cluster 0703 Messaging",
        (_, TUNNELING) => "cluster 0704 Tunneling",
        (_, 0x0705) => "cluster 0705 Prepayment",
        (_, 0x0706) => "cluster 0706 Energy management",
        (_, 0x0707) => "cluster 0707 Calendar",
        (_, 0x0708) => "cluster 0708 Device management",
        (_, 0x0709) => "cluster 0709 Events",
        (_, 0x070A) => "cluster 070A MDU pairing",
        (_, 0x070B) => "cluster 070B Sub-GHz",
        (_, 0x0800) => "cluster 0800 Key establishment",
        (_, 0x0B01) => "cluster 0B01 Meter identification",
        _ => "another cluster",
    }
}

pub(super) const SMART_ENERGY: u16 = 0x0109;
pub(super) const TUNNELING: u16 = 0x0704;
const DEVICE_PROFILE: u16 = 0x0000;

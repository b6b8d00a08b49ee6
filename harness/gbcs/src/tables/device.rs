use super::words::words;

words! {
    /// A kind of Device on the home area network.
    pub enum DeviceKind as "a device kind" {
        /// Communications Hub Function.
        Chf = "chf",
        /// Electricity Smart Metering Equipment.
        Esme = "esme",
        /// Gas Proxy Function.
        Gpf = "gpf",
        /// Gas Smart Metering Equipment.
        Gsme = "gsme",
        /// HAN Connected Auxiliary Load Control Switch.
        Hcalcs = "hcalcs",
        /// Prepayment Interface Device.
        Ppmid = "ppmid",
        /// Standalone Auxiliary Proportional Controller.
        Sapc = "sapc",
    }
}

//! Inputs that a target once found something with: each must go through now.

use hallmark_fuzz::TARGETS;
use hallmark_smki::Certificate;
use hallmark_smki::negatives::Corpus;

fn run(target: &str, octets: &[u8]) {
    let target = TARGETS.iter().find(|known| known.name == target).expect("there is such a target");
    (target.run)(octets);
}

fn octets(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal digits")).collect()
}

/// A request for a certificate is kept as it is, with a length that is longer than needed.
#[test]
fn a_long_length_in_octets_that_are_not_looked_into() {
    run("asn1", &octets("000a0130820000"));
}

/// The length of a block's data takes two octets where one would do.
#[test]
fn a_long_length_in_a_block() {
    run(
        "block",
        &octets(
            "0030dd0901206c0cfe17ab80080802484c4d4b0101020802484c4d440000a000020102000d0000000000e000000300008100",
        ),
    );
}

/// The private key beside a certificate whose key is of another kind.
#[test]
fn a_key_beside_a_certificate_with_another_kind_of_key() {
    let corpus = Corpus::from_seed(1).expect("the catalogue can be made");
    let mut leaves = corpus.items().iter().filter_map(|item| Certificate::parse_der(&item.scene.leaf).ok());
    let odd = leaves.find(|leaf| leaf.public_point().is_none()).expect("there is such a certificate");
    let pki = hallmark_smki::pki::TestPki::from_seed(3).expect("the test PKI can be made");
    let key = pki.root().key().to_pem().expect("a key can be written");
    let file = |name: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 1).expect("a short file");
        [length.to_be_bytes().as_slice(), &[name], content].concat()
    };
    run("keys", &[file(0, odd.der()), file(1, key.as_bytes())].concat());
}

/// A certificate for TLS without an Entity Identifier, which a Device would refuse and which lint has nothing against.
#[test]
fn a_certificate_for_tls() {
    run(
        "lint",
        &octets(
            "01ab308201a73082014da0030201020210502b0ffbd0f1d1a64bef611765f6b25e300a06082a8648ce3d040302301a310b3009060355040b13023037310b3009060355040313024849301e170d3134303130313030303030305a170d3433313233313233353935395a3021310b3009060355040b0c023032311230100603552d0304090002484c4d4b0101023059301306072a8648ce3d020106082a8648ce3d0301070342000465fc20b5e4e1c12acf43a6e5cb92bda9e8b4ab63d2a0a7fd01b816704844b11e3da8f9bdfc2f69dc1d55b982fcc838b97eb098a3932cac66dcaa58f01ef59779a36e306c300e0603551d0f0101ff040403020780301d0603551d200101ff04133011300f060d2a863a0001848fb90f0102010430110603551d0e040a040840f431cecdab915430130603551d23040c300a80084f011025975a613930130603551d25040c300a06082b06010505070301300a06082a8648ce3d040302034800300045022100ec684157e553cae42e6082ac6686f1c1f8a7d44c8dd0e01cd8c407aed78af36902204278628437776a4a114fe0f64c909608b1651aace92acca8d6258eb9cacdc95f",
        ),
    );
}

@L-45 @section:GBCS-13.5 @section:GBCS-12 @pack:device @negative @needs:party:supplier @needs:party:access-control-broker @needs:use-case:CS02a @needs:use-case:CS02d @needs:use-case:CS02e
Feature: A device refuses a certificate that is not for its pending key, its identity and its usage
  After each refusal it goes on with the key and the certificate that it had. The codes are those of the enumeration of
  CS02d; that another one than the fitting one is given is a remark, but where an official message shows it.

  @id:L-45.refused/<slug> @needs:use-case:CS02c
  Scenario Outline: A certificate for <usage> <form> is refused
    Given the device has made a key pair for <usage>
    When the supplier installs for <usage> a certificate <form>
    Then the device refuses it, with code <code> where it tells
    And the device holds the certificates that it should
    And the supplier is served

    Examples: what needs no issuing key
      | slug               | usage              | form                          | code |
      | signature/already  | digital signatures | that it has already           | 5    |
      | agreement/already  | key agreement      | that it has already           | 5    |
      | signature/supplier | digital signatures | that belongs to the supplier  | 2    |
      | agreement/supplier | key agreement      | that belongs to the supplier  | 2    |
      | signature/empty    | digital signatures | that is empty                 | 1    |
      | agreement/empty    | key agreement      | that is empty                 | 1    |
      | signature/noise    | digital signatures | that is none                  | 1    |
      | agreement/noise    | key agreement      | that is none                  | 1    |
      | signature/cut      | digital signatures | that is cut short by an octet | 1    |
      | agreement/cut      | key agreement      | that is cut short by an octet | 1    |

    @needs:feature:device-issuing-key @needs:feature:new-device-keys
    Examples: what the authority has to sign
      | slug                      | usage              | form                               | code |
      | signature/old-key         | digital signatures | for the key that it has already    | 5    |
      | agreement/old-key         | key agreement      | for the key that it has already    | 5    |
      | signature/foreign-key     | digital signatures | for a key of somebody else         | 5    |
      | agreement/foreign-key     | key agreement      | for a key of somebody else         | 5    |
      | signature/other-device    | digital signatures | for another device                 | 2    |
      | agreement/other-device    | key agreement      | for another device                 | 2    |
      | signature/no-identity     | digital signatures | without an identity                | 2    |
      | agreement/no-identity     | key agreement      | without an identity                | 2    |
      | signature/identity-seven  | digital signatures | with an identity of seven octets   | 2    |
      | agreement/identity-seven  | key agreement      | with an identity of seven octets   | 2    |
      | signature/identity-domain | digital signatures | with a domain name for an identity | 2    |
      | agreement/identity-domain | key agreement      | with a domain name for an identity | 2    |
      | signature/both-usages     | digital signatures | for both usages                    | 3    |
      | agreement/both-usages     | key agreement      | for both usages                    | 3    |
      | signature/other-usage     | digital signatures | for the other usage                | 3    |
      | agreement/other-usage     | key agreement      | for the other usage                | 3    |
      | signature/certificates    | digital signatures | for signing certificates           | 3    |
      | agreement/certificates    | key agreement      | for signing certificates           | 3    |
      | signature/no-usage        | digital signatures | without a usage                    | 3    |
      | agreement/no-usage        | key agreement      | without a usage                    | 3    |
      | signature/off-curve       | digital signatures | for a point off the curve          | 5    |
      | agreement/off-curve       | key agreement      | for a point off the curve          | 5    |
      | signature/p-384           | digital signatures | for a P-384 key                    | 5    |
      | agreement/p-384           | key agreement      | for a P-384 key                    | 5    |

  @id:L-45.repudiation/<slug> @needs:use-case:CS02c @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: A certificate for <usage> whose keyUsage is non-repudiation is refused with code 3
    Given the device has made a key pair for <usage>
    When the supplier installs for <usage> a certificate for non-repudiation
    Then the device refuses it with code 3
    And the device holds the certificates that it should
    And the supplier is served

    Examples:
      | slug      | usage              |
      | signature | digital signatures |
      | agreement | key agreement      |

  @id:L-45.no-request/<slug> @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: A certificate for <usage> that no key pair waits for is refused
    When the supplier installs for <usage> a certificate <form>
    Then the device refuses it, with code <code> where it tells
    And the device holds the certificates that it should
    And the supplier is served

    Examples:
      | slug                  | usage              | form                            | code |
      | signature/old-key     | digital signatures | for the key that it has already | 4    |
      | agreement/old-key     | key agreement      | for the key that it has already | 4    |
      | signature/foreign-key | digital signatures | for a key of somebody else      | 4    |
      | agreement/foreign-key | key agreement      | for a key of somebody else      | 4    |

  @id:L-45.other-request/<slug> @needs:use-case:CS02c @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: A key pair that waits for <waiting> is not taken for <usage>
    Given the device has made a key pair for <waiting>
    When the supplier installs for <usage> a certificate for its new key
    Then the device refuses it
    And the device holds the certificates that it should
    And the supplier is served

    Examples:
      | slug            | waiting            | usage              |
      | signature-waits | digital signatures | key agreement      |
      | agreement-waits | key agreement      | digital signatures |

  @id:L-45.profile/<slug> @needs:use-case:CS02c @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: A certificate for <usage> <form> is not taken in silence
    Given the device has made a key pair for <usage>
    When the supplier installs for <usage> a certificate <form>
    Then the device should refuse it by GBCS 12
    And the device holds the certificates that it should
    And the supplier is served

    Examples: what a profile does not permit, and no text says that a device checks
      | slug                        | usage              | form                                    |
      | signature/two-identities    | digital signatures | with two identities                     |
      | agreement/two-identities    | key agreement      | with two identities                     |
      | signature/compressed        | digital signatures | for the compressed point of its new key |
      | agreement/compressed        | key agreement      | for the compressed point of its new key |
      | signature/end               | digital signatures | with an end                             |
      | agreement/end               | key agreement      | with an end                             |
      | signature/subject           | digital signatures | with a subject                          |
      | agreement/subject           | key agreement      | with a subject                          |
      | signature/no-policies       | digital signatures | without policies                        |
      | agreement/no-policies       | key agreement      | without policies                        |
      | signature/two-policies      | digital signatures | with two policies                       |
      | agreement/two-policies      | key agreement      | with two policies                       |
      | signature/identity-critical | digital signatures | whose identity is not critical          |
      | agreement/identity-critical | key agreement      | whose identity is not critical          |
      | signature/unknown-critical  | digital signatures | with an unknown critical extension      |
      | agreement/unknown-critical  | key agreement      | with an unknown critical extension      |

  @id:L-45.open/<slug> @needs:use-case:CS02c @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: A certificate for <usage> <form>, taken or refused
    Given the device has made a key pair for <usage>
    When the supplier installs for <usage> a certificate <form>
    Then the device may take it or refuse it
    And the device holds the certificates that it should
    And the supplier is served

    Examples: a device holds no anchor for the authorities of devices
      | slug                    | usage              | form                                      |
      | signature/stranger      | digital signatures | signed by nobody that is known            |
      | agreement/stranger      | key agreement      | signed by nobody that is known            |
      | signature/hardware-type | digital signatures | with an identity of another hardware type |
      | agreement/hardware-type | key agreement      | with an identity of another hardware type |

@pack:device @needs:party:supplier @needs:party:access-control-broker @needs:use-case:CS02c
Feature: A device makes its own keys and uses those that it has a certificate for
  CS02c makes a key pair and gives a certification request, CS02d brings the certificate, CS02e reads the one in use. The
  device accepts only a certificate for its own pending key, its identity and its usage.

  @L-44 @L-18 @L-19 @positive @section:GBCS-13.4 @id:L-44.request/<slug>
  Scenario Outline: A request for <usage> is for a new key of this device
    When the supplier asks for a key pair for <usage>
    Then it gets a request for a new key of the device for <usage>
    And the supplier is served

    Examples:
      | slug      | usage              |
      | signature | digital signatures |
      | agreement | key agreement      |

  @L-44 @negative @section:GBCS-13.4 @id:L-44.usage/<slug>
  Scenario Outline: There is no key pair for <usage>
    When the supplier asks for a key pair for <usage>
    Then it gets no request
    And the supplier is served

    Examples:
      | slug         | usage                |
      | certificates | signing certificates |
      | both         | both usages          |
      | repudiation  | non-repudiation      |
      | nothing      | nothing              |

  @L-44 @negative @section:GBCS-13.4 @id:L-44.unused/<slug> @needs:use-case:CS02d @needs:use-case:CS02e @needs:use-case:CS02a
  Scenario Outline: A key pair for <usage> that has no certificate yet is not used
    Given the device has made a key pair for <usage>
    When the supplier asks for the certificate for <usage>
    Then it gets the certificate of the device for <usage>
    And the supplier is served

    Examples:
      | slug      | usage              |
      | signature | digital signatures |
      | agreement | key agreement      |

  @L-46 @positive @section:GBCS-13.6 @id:L-46.read/<slug> @needs:use-case:CS02e
  Scenario Outline: The certificate for <usage> is that of the key in use
    When the supplier asks for the certificate for <usage>
    Then it gets the certificate of the device for <usage>

    Examples:
      | slug      | usage              |
      | signature | digital signatures |
      | agreement | key agreement      |

  @L-46 @negative @section:GBCS-13.6 @id:L-46.usage/<slug> @needs:use-case:CS02e
  Scenario Outline: There is no certificate for <usage>
    When the supplier asks for the certificate for <usage>
    Then it gets no certificate
    And the supplier is served

    Examples:
      | slug         | usage                |
      | certificates | signing certificates |
      | both         | both usages          |
      | repudiation  | non-repudiation      |

  @L-45 @positive @section:GBCS-13.5 @id:L-45.installed/<slug> @needs:use-case:CS02d @needs:use-case:CS02e @needs:use-case:CS02a @needs:feature:device-issuing-key @needs:feature:new-device-keys
  Scenario Outline: The certificate of the new key for <usage> is taken into use
    Given the device has made a key pair for <usage>
    When the supplier installs for <usage> a certificate for its new key
    Then the device takes it into use
    And the device holds the certificates that it should
    And the supplier is served

    Examples:
      | slug      | usage              |
      | signature | digital signatures |
      | agreement | key agreement      |

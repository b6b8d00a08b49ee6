@H-18 @section:GBCS-13.7 @pack:device @needs:use-case:CS03A1 @needs:use-case:CS07 @needs:party:supplier
Feature: Devices are joined and unjoined by authorised command alone
  CS07 lists what a meter is joined with. What CS03A1 answers with success is listed, what CS04AC does so is not any more;
  whether a device can be joined at all depends on the home area network. CS03A1 is for method A; there are codes for other
  methods, but no text that a device must look at the method could be read, so that one that does not is remarked upon.

  @positive @id:H-18.joined @needs:use-case:CS04AC
  Scenario: What is joined is listed until it is unjoined
    When the supplier sends CS03A1
    Then the device log lists what was joined
    When the supplier sends CS04AC
    Then the device log does not list what was unjoined

  @negative @id:H-18.unknown @needs:use-case:CS04AC
  Scenario: What is not joined cannot be unjoined
    Given the device to join is not joined
    When the supplier sends CS04AC
    Then it is not unjoined

  @negative @id:H-18.method/<method> @needs:use-case:CS04AC
  Scenario Outline: Method and role <method>, <what>, joins nothing by CS03A1, or the device log tells
    Given the device to join is not joined
    When the supplier joins a device by method and role <method>
    Then it should not be joined
    And the device log agrees with the answer

    Examples:
      | method | what             |
      | 2      | method B         |
      | 3      | method C         |
      | 4      | none that exists |
      | 255    | none that exists |

  @negative @G-53 @id:H-18.unauthorised/<case> @needs:use-case:CS04AC @needs:party:<party>
  Scenario Outline: CS03A1 <how> joins nothing
    Given the device to join is not joined
    When the <party> sends CS03A1 <how>
    Then the command is refused
    And the device log does not list that device
    And the target still answers good commands

    Examples:
      | case              | party    | how                                   |
      | signature-bit     | supplier | with one bit of its signature flipped |
      | other-signer      | supplier | signed by another known party         |
      | signature-missing | supplier | without its signature                 |
      | mac-bit           | supplier | with one bit of its MAC flipped       |
      | unknown-origin    | supplier | from a party without a cell           |

  @negative @G-55 @id:H-18.role/<party> @needs:use-case:CS04AC @needs:party:<party>
  Scenario Outline: CS03A1 of the <party> joins nothing
    Given the device to join is not joined
    When the <party> sends CS03A1
    Then the command is refused
    And the device log does not list that device
    And the target still answers good commands

    Examples:
      | party            |
      | network-operator |
      | load-controller  |

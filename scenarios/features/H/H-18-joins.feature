@H-18 @G-51 @section:GBCS-13.7 @pack:device @negative @needs:use-case:CS03A1 @needs:use-case:CS04AC @needs:use-case:CS07 @needs:party:supplier
Feature: A join that brings a certificate which it does not need does no harm
  Only a join by method C, between a gas meter and its prepayment interface, has a certificate. What an ESME makes of one
  is its choice; its device log must tell the same as its answer.

  @id:H-18.join/<method>/<slug>
  Scenario Outline: A join by method <method> with <what>
    When the supplier joins a switch by method <method> with <what>
    Then the device log tells what came of it
    And the supplier is served
    And in any case the switch is joined no longer

    Examples:
      | method | slug     | what                          |
      | A      | device   | a certificate of a device     |
      | A      | supplier | a certificate of the supplier |
      | A      | noise    | octets that are none          |
      | C      | device   | a certificate of a device     |
      | C      | noise    | octets that are none          |

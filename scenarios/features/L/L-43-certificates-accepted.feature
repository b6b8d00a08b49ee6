@L-43 @section:GBCS-13.3 @section:GBCS-12 @pack:device @positive @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:party:supplier @needs:feature:certification-path @needs:feature:issuing-key
Feature: A cell takes a certificate that verifies, however unusual it looks
  What official certificates show in several forms must be taken in each of them: the order of extensions, a common
  name or none, either value of s. Dates that the command says do not count must not be looked at.

  @id:L-43.accepted/<slug>
  Scenario Outline: <form> is taken
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell takes it
    And every cell holds what the response says
    And the supplier is answered with its new key
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | slug                 | form                                                           |
      | new-key              | a certificate of a new key                                     |
      | large-s              | a certificate whose signature has a large s                    |
      | small-s              | a certificate whose signature has a small s                    |
      | extension-order      | a certificate with its extensions in another order             |
      | common-name          | a certificate with a common name                               |
      | no-common-name       | a certificate without a common name                            |
      | expired-disapplied   | a certificate that has expired, where dates do not count       |
      | not-yet-disapplied   | a certificate that is not valid yet, where dates do not count  |

    @needs:feature:root-key
    Examples: under an authority whose certificate was issued anew
      | slug                 | form                                                           |
      | authority-anew       | a certificate of an authority issued anew                      |

  @id:L-43.accepted/in-date
  Scenario: A certificate whose dates count is taken within them
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier a certificate that is valid, and dates count
    Then the cell takes it, if the clock of the device is right
    And every cell holds what the response says
    And in any case the cells of the supplier hold their own certificates again

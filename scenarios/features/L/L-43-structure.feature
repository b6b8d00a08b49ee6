@L-43 @section:GBCS-13.3 @pack:device @negative @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:party:supplier @needs:feature:certification-path
Feature: A command that replaces credentials and is built wrongly does no harm
  The command is signed and authenticated by who may send it; only its payload is not what it should be. Cells that do not
  exist are not replaced, nothing is executed that cannot be read, and the device goes on serving.

  @G-51 @id:L-43.structure/<slug>
  Scenario Outline: A command <form> replaces nothing
    When the supplier orders new keys for its cells by CS02b-supplierBySupplier in a command <form>
    Then nothing comes of the command
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples: cells that no device has, or that are not the supplier's
      | slug                | form                                               |
      | role-unknown        | for a role that does not exist                     |
      | role-issuing        | for the issuing authority                          |
      | role-wan-provider   | for the WAN provider                               |
      | role-other          | for a party without a cell                         |
      | usage-unknown       | for a usage that no cell of the role has           |
      | cell-usage-unknown  | for a cell usage that does not exist               |

    Examples: another authority than the one that signed
      | slug                | form                                               |
      | authority-network   | authorised by the cell of the network operator     |
      | authority-recovery  | authorised by the cell of the recovery party       |

    Examples: payloads that cannot be read
      | slug                | form                                               |
      | no-cell             | with a replacement without its cell                |
      | no-certificate      | with a replacement without its certificate         |
      | no-control          | without its control                                |
      | no-list             | with replacements that are no list                 |
      | long-list           | with the list of replacements said to be longer    |
      | four-gibibytes      | with a length of 4 GiB                             |
      | half                | cut in half                                        |
      | nothing             | of no octets                                       |

  @G-51 @id:L-43.structure-open/<slug>
  Scenario Outline: A command <form> is refused or executed, and the device says which
    When the supplier orders new keys for its cells by CS02b-supplierBySupplier in a command <form>
    Then whatever comes of it, the device says so truly
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | slug                | form                                               |
      | mode-recovery       | in the mode of recovery                            |
      | mode-unknown        | in a mode that does not exist                      |
      | no-authority        | without an authorising cell                        |
      | other-counter       | with another counter inside                        |
      | symmetric-key       | with a symmetric key                               |
      | dates-unknown       | with an unknown word on dates                      |
      | no-replacements     | without replacements                               |
      | twice               | with every replacement twice                       |
      | forty               | with forty replacements of one cell                |
      | no-path-list        | without the list of path certificates              |
      | indefinite          | of indefinite length                               |
      | default-written     | with its management usage written out              |
      | unknown-field       | with an unknown field at its end                   |
      | behind              | with an octet behind it                            |

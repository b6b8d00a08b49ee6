@L-42 @section:GBCS-13.2 @pack:device @needs:party:access-control-broker @needs:use-case:CS02a
Feature: A device tells each party whose credentials it holds
  Whoever the device knows may ask, the broker with a MAC and the others with their signature alone. Each role that is
  asked for is answered, with its cells or with the reason why there are none.

  @positive @id:L-42.roles/<use_case>/<originator>/<slug> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: The <originator> asks by <use_case> for <roles>
    When the <originator> asks by <use_case> for the credentials of <roles>
    Then each of <roles> is reported, in this order
    And the broker is told the same

    Examples:
      | originator            | use_case | slug         | roles                                                               |
      | access-control-broker | CS02a    | supplier     | supplier                                                            |
      | access-control-broker | CS02a    | two          | supplier, network-operator                                          |
      | access-control-broker | CS02a    | reversed     | transitional-cos, access-control-broker, network-operator, supplier |
      | access-control-broker | CS02a    | recovery     | recovery                                                            |
      | access-control-broker | CS02a    | root         | root                                                                |
      | supplier              | CS02a    | two          | supplier, network-operator                                          |
      | transitional-cos      | CS02a    | network      | network-operator                                                    |
      | transitional-cos      | CS02a    | own          | transitional-cos                                                    |
      | supplier              | CS02f    | two          | supplier, network-operator                                          |
      | access-control-broker | CS02f    | load         | load-controller                                                     |

  @negative @id:L-42.no-anchor @needs:party:transitional-cos
  Scenario: Of a role that it has no cell for, an ESME says that there is no trust anchor
    When the transitional-cos asks by CS02a for the credentials of network-operator, wan-provider
    Then of the wan-provider it is told that there is no trust anchor
    And the broker is told the same

  @negative @id:L-42.nobody/<slug>
  Scenario Outline: Of <role> nothing is told
    When the access-control-broker asks by CS02a for the credentials of supplier, <role>
    Then nothing is told of the <role>
    And the broker is told the same

    Examples:
      | slug              | role              |
      | wan-provider      | wan-provider      |
      | issuing-authority | issuing-authority |
      | other             | other             |
      | unknown           | 99                |

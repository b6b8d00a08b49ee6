@G-51 @section:GBCS-7.2.11 @pack:device @needs:feature:block-transfer
Feature: A large message comes in blocks
  Blocks have no protection of their own. What they bring together is executed if it is a whole, authentic command, and
  a command of which something is missing or altered is not. What else a device does about blocks that come twice or out
  of order is open.

  @positive @id:G-51.blocks/<use_case>/<originator>/<size> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> in blocks of <size> octets is answered as if it had come whole
    When the <originator> delivers <use_case> in blocks of <size> octets
    Then it is answered as if it had come whole

    Examples:
      | use_case | originator            | size |
      | ECS01a   | supplier              | 1200 |
      | ECS01a   | supplier              | 500  |
      | ECS01a   | supplier              | 61   |
      | ECS01c   | supplier              | 200  |
      | ECS08a   | supplier              | 300  |
      | ECS10    | supplier              | 64   |
      | ECS24    | supplier              | 100  |
      | ECS22b   | network-operator      | 100  |
      | ECS22c   | supplier              | 64   |
      | ECS21a   | access-control-broker | 200  |
      | CS02a    | access-control-broker | 50   |
      | ECS29a   | network-operator      | 128  |

    @needs:feature:certification-path
    Examples:
      | use_case                               | originator       | size |
      | CS02b-supplierBySupplier               | supplier         | 1200 |
      | CS02b-networkOperatorByNetworkOperator | network-operator | 512  |

  @positive @id:G-51.blocks-again/<use_case>/<case> @needs:use-case:<use_case> @needs:party:supplier
  Scenario Outline: <use_case> in blocks, <how>, is answered rightly or not at all
    When the supplier delivers <use_case> in blocks of 200 octets, <how>
    Then it is answered rightly, or not at all
    And the target still answers good commands

    Examples:
      | use_case | case         | how                                    |
      | ECS01a   | second-twice | the second one twice                   |
      | ECS01a   | all-twice    | all of them twice                      |
      | ECS01a   | all-again    | the second one lost and all sent again |
      | ECS01a   | exchanged    | the second and the third exchanged     |
      | ECS01a   | backwards    | the last one first                     |
      | ECS01a   | from-zero    | numbered from 0                        |
      | ECS01a   | from-two     | numbered from 2                        |
      | ECS01a   | same-number  | each numbered 1                        |
      | ECS01a   | no-last      | none marked as the last                |
      | ECS08a   | all-twice    | all of them twice                      |
      | ECS08a   | no-last      | none marked as the last                |

  @negative @G-53 @id:G-51.blocks-incomplete/<use_case>/<case> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> in blocks, <how>, is not executed
    When the <originator> delivers <use_case> in blocks of <size> octets, <how>
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | use_case | originator       | size | case           | how                               |
      | ECS01a   | supplier         | 200  | second-missing | the second one missing            |
      | ECS01a   | supplier         | 200  | first-missing  | the first one missing             |
      | ECS01a   | supplier         | 200  | last-missing   | the last one missing              |
      | ECS01a   | supplier         | 200  | first-as-last  | the first one marked as the last  |
      | ECS01a   | supplier         | 200  | foreign        | the second one of another command |
      | ECS01a   | supplier         | 200  | altered        | the second one altered            |
      | ECS01a   | supplier         | 200  | emptied        | the second one emptied            |
      | ECS10    | supplier         | 40   | second-missing | the second one missing            |
      | ECS10    | supplier         | 40   | altered        | the second one altered            |
      | ECS43    | supplier         | 50   | last-missing   | the last one missing              |
      | ECS43    | supplier         | 50   | altered        | the second one altered            |
      | ECS29a   | network-operator | 60   | second-missing | the second one missing            |
      | ECS29a   | network-operator | 60   | altered        | the second one altered            |

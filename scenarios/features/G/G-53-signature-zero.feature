@G-53 @H-11 @negative @section:GBCS-6.2.4 @pack:device
Feature: A signature of zeros is not accepted
  Both halves of the signature are zero, a value that careless verifiers have accepted; the MAC is correct.

  @id:G-53.signature-zero/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> with a signature of zeros is refused
    When the <originator> sends <use_case> with a signature of zeros
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | code | use_case                               | originator       |
      | 000A | CS02c                                  | supplier         |
      | 000B | CS02d                                  | supplier         |
      | 000C | CS02e                                  | supplier         |
      | 000D | CS03A1                                 | supplier         |
      | 000F | CS04AC                                 | supplier         |
      | 0012 | CS06                                   | supplier         |
      | 0019 | ECS01a                                 | supplier         |
      | 001A | ECS02                                  | supplier         |
      | 001B | ECS03                                  | supplier         |
      | 001C | ECS04a                                 | supplier         |
      | 001D | ECS05                                  | supplier         |
      | 001E | ECS07                                  | supplier         |
      | 001F | ECS08                                  | supplier         |
      | 0020 | ECS09                                  | supplier         |
      | 0043 | ECS28a                                 | supplier         |
      | 0046 | ECS30                                  | supplier         |
      | 004B | ECS38                                  | supplier         |
      | 004F | ECS42                                  | supplier         |
      | 0050 | ECS43                                  | supplier         |
      | 0051 | ECS44                                  | supplier         |
      | 0053 | ECS46a                                 | supplier         |
      | 0054 | ECS46c                                 | supplier         |
      | 0055 | ECS47                                  | supplier         |
      | 0062 | ECS70                                  | supplier         |
      | 0068 | ECS81                                  | supplier         |
      | 00A2 | ECS01b                                 | supplier         |
      | 00B3 | ECS04b                                 | supplier         |
      | 00B7 | ECS01c                                 | supplier         |
      | 00C7 | ECS01d                                 | supplier         |
      | 00D7 | ECS30a                                 | supplier         |
      | 00DB | ECS48                                  | supplier         |
      | 00DE | ECS08a                                 | supplier         |
      | 0102 | CS02b-supplierBySupplier               | supplier         |
      | 0103 | CS02b-networkOperatorByNetworkOperator | network-operator |
      | 0106 | CS02b-transCoSByTransCoS               | transitional-cos |
      | 0107 | CS02b-supplierByTransCoS               | transitional-cos |
      | 0108 | CS02b-anyExceptAbnormalRootByRecovery  | recovery         |
      | 011A | ECS46d                                 | supplier         |
      | 011E | ECS47a                                 | supplier         |
      | 011F | ECS47e                                 | load-controller  |
      | 0125 | CS02g-loadControllerByLoadController   | load-controller  |
      | 0126 | CS02g-loadControllerBySupplier         | supplier         |

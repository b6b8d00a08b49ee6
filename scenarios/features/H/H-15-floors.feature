@H-15 @L-43 @section:GBCS-13.3 @section:GBCS-4.3.1.5 @pack:device @positive @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:party:supplier @needs:feature:certification-path @needs:feature:second-supplier
Feature: With the cells the new supplier gets counters that start at a floor
  The command names the number from which the counters of the new supplier go on. Its commands count from above it.

  @id:H-15.floor/<originator> @needs:use-case:ECS52 @needs:party:<originator>
  Scenario Outline: <use_case> sets the counter of the supplier to a floor
    When the <originator> hands the cells to the second-supplier by <use_case> with a floor ahead
    Then every cell holds what the response says
    And the floor is reported
    And the counter of its role stands at the floor
    And a command of the second-supplier below the floor is refused
    And a command of the second-supplier above the floor is served
    And the supplier is no longer served
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | originator       | use_case                              |
      | supplier         | CS02b-supplierBySupplier              |
      | transitional-cos | CS02b-supplierByTransCoS              |

    @L-31 @section:SEC-L10
    Examples: the recovery party places the certificates of a party that has new ones
      | originator       | use_case                              |
      | recovery         | CS02b-anyExceptAbnormalRootByRecovery |

  @negative @id:H-15.before @needs:use-case:ECS52
  Scenario: Before the change the other supplier is not served
    When the access-control-broker sends CS02a
    Then each cell of the supplier holds its certificate
    And the second-supplier is no longer served
    And the supplier is served

  @id:H-15.replayed/<originator> @negative @needs:use-case:ECS52 @needs:party:<originator>
  Scenario Outline: <use_case> that was executed does not work again after the cells were given back
    When the <originator> hands the cells to the second-supplier by <use_case> with a floor ahead
    Then every cell holds what the response says
    And in any case the cells of the supplier hold their own certificates again
    When the same octets are delivered again
    Then the command is refused
    And the target still answers good commands
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | originator       | use_case                              |
      | supplier         | CS02b-supplierBySupplier              |
      | transitional-cos | CS02b-supplierByTransCoS              |
      | recovery         | CS02b-anyExceptAbnormalRootByRecovery |

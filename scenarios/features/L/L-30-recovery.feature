@section:GBCS-13.3 @section:SEC-L10 @pack:device @positive @needs:use-case:CS02a @needs:use-case:CS02b @needs:use-case:ECS52 @needs:party:access-control-broker @needs:party:recovery @needs:party:supplier @needs:feature:certification-path
Feature: The recovery key takes cells out of wrong hands
  After a compromise the recovery party puts certificates of the broker into the cells of a party, or those of
  another party. Whether a device takes certificates of another role could not be established.

  @L-30 @L-43 @id:L-30.broker-in-cells @needs:use-case:ECS42
  Scenario: Certificates of the broker in the cells of the supplier end what its keys may do
    When the recovery puts the access-control-broker into the cells of the supplier by CS02b-anyExceptAbnormalRootByRecovery
    Then every cell holds what the response says
    And the supplier is served unless its cells were taken
    And in any case the cells of the supplier hold their own certificates again

  @L-31 @L-43 @id:L-31.new-party @needs:feature:second-supplier
  Scenario: Certificates of another supplier in the cells of the supplier end what its keys may do
    When the recovery puts the second-supplier into the cells of the supplier by CS02b-anyExceptAbnormalRootByRecovery
    Then the cells take them
    And every cell holds what the response says
    And the supplier is no longer served
    And the second-supplier is served
    And in any case the cells of the supplier hold their own certificates again

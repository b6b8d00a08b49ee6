@H-15 @section:GBCS-13.3 @pack:device @positive
Feature: After a change of supplier the new one is served and the old one is not
  The cells of the supplier get the credentials of another supplier, and are given back at the end.

  @id:H-15.change/<use_case> @needs:use-case:CS02b @needs:use-case:ECS52 @needs:use-case:CS02a @needs:party:<originator> @needs:party:supplier @needs:feature:certification-path @needs:feature:second-supplier
  Scenario Outline: <use_case> to another supplier
    When the <originator> gives the cells of the second-supplier by <use_case>
    Then every cell was replaced
    And the second-supplier is served
    And the supplier is no longer served
    And in any case the <back> gives the cells back to the supplier by <use_case>
    And the supplier is served

    Examples:
      | originator       | back             | use_case                 |
      | supplier         | second-supplier  | CS02b-supplierBySupplier |
      | transitional-cos | transitional-cos | CS02b-supplierByTransCoS |

@L-22 @section:GBCS-13.3 @pack:device
Feature: Credentials are replaced cell by cell
  A party's cells get its certificates again: the device verifies and stores them, and reports each cell. A certificate
  whose signature does not verify is refused for its cell alone, which keeps what it held.

  @positive @id:L-22.replaced/<new>/<originator> @needs:use-case:CS02b @needs:party:<originator> @needs:party:<new> @needs:feature:certification-path
  Scenario Outline: The cells of the <new> are replaced by the <originator>
    When the <originator> gives the cells of the <new> by <use_case>
    Then every cell was replaced
    And the supplier is served

    Examples:
      | originator            | new                   | use_case                                   |
      | supplier              | supplier              | CS02b-supplierBySupplier                   |
      | network-operator      | network-operator      | CS02b-networkOperatorByNetworkOperator     |
      | access-control-broker | access-control-broker | CS02b-accessControlBrokerByACB             |
      | transitional-cos      | transitional-cos      | CS02b-transCoSByTransCoS                   |
      | transitional-cos      | supplier              | CS02b-supplierByTransCoS                   |
      | recovery              | supplier              | CS02b-anyExceptAbnormalRootByRecovery      |
      | recovery              | network-operator      | CS02b-anyExceptAbnormalRootByRecovery      |

  @negative @id:L-22.spoilt/<new>/<cell> @needs:use-case:CS02b @needs:party:<new> @needs:feature:certification-path
  Scenario Outline: Cell <cell> of the <new> is refused when its certificate does not verify
    When the <new> gives the cells of the <new> by <use_case> with certificate <cell> spoilt
    Then only cell <cell> was refused, and it keeps what it held
    And the supplier is served

    Examples:
      | new              | cell | use_case                               |
      | supplier         | 1    | CS02b-supplierBySupplier               |
      | supplier         | 2    | CS02b-supplierBySupplier               |
      | supplier         | 3    | CS02b-supplierBySupplier               |
      | network-operator | 1    | CS02b-networkOperatorByNetworkOperator |
      | network-operator | 2    | CS02b-networkOperatorByNetworkOperator |

@L-43 @G-55 @section:GBCS-13.3 @pack:device @negative @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:feature:certification-path
Feature: No party replaces the cells of another beyond its mode
  Each mode of CS02b and CS02g names whose cells it replaces, and by whom. A good certificate for the cell of somebody
  else is refused, or the whole command is.

  @id:L-43.reach/<originator>/<holder>/<slug> @needs:party:<originator> @needs:party:<holder>
  Scenario Outline: <use_case> does not reach the <usage> cell of the <holder>
    When the <originator> reaches for the <usage> cell of the <holder> by <use_case>
    Then nothing comes of the command
    And the supplier is served

    Examples:
      | originator            | holder                | slug         | usage         | use_case                               |
      | supplier              | network-operator      | signature    | signature     | CS02b-supplierBySupplier               |
      | supplier              | network-operator      | agreement    | key agreement | CS02b-supplierBySupplier               |
      | supplier              | access-control-broker | agreement    | key agreement | CS02b-supplierBySupplier               |
      | supplier              | transitional-cos      | signature    | signature     | CS02b-supplierBySupplier               |
      | supplier              | recovery              | signature    | signature     | CS02b-supplierBySupplier               |
      | network-operator      | supplier              | signature    | signature     | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | supplier              | agreement    | key agreement | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | access-control-broker | agreement    | key agreement | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | recovery              | signature    | signature     | CS02b-networkOperatorByNetworkOperator |
      | access-control-broker | supplier              | signature    | signature     | CS02b-accessControlBrokerByACB         |
      | access-control-broker | supplier              | agreement    | key agreement | CS02b-accessControlBrokerByACB         |
      | access-control-broker | network-operator      | signature    | signature     | CS02b-accessControlBrokerByACB         |
      | access-control-broker | recovery              | signature    | signature     | CS02b-accessControlBrokerByACB         |
      | access-control-broker | transitional-cos      | signature    | signature     | CS02b-accessControlBrokerByACB         |
      | transitional-cos      | network-operator      | signature    | signature     | CS02b-supplierByTransCoS               |
      | transitional-cos      | transitional-cos      | signature    | signature     | CS02b-supplierByTransCoS               |
      | transitional-cos      | recovery              | signature    | signature     | CS02b-supplierByTransCoS               |
      | transitional-cos      | access-control-broker | agreement    | key agreement | CS02b-supplierByTransCoS               |
      | transitional-cos      | supplier              | signature    | signature     | CS02b-transCoSByTransCoS               |
      | transitional-cos      | supplier              | agreement    | key agreement | CS02b-transCoSByTransCoS               |

    @L-47 @section:GBCS-13.10 @needs:use-case:CS02g @needs:use-case:CS02f @needs:party:load-controller
    Examples: load controllers
      | originator            | holder                | slug         | usage         | use_case                               |
      | load-controller       | supplier              | signature    | signature     | CS02g-loadControllerByLoadController   |
      | load-controller       | network-operator      | agreement    | key agreement | CS02g-loadControllerByLoadController   |
      | supplier              | supplier              | agreement    | key agreement | CS02g-loadControllerBySupplier         |
      | supplier              | load-controller       | signature    | signature     | CS02b-supplierBySupplier               |
      | network-operator      | load-controller       | signature    | signature     | CS02b-networkOperatorByNetworkOperator |

  @id:L-43.reach-mode/<originator>/<holder> @needs:party:<originator> @needs:party:<holder>
  Scenario Outline: A <use_case> that says it is by the recovery party does not reach the <usage> cell of the <holder>
    When the <originator> reaches for the <usage> cell of the <holder> by <use_case> in the mode of recovery
    Then nothing comes of the command
    And the supplier is served

    Examples:
      | originator            | holder                | usage         | use_case                               |
      | supplier              | network-operator      | signature     | CS02b-supplierBySupplier               |
      | supplier              | recovery              | signature     | CS02b-supplierBySupplier               |
      | network-operator      | supplier              | signature     | CS02b-networkOperatorByNetworkOperator |
      | access-control-broker | supplier              | key agreement | CS02b-accessControlBrokerByACB         |
      | transitional-cos      | network-operator      | signature     | CS02b-supplierByTransCoS               |

  @L-28 @id:L-43.reach-root/<originator>/<slug> @needs:party:<originator>
  Scenario Outline: <use_case> does not replace the root by <which>
    When the <originator> reaches for the root cell by <use_case> with <which> root
    Then nothing comes of the command
    And the supplier is served

    Examples:
      | originator            | slug                  | which         | use_case                               |
      | supplier              | unrelated             | an unrelated  | CS02b-supplierBySupplier               |
      | network-operator      | unrelated             | an unrelated  | CS02b-networkOperatorByNetworkOperator |
      | access-control-broker | unrelated             | an unrelated  | CS02b-accessControlBrokerByACB         |
      | transitional-cos      | unrelated             | an unrelated  | CS02b-supplierByTransCoS               |
      | recovery              | unrelated             | an unrelated  | CS02b-anyExceptAbnormalRootByRecovery  |
      | supplier              | own                   | its own       | CS02b-supplierBySupplier               |

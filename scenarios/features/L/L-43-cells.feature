@section:GBCS-13.3 @pack:device @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:feature:certification-path
Feature: Every cell is replaced by who may, with what verifies
  Each Trust Anchor Cell of an ESME, each party that may replace it: a certificate of a new key is taken and reported, one
  that does not verify is refused, and so is one of the other usage.

  @L-43 @positive @id:L-43.cell/<holder>/<slug>/by-<originator> @needs:party:<originator> @needs:party:<holder> @needs:feature:issuing-key
  Scenario Outline: The <usage> cell of the <holder> takes a certificate of a new key by <use_case>
    When the <originator> gives the <usage> cell of the <holder> by <use_case> a certificate of a new key
    Then the cell takes it
    And every cell holds what the response says
    And in any case the cells of the <holder> hold their own certificates again

    Examples:
      | originator            | holder                | slug      | usage         | use_case                               |
      | supplier              | supplier              | signature | signature     | CS02b-supplierBySupplier               |
      | supplier              | supplier              | agreement | key agreement | CS02b-supplierBySupplier               |
      | supplier              | supplier              | top-up    | top-up        | CS02b-supplierBySupplier               |
      | transitional-cos      | supplier              | signature | signature     | CS02b-supplierByTransCoS               |
      | transitional-cos      | supplier              | agreement | key agreement | CS02b-supplierByTransCoS               |
      | transitional-cos      | supplier              | top-up    | top-up        | CS02b-supplierByTransCoS               |
      | network-operator      | network-operator      | signature | signature     | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | network-operator      | agreement | key agreement | CS02b-networkOperatorByNetworkOperator |
      | access-control-broker | access-control-broker | agreement | key agreement | CS02b-accessControlBrokerByACB         |
      | transitional-cos      | transitional-cos      | signature | signature     | CS02b-transCoSByTransCoS               |

    @L-31 @section:SEC-L10
    Examples: by the recovery party, which may replace all but the root
      | originator            | holder                | slug      | usage         | use_case                               |
      | recovery              | supplier              | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | supplier              | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | supplier              | top-up    | top-up        | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | network-operator      | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | network-operator      | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | access-control-broker | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | transitional-cos      | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | recovery              | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |

    @L-47 @section:GBCS-13.10 @needs:use-case:CS02g @needs:use-case:CS02f
    Examples: the cells of the load controller
      | originator            | holder                | slug      | usage         | use_case                               |
      | load-controller       | load-controller       | signature | signature     | CS02g-loadControllerByLoadController   |
      | load-controller       | load-controller       | agreement | key agreement | CS02g-loadControllerByLoadController   |
      | supplier              | load-controller       | signature | signature     | CS02g-loadControllerBySupplier         |
      | supplier              | load-controller       | agreement | key agreement | CS02g-loadControllerBySupplier         |

  @L-43 @negative @id:L-43.cell-spoilt/<holder>/<slug>/by-<originator> @needs:party:<originator> @needs:party:<holder>
  Scenario Outline: The <usage> cell of the <holder> refuses a spoilt certificate by <use_case>
    When the <originator> gives the <usage> cell of the <holder> by <use_case> its own certificate with another key
    Then the cell refuses it
    And every cell holds what the response says
    And in any case the cells of the <holder> hold their own certificates again

    Examples:
      | originator            | holder                | slug      | usage         | use_case                               |
      | supplier              | supplier              | signature | signature     | CS02b-supplierBySupplier               |
      | supplier              | supplier              | top-up    | top-up        | CS02b-supplierBySupplier               |
      | transitional-cos      | supplier              | signature | signature     | CS02b-supplierByTransCoS               |
      | transitional-cos      | supplier              | agreement | key agreement | CS02b-supplierByTransCoS               |
      | network-operator      | network-operator      | signature | signature     | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | network-operator      | agreement | key agreement | CS02b-networkOperatorByNetworkOperator |
      | access-control-broker | access-control-broker | agreement | key agreement | CS02b-accessControlBrokerByACB         |
      | transitional-cos      | transitional-cos      | signature | signature     | CS02b-transCoSByTransCoS               |
      | recovery              | supplier              | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | network-operator      | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | access-control-broker | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | transitional-cos      | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |
      | recovery              | recovery              | signature | signature     | CS02b-anyExceptAbnormalRootByRecovery  |

    @L-47 @section:GBCS-13.10 @needs:use-case:CS02g @needs:use-case:CS02f
    Examples: the cells of the load controller
      | originator            | holder                | slug      | usage         | use_case                               |
      | load-controller       | load-controller       | signature | signature     | CS02g-loadControllerByLoadController   |
      | load-controller       | load-controller       | agreement | key agreement | CS02g-loadControllerByLoadController   |
      | supplier              | load-controller       | signature | signature     | CS02g-loadControllerBySupplier         |

  @L-43 @negative @id:L-43.cell-usage/<holder>/<slug>/by-<originator> @needs:party:<originator> @needs:party:<holder>
  Scenario Outline: The <usage> cell of the <holder> refuses a certificate of the other usage by <use_case>
    When the <originator> gives the <usage> cell of the <holder> by <use_case> its own certificate of the other usage
    Then the cell refuses it
    And every cell holds what the response says
    And in any case the cells of the <holder> hold their own certificates again

    Examples:
      | originator            | holder                | slug      | usage         | use_case                               |
      | supplier              | supplier              | signature | signature     | CS02b-supplierBySupplier               |
      | supplier              | supplier              | top-up    | top-up        | CS02b-supplierBySupplier               |
      | transitional-cos      | supplier              | signature | signature     | CS02b-supplierByTransCoS               |
      | network-operator      | network-operator      | signature | signature     | CS02b-networkOperatorByNetworkOperator |
      | network-operator      | network-operator      | agreement | key agreement | CS02b-networkOperatorByNetworkOperator |
      | recovery              | supplier              | agreement | key agreement | CS02b-anyExceptAbnormalRootByRecovery  |

    @L-47 @section:GBCS-13.10 @needs:use-case:CS02g @needs:use-case:CS02f
    Examples: the cells of the load controller
      | originator            | holder                | slug      | usage         | use_case                               |
      | load-controller       | load-controller       | signature | signature     | CS02g-loadControllerByLoadController   |
      | supplier              | load-controller       | agreement | key agreement | CS02g-loadControllerBySupplier         |

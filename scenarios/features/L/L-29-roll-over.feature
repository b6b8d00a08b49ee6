@L-29 @L-43 @section:GBCS-13.3 @section:GBCS-6.2 @pack:device @positive @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:feature:certification-path @needs:feature:issuing-key
Feature: After a roll-over the new key counts and the old one does not
  A party replaces its own key by its own means, as it would after a compromise (recovery by the subscriber itself). From
  then on the device goes by the new key alone.

  @id:L-29.signature/<holder> @needs:party:<holder>
  Scenario Outline: The <holder> gives itself a new signature key
    When the <holder> gives the signature cell of the <holder> by <use_case> a certificate of a new key
    Then the cell takes it
    And the old signature key of the <holder> is refused
    And the new signature key of the <holder> authorises
    And in any case the cells of the <holder> hold their own certificates again

    Examples:
      | holder           | use_case                               |
      | supplier         | CS02b-supplierBySupplier               |
      | network-operator | CS02b-networkOperatorByNetworkOperator |
      | transitional-cos | CS02b-transCoSByTransCoS               |
      | recovery         | CS02b-anyExceptAbnormalRootByRecovery  |

    @L-47 @section:GBCS-13.10 @needs:use-case:CS02g @needs:use-case:CS02f
    Examples: load controllers
      | holder           | use_case                               |
      | load-controller  | CS02g-loadControllerByLoadController   |

  @id:L-29.agreement/<holder> @needs:party:<holder>
  Scenario Outline: The <holder> gives itself a new key agreement key
    When the <holder> gives the key agreement cell of the <holder> by <use_case> a certificate of a new key
    Then the cell takes it
    And the <holder> is answered with its new key
    And in any case the cells of the <holder> hold their own certificates again

    Examples:
      | holder           | use_case                               |
      | supplier         | CS02b-supplierBySupplier               |
      | network-operator | CS02b-networkOperatorByNetworkOperator |

  @id:L-29.broker
  Scenario: The access control broker gives itself a new key, which authenticates every command
    When the access-control-broker gives the key agreement cell of the access-control-broker by CS02b-accessControlBrokerByACB a certificate of a new key
    Then the cell takes it
    And the access-control-broker is answered with its new key
    And a command with the old key of the broker is refused
    And in any case the cells of the access-control-broker hold their own certificates again

  @id:L-29.top-up @section:GBCS-14 @needs:use-case:CS01a @needs:party:supplier
  Scenario: Tokens are made with the new top-up key, and no longer with the old one
    When the supplier gives the top-up cell of the supplier by CS02b-supplierBySupplier a certificate of a new key
    Then the cell takes it
    And a top-up by the old key is refused
    And a top-up by the new key is accepted
    And in any case the cells of the supplier hold their own certificates again

  @id:L-29.refused-roll-over/<usage_id> @negative @needs:party:supplier
  Scenario Outline: A roll-over of the <usage> key that fails leaves the old key in force
    When the supplier gives the <usage> cell of the supplier by CS02b-supplierBySupplier a certificate with one bit of the signature flipped
    Then the cell refuses it
    And the new signature key of the supplier authorises
    And the supplier is answered with its new key
    And every cell holds what the response says
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | usage_id  | usage         |
      | signature | signature     |
      | agreement | key agreement |

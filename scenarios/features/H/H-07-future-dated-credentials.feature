@H-07 @section:GBCS-9.2.2 @section:GBCS-13.3 @pack:device @positive
Feature: Credentials are replaced at a time to come
  CS02b and CS02g take an executionDateTime. The command is answered at once with commandAccepted alone; at the time the
  cells are replaced, and the outcome is reported in an alert of its own.

  @L-43 @id:H-07.credentials.execute/<use_case> @needs:use-case:<use_case> @needs:party:<originator> @needs:feature:certification-path
  Scenario Outline: <use_case> is executed at its time, and reported
    When the <originator> orders <use_case> for a time to come
    Then it is accepted, and no outcome is given yet
    And nothing comes of it before its time
    And its outcome is reported once, at its time

    Examples:
      | originator       | use_case                             |
      | supplier         | CS02b-supplierBySupplier             |
      | transitional-cos | CS02b-supplierByTransCoS             |

    @L-47
    Examples:
      | originator       | use_case                             |
      | load-controller  | CS02g-loadControllerByLoadController |
      | supplier         | CS02g-loadControllerBySupplier       |

  @L-43 @id:H-07.credentials.replace/<use_case> @needs:use-case:<use_case> @needs:party:<originator> @needs:feature:certification-path
  Scenario Outline: A later <use_case> replaces a pending one
    Given the <originator> has ordered <use_case> for a time to come
    When the <originator> orders <use_case> for a later time
    Then it is accepted, and no outcome is given yet
    And nothing comes of it at the first time
    And its outcome is reported once, at its time

    Examples:
      | originator       | use_case                             |
      | supplier         | CS02b-supplierBySupplier             |
      | transitional-cos | CS02b-supplierByTransCoS             |

    @L-47
    Examples:
      | originator       | use_case                             |
      | load-controller  | CS02g-loadControllerByLoadController |
      | supplier         | CS02g-loadControllerBySupplier       |

  @L-43 @id:H-07.credentials.withdraw/<use_case> @needs:use-case:<use_case> @needs:party:<originator> @needs:feature:certification-path
  Scenario Outline: A pending <use_case> is withdrawn
    Given the <originator> has ordered <use_case> for a time to come
    When the <originator> withdraws <use_case>
    Then it is accepted, and no outcome is given yet
    And nothing comes of it at the first time

    Examples:
      | originator       | use_case                             |
      | supplier         | CS02b-supplierBySupplier             |
      | transitional-cos | CS02b-supplierByTransCoS             |

    @L-47
    Examples:
      | originator       | use_case                             |
      | load-controller  | CS02g-loadControllerByLoadController |
      | supplier         | CS02g-loadControllerBySupplier       |

  @H-15 @L-43 @id:H-07.credentials.change/<use_case> @needs:use-case:CS02b @needs:use-case:ECS52 @needs:use-case:CS02a @needs:party:<originator> @needs:party:supplier @needs:feature:certification-path @needs:feature:second-supplier
  Scenario Outline: <use_case> to another supplier takes effect at its time, and not before
    When the <originator> orders the cells of the second-supplier by <use_case> for a time to come
    Then it is accepted, and no outcome is given yet
    And the supplier is served
    And its outcome is reported once, at its time
    And the second-supplier is served
    And the supplier is no longer served
    And in any case the <back> gives the cells back to the supplier by <use_case>
    And the supplier is served

    Examples:
      | originator       | back             | use_case                 |
      | supplier         | second-supplier  | CS02b-supplierBySupplier |
      | transitional-cos | transitional-cos | CS02b-supplierByTransCoS |

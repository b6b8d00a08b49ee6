@F-08 @section:GBCS-13.2 @pack:device @positive
Feature: A device tells whose credentials it holds
  Each Trust Anchor Cell is reported with the identifier of its subject and of its key. They must be those of the
  certificates that the profile gives for the parties that the device trusts.

  @id:F-08.cells/<party> @needs:use-case:<use_case> @needs:party:access-control-broker @needs:party:<party>
  Scenario Outline: The cells of the <party> hold its certificates
    When the access-control-broker sends <use_case>
    Then each cell of the <party> holds its certificate

    Examples:
      | use_case | party                 |
      | CS02a    | supplier              |
      | CS02a    | network-operator      |
      | CS02a    | access-control-broker |
      | CS02a    | transitional-cos      |
      | CS02f    | load-controller       |

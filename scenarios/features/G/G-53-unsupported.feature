@G-53 @negative @section:GBCS-7.2.9.1 @pack:device
Feature: A Message Code of another kind is not executed, and ECS100 names it
  Codes that nobody has, codes of other devices, codes of alerts and of commands on the HAN alone: each with correct
  protection and the payload of a supported use case. Whether a device sends ECS100 is open; one that does names the
  Message Code and the counter, and tells the originator.

  @id:G-53.unsupported/<use_case>/<originator>/<code> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> of the <originator> under Message Code <code>, <whose>, is refused
    When the <originator> puts <use_case> under Message Code <code>
    Then the command is refused
    And nothing has changed
    And an alert ECS100 names the command, or none is sent
    And every alert that came is well formed
    And the target still answers good commands

    Examples:
      | code | use_case | originator            | whose                                  |
      | 0000 | ECS52    | supplier              | that nobody has                        |
      | 0009 | ECS52    | supplier              | that nobody has                        |
      | 0FFE | ECS52    | network-operator      | that nobody has                        |
      | FFFF | ECS52    | supplier              | that nobody has                        |
      | 0001 | ECS52    | access-control-broker | of a communications hub                |
      | 010F | ECS52    | access-control-broker | of a communications hub                |
      | 006B | ECS52    | supplier              | of a gas meter                         |
      | 0084 | ECS52    | network-operator      | of a gas meter                         |
      | 0129 | ECS52    | supplier              | of a device in the home                |
      | 00CC | ECS52    | supplier              | of an alert                            |
      | 0120 | ECS52    | supplier              | of an alert                            |
      | 1000 | ECS52    | supplier              | of an alert                            |
      | 0118 | ECS52    | supplier              | that is never on the wide area network |
      | 0000 | ECS04a   | supplier              | that nobody has                        |
      | 006B | ECS04a   | supplier              | of a gas meter                         |
      | 0081 | ECS43    | supplier              | of a gas meter                         |
      | 00CC | ECS04a   | supplier              | of an alert                            |
      | 1000 | ECS04a   | supplier              | of an alert                            |
      | 0118 | ECS43    | supplier              | that is never on the wide area network |
      | 0000 | CS07     | supplier              | that nobody has                        |
      | 007F | ECS70    | supplier              | of a gas meter                         |

@H-07 @G-54 @negative @section:GBCS-9.2.2 @section:GBCS-4.3.1.5 @pack:device
Feature: Future dated commands: replayed
  A command that waits for its time was accepted, so its counter is used.

  @id:H-07.dated-replayed/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: a pending <use_case> delivered again is refused
    Given the <originator> has sent <use_case> for a time to come
    When the same octets are delivered again
    Then the command is refused
    And the target still answers good commands

    Examples:
      | code | use_case | originator |
      | 0019 | ECS01a   | supplier   |
      | 001A | ECS02    | supplier   |
      | 001B | ECS03    | supplier   |
      | 0043 | ECS28a   | supplier   |
      | 00A2 | ECS01b   | supplier   |
      | 00B7 | ECS01c   | supplier   |
      | 00C7 | ECS01d   | supplier   |
      | 00DE | ECS08a   | supplier   |
      | 011A | ECS46d   | supplier   |

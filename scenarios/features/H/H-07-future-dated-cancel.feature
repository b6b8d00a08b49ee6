@H-07 @positive @section:GBCS-9.2.2 @pack:device
Feature: Future dated commands: cancel
  Each item that can be future dated has one next value and one activation date-time.

  @id:H-07.cancel/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: a pending <use_case> is cancelled
    Given the <originator> has sent <use_case> for a time to come
    When the <originator> cancels <use_case>
    Then nothing is activated at the first time

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

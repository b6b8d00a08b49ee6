@G-54 @negative @section:GBCS-4.3.1.5 @pack:device @needs:party:supplier
Feature: Counters at the end of their range
  Payloads carry counters up to 2^63-1, headers up to 2^64-1. What a device does with those above is not established, and
  is remarked upon. The command is a read, for which no protection against replay is required; a device that keeps its
  counter all the same refuses everything that follows, so that the operator has to claim high-counters.

  @id:G-54.high-counter/<use_case>/<counter> @needs:use-case:<use_case> @needs:feature:high-counters
  Scenario Outline: <use_case> with the counter <counter>
    When the supplier sends <use_case> with the counter <counter>
    Then it is remarked if the command was executed

    Examples:
      | use_case | counter |
      | ECS52    | 2^63-1  |
      | ECS52    | 2^63    |
      | ECS52    | 2^64-1  |

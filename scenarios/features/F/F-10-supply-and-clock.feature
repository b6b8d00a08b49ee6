@F-10 @pack:device @needs:party:supplier
Feature: Supply and clock follow the commands
  After a successful command the load switch is in a state that the command allows, and a clock that was set shows a time
  within the interval of the command. Whether a command succeeds depends on the state of the meter.

  @positive @section:SMETS-5.6.3 @id:F-10.supply @needs:use-case:ECS02 @needs:use-case:ECS42 @needs:use-case:ECS43 @needs:use-case:ECS44 @needs:use-case:ECS45
  Scenario: The supply is disabled, armed and enabled
    When the supplier sends ECS02
    Then the response is authentic
    When the supplier sends ECS43
    Then the supply is off
    When the supplier sends ECS44
    Then the supply is no longer off, or it is noted
    When the supplier sends ECS43
    Then the supply is off
    When the supplier sends ECS42
    Then the supply is on, or it is noted
    And in any case the supply is enabled again

  @positive @section:SMETS-5.6.3.32 @id:F-10.clock-within @needs:use-case:ECS70
  Scenario: The clock is set within an interval around it
    When the supplier sets the clock within -60 to 60 seconds from now
    Then a clock that was set shows a time within them

  @negative @section:SMETS-5.6.3.32 @id:F-10.clock-outside/<case> @needs:use-case:ECS70
  Scenario Outline: The clock is not set to a time outside the interval, which is <case>
    When the supplier sets the clock within <from> to <to> seconds from now
    Then a clock that was set shows a time within them
    And it is noted whether alert 8F0C came
    And every alert that came is well formed

    Examples:
      | case     | from   | to    |
      | before   | -7200  | -3600 |
      | after    | 3600   | 7200  |
      | inverted | 60     | -60   |

@F-14 @H-35 @section:GBCS-14 @pack:device @needs:use-case:CS01a @needs:use-case:ECS82 @needs:use-case:ECS03 @needs:party:supplier
Feature: A top-up is credited once, and only if it is authentic
  A token is made by the supplier's prepayment key for one meter and one counter. The balance is read before and after;
  values are small, so that no configured limit stands in the way.

  Background:
    Given the meter is in prepayment mode
    And the balance is reset

  @positive @id:F-14.credited-once
  Scenario: A top-up is credited, and its replay is not
    When the supplier tops up by 2 pounds
    Then the top-up is accepted
    And the balance has risen
    When the same octets are delivered again
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

  @positive @id:F-14.proportional
  Scenario: Three times the value is three times the credit
    Given debts count with the balance
    When the supplier tops up by 1 pound
    Then the top-up is accepted
    When the supplier tops up by 3 pounds
    Then the top-up is accepted
    And the second rise is 3 times the first

  @positive @id:F-14.pence
  Scenario: A hundred pence are a pound
    Given debts count with the balance
    When the supplier tops up by 200 pence
    Then the top-up is accepted
    When the supplier tops up by 2 pounds
    Then the top-up is accepted
    And the second rise is 1 times the first

  @positive @id:F-14.counter-ahead
  Scenario: A counter far ahead is accepted, because the command carries all of it
    When the supplier tops up 2000 counters ahead
    Then the top-up is accepted
    And the balance has risen

  @positive @id:F-14.adjust @needs:use-case:ECS04a
  Scenario: An adjustment changes the balance by its parameter
    When the balance is adjusted
    Then the balance has changed by what was asked for

  @negative @id:F-14.forged/<case>
  Scenario Outline: A top-up with <what> is not credited
    When the supplier tops up with <what>
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

    Examples:
      | case           | what                                 |
      | check-digit    | a wrong check digit                  |
      | value-raised   | a token whose value was raised       |
      | mac-altered    | a token whose MAC was altered        |
      | mac-end        | a token whose MAC ends otherwise     |
      | other-meter    | a token for another meter            |
      | management-key | a token made with the management key |

  @negative @id:F-14.used-token
  Scenario: A used token under a new counter is not credited
    When the supplier tops up by 2 pounds
    Then the top-up is accepted
    When the supplier tops up with a used token
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

@F-14 @section:SMETS-5.6.3 @pack:device @positive @needs:use-case:ECS03 @needs:use-case:ECS82 @needs:party:supplier
Feature: Balance, emergency credit and debts follow the commands
  An adjustment is relative, a reset clears balance and accumulated debt and restores emergency credit, and the answer
  about emergency credit states whether it is active.

  Background:
    Given the meter is in prepayment mode
    And the balance is reset

  @id:F-14.adjust-by/<by> @needs:use-case:ECS04a
  Scenario Outline: An adjustment by <by> changes the balance by as much, twice
    When the balance is adjusted by <by>
    Then the balance has changed by what was asked for
    When the balance is adjusted by <by>
    Then the balance has changed by what was asked for

    Examples:
      | by     |
      | 1      |
      | -1     |
      | 4200   |
      | -3100  |
      | 0      |

  @id:F-14.reset @needs:use-case:ECS04a @needs:use-case:ECS04b @needs:use-case:ECS19 @needs:use-case:ECS26a
  Scenario: A reset clears the balance and restores emergency credit
    When the balance is adjusted by -4200
    Then the balance has changed by what was asked for
    When the supplier sends ECS09
    Then emergency credit is active, or result 250 says that it is not
    When the supplier sends ECS04b
    Then the balance is zero, nothing is owed, and emergency credit is there in full

  @id:F-14.emergency-credit @needs:use-case:ECS09
  Scenario: Asking twice for emergency credit is no failure
    When the supplier sends ECS09
    Then emergency credit is active, or result 250 says that it is not
    And asking for it again has the same result

  @id:F-14.debts @needs:use-case:ECS07 @needs:use-case:ECS19
  Scenario: ECS19 reads the debts that ECS07 wrote
    Given the debts are known
    When the supplier sends ECS07
    Then each debt is what was written, or has changed by it
    When the supplier sends ECS07 again with other values
    Then each debt is what was written, or has changed by it

@F-10 @positive @section:SMETS-5.6.3 @pack:device
Feature: A register that was reset counts from zero
  What a command resets is read before and after it. Where it was zero before, there is nothing to see.

  @id:F-10.reset/<write>/<read> @needs:use-case:<write> @needs:use-case:<read> @needs:party:<originator>
  Scenario Outline: <read> reads from zero on what <write> resets
    Given what <read> reads is known
    When the <originator> sends <write>
    Then <write> succeeds
    And <read> reads what was reset from zero on

    Examples:
      | write  | originator       | read   |
      | ECS28b | supplier         | ECS27  |
      | ECS29e | network-operator | ECS23  |
      | ECS29f | network-operator | ECS23b |
      | ECS57  | network-operator | ECS18a |
      | ECS57  | network-operator | ECS18b |
      | ECS05  | supplier         | ECS17e |
      | ECS29a | network-operator | ECS23  |
      | ECS29b | network-operator | ECS23b |

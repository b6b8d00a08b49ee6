@F-14 @H-35 @section:GBCS-14 @pack:device @needs:use-case:CS01a @needs:use-case:ECS82 @needs:use-case:ECS03 @needs:party:supplier
Feature: A top-up is credited within the limits, once, however many come between
  Limits are set to the smallest unit there is, which any top-up exceeds whatever the meter counts in. A token that was
  used stays used, also when so many others came that a device may have forgotten it.

  Background:
    Given the meter is in prepayment mode
    And the balance is reset

  @negative @id:F-14.limit/<what> @needs:use-case:ECS08a
  Scenario Outline: A top-up beyond the largest <what> is not credited
    Given the largest <what> is next to nothing
    When the supplier tops up by 5 pounds
    Then it is not credited
    And in any case the limits are put back
    When the supplier tops up by 5 pounds
    Then the top-up is accepted
    And the balance has risen

    Examples:
      | what    |
      | top-up  |
      | balance |

  @negative @G-54 @id:F-14.used-long-ago/<count>
  Scenario Outline: A top-up is not credited again after <count> others
    When the supplier tops up by 2 pounds
    Then the top-up is accepted
    When <count> other top-ups follow
    And the same octets are delivered again
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

    Examples:
      | count |
      | 1     |
      | 12    |
      | 99    |
      | 100   |
      | 101   |
      | 120   |

  @negative @G-54 @id:F-14.passed-over
  Scenario: A top-up whose counter was passed over is credited once at most
    When the supplier uses a counter that was passed over
    And the same octets are delivered again
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

  @negative @id:F-14.wrong-token/<case> @needs:party:<maker>
  Scenario Outline: A token <what> is not credited
    When the supplier tries a token <what>
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

    Examples:
      | case           | maker            | what                               |
      | operator       | network-operator | of the network operator            |
      | counter-before | supplier         | for the counter before             |
      | counter-after  | supplier         | for the counter after              |
      | counter-1024   | supplier         | for a counter with the same digits |
      | pence-pounds   | supplier         | whose pence were made pounds       |
      | zeros          | supplier         | of zeros                           |
      | nines          | supplier         | of nines                           |
      | below-range    | supplier         | below the range of tokens          |

    @needs:feature:second-supplier
    Examples:
      | case           | maker            | what                                    |
      | other-supplier | supplier         | of another supplier                     |
      | other-in-name  | supplier         | of another supplier in this one's name  |

  @negative @G-55 @id:F-14.wrong-party/<party> @needs:party:<party>
  Scenario Outline: A token that the <party> delivers is not credited
    When the <party> tries a token of the network operator
    Then the command is refused
    And nothing has changed
    And the balance is unchanged
    And the target still answers good commands

    Examples:
      | party                 |
      | network-operator      |
      | access-control-broker |

  @positive @id:F-14.credit-log @needs:use-case:ECS20d
  Scenario: The log of credits holds the last five
    When the supplier tops up by 1, 2, 3, 4, 5 and 6 pence
    Then the log of credits has the last five top-ups, in proportion

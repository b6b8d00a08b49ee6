@G-56 @section:GBCS-9.1.6 @pack:device @needs:party:supplier
Feature: Logs keep what happened
  The event log can be cleared by command, the security log cannot. A log is read between two times, both included.
  Which events are entered is known from published lists of certified meters; a missing entry is a remark.

  @F-10 @positive @id:G-56.event-log-cleared @needs:use-case:ECS10 @needs:use-case:ECS15a @needs:use-case:ECS35a
  Scenario: Clearing the event log leaves none of its entries
    Given the supplier has sent ECS10 and it was answered
    And the event log has an entry from some seconds ago
    When the supplier sends ECS15a
    Then ECS15a succeeds
    When the event log is read again
    Then none of the earlier entries is left

  @F-10 @positive @id:G-56.auxiliary-log-cleared @needs:use-case:ECS47a @needs:use-case:ECS15c @needs:use-case:ECS35g
  Scenario: Clearing the log of the auxiliary controllers leaves none of its entries
    Given the supplier has sent ECS47a and it was answered
    And the auxiliary controller log has an entry from some seconds ago
    When the supplier sends ECS15c
    Then ECS15c succeeds
    When the auxiliary controller log is read again
    Then none of the earlier entries is left

  @negative @id:G-56.security-log-kept/<use_case> @needs:use-case:<use_case> @needs:use-case:ECS10 @needs:use-case:ECS35b
  Scenario Outline: <use_case> leaves the security log as it is
    When the network-operator sends ECS10
    Then the command is refused
    Given the security log has an entry from some seconds ago
    When the supplier sends <use_case>
    Then <use_case> succeeds
    When the security log is read again
    Then all of the earlier entries are left

    Examples:
      | use_case |
      | ECS15a   |
      | ECS15c   |

  @negative @id:G-56.security-log-reset/<party>/<carrier> @needs:use-case:<carrier> @needs:party:<party> @needs:use-case:ECS10 @needs:use-case:ECS35b
  Scenario Outline: The <party> cannot clear the security log by <carrier>
    When the network-operator sends ECS10
    Then the command is refused
    Given the security log has an entry from some seconds ago
    When the <party> hides the clearing of the security log in <carrier>
    Then no hidden instruction is executed
    When the security log is read again
    Then all of the earlier entries are left

    Examples:
      | party                 | carrier |
      | supplier              | ECS15a  |
      | supplier              | ECS35b  |
      | supplier              | ECS52   |
      | network-operator      | ECS35b  |
      | access-control-broker | ECS35b  |

  @positive @id:G-56.event-log-range @needs:use-case:ECS10 @needs:use-case:ECS35a
  Scenario: The event log is read between two times, both included
    Given the supplier has sent ECS10 and it was answered
    And the event log has an entry from some seconds ago
    Then reading the event log for one second gives the entries of that second alone
    And reading the event log from the next second on leaves out the entries before

  @positive @id:G-56.event-log-range-end @needs:use-case:ECS10 @needs:use-case:ECS35a
  Scenario: What came after the second time is not read
    Given the supplier has sent ECS10 and it was answered
    And the event log has an entry from some seconds ago
    When the supplier sends ECS10
    Then the response is authentic
    And reading the event log for one second gives the entries of that second alone

  @positive @id:G-56.security-log-range @needs:use-case:ECS10 @needs:use-case:ECS35b
  Scenario: The security log is read between two times, both included
    When the network-operator sends ECS10
    Then the command is refused
    Given the security log has an entry from some seconds ago
    Then reading the security log for one second gives the entries of that second alone
    And reading the security log from the next second on leaves out the entries before

  @positive @id:G-56.entry/<use_case> @needs:use-case:<use_case> @needs:use-case:ECS35a
  Scenario Outline: <use_case> is executed, and its entry in the event log noted
    Given the event log is known
    When the supplier sends <use_case>
    Then the response is authentic
    When the event log is read again
    Then it is noted whether the log has a new entry 8154
    And every new entry of the log has the time and the command of what was done

    Examples:
      | use_case |
      | ECS10    |
      | ECS14    |
      | ECS34    |
      | ECS81    |

  @positive @id:G-56.entry/ECS15a @needs:use-case:ECS15a @needs:use-case:ECS35b
  Scenario: ECS15a is executed, and its entry in the security log noted
    Given the security log is known
    When the supplier sends ECS15a
    Then ECS15a succeeds
    When the security log is read again
    Then it is noted whether the log has a new entry 8F52
    And every new entry of the log has the time and the command of what was done

  @negative @id:G-56.refused/<case> @needs:use-case:ECS04a @needs:use-case:ECS35b @needs:party:network-operator
  Scenario Outline: ECS04a <how> is refused, and its entry in the security log noted
    Given the security log is known
    When the <party> sends ECS04a <how>
    Then the command is refused
    And nothing has changed
    When the security log is read again
    Then it is noted whether the log has a new entry <code>

    Examples:
      | case           | party    | how                               | code |
      | other-target   | supplier | addressed to another device       | 8F53 |
      | mac-missing    | supplier | without its MAC                   | 8F53 |
      | as-response    | supplier | marked as a response              | 8F53 |
      | truncated      | supplier | cut short by one octet            | 8F53 |
      | unknown-origin | supplier | from a party without a cell       | 8F30 |

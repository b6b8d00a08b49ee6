@G-56 @section:GBCS-16 @pack:device @needs:party:supplier
Feature: Alerts have the form of their code
  Message Code, protection, counter, invoke-id and content of an alert follow from its code. What must lead to an alert
  about a refused command no published text says: that it came or not is noted, and each that comes is judged.

  @negative @H-11 @id:G-56.alerts/<use_case>/<case> @needs:use-case:<use_case> @needs:party:<party>
  Scenario Outline: Alerts about <use_case> <how> are well formed
    When the <party> sends <use_case> <how>
    Then the command is refused
    And nothing has changed
    And it is noted whether alert <code> came
    And every alert that came is well formed

    Examples:
      | use_case | case             | party            | how                                 | code |
      | ECS04a   | signature-bit    | supplier         | with one bit of its signature flipped | 8F3D |
      | ECS04a   | mac-bit          | supplier         | with one bit of its MAC flipped     | 8F3D |
      | ECS04a   | other-signer     | supplier         | signed by another known party       | 8F3D |
      | ECS04a   | unknown-origin   | supplier         | from a party without a cell         | 8F30 |
      | ECS52    | mac-bit          | supplier         | with one bit of its MAC flipped     | 8F3D |
      | ECS52    | mac-bit-operator | network-operator | with one bit of its MAC flipped     | 8F3D |
      | ECS43    | mac-other-key    | supplier         | with a MAC made with another party's key | 8F3D |

  @negative @G-55 @id:G-56.alerts/<use_case>/role @needs:use-case:<use_case> @needs:party:<party>
  Scenario Outline: Alerts about <use_case> from the <party> are well formed
    When the <party> sends <use_case>
    Then the command is refused
    And nothing has changed
    And it is noted whether alert 8F30 came
    And every alert that came is well formed

    Examples:
      | use_case | party            |
      | ECS04a   | network-operator |
      | ECS43    | network-operator |
      | ECS29a   | supplier         |

  @negative @id:G-56.alerts-many @needs:use-case:ECS04a
  Scenario: Two alerts have two counters
    When the supplier sends ECS04a with one bit of its MAC flipped
    Then the command is refused
    When the supplier sends ECS04a with one bit of its signature flipped
    Then the command is refused
    When the supplier sends ECS04a from a party without a cell
    Then the command is refused
    And every alert that came is well formed

  @positive @H-07 @section:GBCS-9.2.2 @id:G-56.alerts-later/<use_case> @needs:use-case:<use_case> @needs:party:supplier
  Scenario Outline: The alerts about a future dated <use_case> are well formed
    When the supplier sends <use_case> for a time to come
    Then every instruction of <use_case> succeeds
    And nothing is activated before that time
    And after that time every alert that came is well formed

    Examples:
      | use_case |
      | ECS02    |
      | ECS28a   |
      | ECS08a   |

  @positive @H-07 @section:GBCS-9.2.2 @id:G-56.alerts-later/CS06 @needs:use-case:CS06
  Scenario: The alert about a future dated CS06 is well formed
    When the supplier orders CS06 for a time to come
    Then it is accepted, and no outcome is given yet
    And after that time every alert that came is well formed

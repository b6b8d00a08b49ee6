@G-54 @negative @section:GBCS-4.3.1.5 @pack:device
Feature: A command is executed once, also when other parties sent commands after it
  A command was executed, and then one of each other party; then the octets of the first are delivered again.

  @id:G-54.replayed-after-others/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> delivered again after commands of other parties is not executed
    Given the <originator> has sent <use_case> and it was answered
    And every other party has sent a command
    When the same octets are delivered again
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | code | use_case | originator            |
      | 0019 | ECS01a   | supplier              |
      | 001A | ECS02    | supplier              |
      | 001B | ECS03    | supplier              |
      | 001C | ECS04a   | supplier              |
      | 001D | ECS05    | supplier              |
      | 001E | ECS07    | supplier              |
      | 0020 | ECS09    | supplier              |
      | 0023 | ECS14    | supplier              |
      | 0043 | ECS28a   | supplier              |
      | 0044 | ECS28b   | supplier              |
      | 0045 | ECS29a   | network-operator      |
      | 004A | ECS37    | network-operator      |
      | 004B | ECS38    | supplier              |
      | 004C | ECS39a   | supplier              |
      | 004D | ECS39b   | access-control-broker |
      | 004F | ECS42    | supplier              |
      | 0050 | ECS43    | supplier              |
      | 0051 | ECS44    | supplier              |
      | 0058 | ECS50    | access-control-broker |
      | 005F | ECS62    | supplier              |
      | 0062 | ECS70    | supplier              |
      | 0068 | ECS81    | supplier              |
      | 00A2 | ECS01b   | supplier              |
      | 00AE | ECS29b   | network-operator      |
      | 00B3 | ECS04b   | supplier              |
      | 00B7 | ECS01c   | supplier              |
      | 00C7 | ECS01d   | supplier              |
      | 00D1 | ECS29c   | network-operator      |
      | 00D2 | ECS29d   | network-operator      |
      | 00D3 | ECS29e   | network-operator      |
      | 00D4 | ECS29f   | network-operator      |
      | 00D7 | ECS30a   | supplier              |
      | 00DB | ECS48    | supplier              |
      | 00DE | ECS08a   | supplier              |
      | 011A | ECS46d   | supplier              |
      | 011E | ECS47a   | supplier              |
      | 011F | ECS47e   | load-controller       |

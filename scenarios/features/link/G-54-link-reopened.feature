@G-54 @negative @section:GBCS-4.3.1.5 @pack:device @needs:link:reopened
Feature: A command is executed once, whatever link it comes by
  Counters belong to the device, not to the connection that carries its messages. These tests stand last, since a
  target may serve one connection alone.

  @id:G-54.link-reopened/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> delivered again on a new connection is executed once
    Given the <originator> has sent <use_case> and it was answered
    When the link is opened again, and the same octets are delivered on it
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | code | use_case | originator            |
      | 0007 | CS01a    | supplier              |
      | 001C | ECS04a   | supplier              |
      | 0020 | ECS09    | supplier              |
      | 0045 | ECS29a   | network-operator      |
      | 004A | ECS37    | network-operator      |
      | 004B | ECS38    | supplier              |
      | 0058 | ECS50    | access-control-broker |

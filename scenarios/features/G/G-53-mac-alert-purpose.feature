@G-53 @H-11 @negative @section:GBCS-4.3.3.3 @pack:device
Feature: A MAC derived for an alert is not accepted on a command
  The key is derived with the transaction octet of an alert (03) where a command has 01.

  @id:G-53.mac-alert-purpose/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> with a MAC derived for an alert is refused
    When the <originator> sends <use_case> with a MAC derived for an alert
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | code | use_case                               | originator            |
      | 0008 | CS02a                                  | access-control-broker |
      | 0019 | ECS01a                                 | supplier              |
      | 001C | ECS04a                                 | supplier              |
      | 0020 | ECS09                                  | supplier              |
      | 0027 | ECS17b                                 | supplier              |
      | 0045 | ECS29a                                 | network-operator      |
      | 0050 | ECS43                                  | supplier              |
      | 0058 | ECS50                                  | access-control-broker |
      | 0059 | ECS52                                  | supplier              |
      | 0060 | ECS66                                  | supplier              |

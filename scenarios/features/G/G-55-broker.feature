@G-55 @negative @section:GBCS-17.2 @pack:device
Feature: The Access Control Broker does not act where no role of its own may
  A command that is not critical is protected by the broker's MAC alone. The broker itself originates it, for another
  party, although the use case is open to the supplier, the network operator or the load controller only.

  @id:G-55.broker/<use_case> @needs:use-case:<use_case> @needs:party:access-control-broker
  Scenario Outline: <use_case> from the access-control-broker is refused
    When the access-control-broker sends <use_case>
    Then the command is refused
    And nothing has changed
    And the target still answers good commands

    Examples:
      | code | use_case |
      | 0021 | ECS10    |
      | 0022 | ECS12    |
      | 0023 | ECS14    |
      | 0024 | ECS15a   |
      | 0025 | ECS16    |
      | 0027 | ECS17b   |
      | 0029 | ECS17d   |
      | 002A | ECS17e   |
      | 002D | ECS19    |
      | 003B | ECS26a   |
      | 0044 | ECS28b   |
      | 0045 | ECS29a   |
      | 0047 | ECS34    |
      | 004A | ECS37    |
      | 004C | ECS39a   |
      | 005A | ECS57    |
      | 005F | ECS62    |
      | 0069 | ECS82    |
      | 00AC | ECS25a   |
      | 00AE | ECS29b   |
      | 00B0 | ECS25b   |
      | 00C1 | ECS15c   |
      | 00D1 | ECS29c   |
      | 00D2 | ECS29d   |
      | 00D3 | ECS29e   |
      | 00D4 | ECS29f   |
      | 00EA | ECS25a1  |
      | 00EB | ECS25a2  |
      | 00EC | ECS25a3  |
      | 00ED | ECS25b3  |
      | 00EE | ECS25r1  |
      | 00EF | ECS25r2  |
      | 00FD | ECS35g   |

@F-10 @positive @section:GBCS-20 @pack:device
Feature: What a use case sets is what another one reads
  Same attribute, same value; and a second, different value, so that a device that always answers the same is noticed.

  @id:F-10.read-after-write/<write>/<originator>/<read> @needs:use-case:<write> @needs:use-case:<read> @needs:party:<originator>
  Scenario Outline: <read> reads what <write> wrote
    When the <originator> sends <write>
    Then <write> succeeds
    And <read> reads what was written
    When the <originator> sends <write> again with other values
    Then <write> succeeds
    And <read> reads what was written

    Examples:
      | write   | originator            | read    |
      | ECS01a  | supplier              | ECS24   |
      | ECS01b  | supplier              | ECS24   |
      | ECS01c  | supplier              | ECS24b  |
      | ECS01d  | supplier              | ECS24b  |
      | ECS02   | supplier              | ECS26a  |
      | ECS03   | supplier              | ECS26a  |
      | ECS07   | supplier              | ECS26a  |
      | ECS08   | supplier              | ECS26a  |
      | ECS08a  | supplier              | ECS26a  |
      | ECS25a  | supplier              | ECS25r1 |
      | ECS25a1 | supplier              | ECS25r1 |
      | ECS25a2 | supplier              | ECS25r1 |
      | ECS25a3 | supplier              | ECS25r1 |
      | ECS25b  | network-operator      | ECS25r2 |
      | ECS25b3 | network-operator      | ECS25r2 |
      | ECS28a  | supplier              | ECS27   |
      | ECS29a  | network-operator      | ECS26b  |
      | ECS29b  | network-operator      | ECS26k  |
      | ECS29c  | network-operator      | ECS26b  |
      | ECS29d  | network-operator      | ECS26k  |
      | ECS30   | supplier              | ECS26d  |
      | ECS30a  | supplier              | ECS26l  |
      | ECS34   | supplier              | ECS26f  |
      | ECS37   | network-operator      | ECS18b  |
      | ECS38   | supplier              | ECS26c  |
      | ECS39a  | supplier              | ECS40   |
      | ECS39b  | access-control-broker | ECS40   |
      | ECS46a  | supplier              | ECS61d  |
      | ECS46c  | supplier              | ECS61a  |
      | ECS46d  | supplier              | ECS61d  |
      | ECS62   | supplier              | ECS61c  |
      | ECS81   | supplier              | ECS26m  |

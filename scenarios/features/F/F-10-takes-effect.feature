@F-10 @positive @section:SMETS-5.7.4 @pack:device
Feature: What a use case writes is what takes effect
  A data item that one use case sets and another reads has one value, whichever attributes hold its next and its current
  one. Two sets of values, so that a device that keeps what it has is noticed; the second also changes what the use cases
  write always the same. Sizes are those up to which the tables of the specification go.

  @id:F-10.takes-effect/<write>/<read> @needs:use-case:<write> @needs:use-case:<read> @needs:party:<originator>
  Scenario Outline: <read> reads every value of <write>
    When the <originator> writes <write> with one set of values
    Then <write> succeeds
    And <read> reads every value as it was written
    When the <originator> writes <write> with another set of values
    Then <write> succeeds
    And <read> reads every value as it was written

    Examples:
      | write   | originator            | read    |
      | ECS01a  | supplier              | ECS24   |
      | ECS02   | supplier              | ECS26j  |
      | ECS02   | supplier              | ECS26a  |
      | ECS03   | supplier              | ECS26j  |
      | ECS03   | supplier              | ECS26a  |
      | ECS07   | supplier              | ECS26a  |
      | ECS28a  | supplier              | ECS27   |
      | ECS29a  | network-operator      | ECS23   |
      | ECS29a  | network-operator      | ECS26b  |
      | ECS34   | supplier              | ECS26f  |
      | ECS37   | network-operator      | ECS18b  |
      | ECS38   | supplier              | ECS26c  |
      | ECS39a  | supplier              | ECS40   |
      | ECS39b  | access-control-broker | ECS40   |
      | ECS46a  | supplier              | ECS61d  |
      | ECS62   | supplier              | ECS61c  |
      | ECS81   | supplier              | ECS26m  |
      | ECS01b  | supplier              | ECS24   |
      | ECS25a  | supplier              | ECS25r1 |
      | ECS29b  | network-operator      | ECS23b  |
      | ECS29b  | network-operator      | ECS26k  |
      | ECS25b  | network-operator      | ECS25r2 |
      | ECS01c  | supplier              | ECS24b  |
      | ECS01d  | supplier              | ECS24b  |
      | ECS29c  | network-operator      | ECS26b  |
      | ECS29c  | network-operator      | ECS23   |
      | ECS29d  | network-operator      | ECS26k  |
      | ECS29d  | network-operator      | ECS23b  |
      | ECS30a  | supplier              | ECS26l  |
      | ECS08a  | supplier              | ECS26a  |
      | ECS25a1 | supplier              | ECS25r1 |
      | ECS25a2 | supplier              | ECS25r1 |
      | ECS25a3 | supplier              | ECS25r1 |
      | ECS25b3 | network-operator      | ECS25r2 |
      | ECS46d  | supplier              | ECS61d  |

  @id:F-10.sizes/<write>/<case> @needs:use-case:<write> @needs:use-case:<read> @needs:party:supplier
  Scenario Outline: <write> with <what> takes effect
    When the supplier writes <write> with <what>
    Then <write> succeeds
    And <read> reads every value as it was written

    Examples:
      | write  | read   | case                | what                      |
      | ECS01a | ECS24  | no-special-days     | no special days           |
      | ECS01a | ECS24  | special-days        | 50 special days           |
      | ECS01a | ECS24  | one-season          | 1 seasons                 |
      | ECS01a | ECS24  | seasons             | 4 seasons                 |
      | ECS01a | ECS24  | day-identifiers     | 16 day identifiers        |
      | ECS01a | ECS24  | switching-points    | 48 switching points a day |
      | ECS01c | ECS24b | no-special-days     | no special days           |
      | ECS01c | ECS24b | special-days        | 50 special days           |
      | ECS01c | ECS24b | seasons             | 4 seasons                 |
      | ECS01c | ECS24b | day-identifiers     | 16 day identifiers        |
      | ECS01c | ECS24b | switching-points    | 48 switching points a day |
      | ECS08a | ECS26a | no-special-days     | no special days           |
      | ECS08a | ECS26a | special-days        | 20 special days           |
      | ECS08a | ECS26a | calendar-entries    | 22 calendar entries       |
      | ECS46d | ECS61d | no-special-days     | no special days           |
      | ECS46d | ECS61d | special-days        | 20 special days           |
      | ECS46d | ECS61d | calendar-entries    | 120 calendar entries      |

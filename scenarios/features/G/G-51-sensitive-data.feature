@G-51 @positive @section:GBCS-8 @pack:device
Feature: Sensitive data reaches the party that asked, and nobody else
  The response is encrypted for the requesting party: that party reads it, no other key of the laboratory
  opens it, and no part of the response carries the data in clear.

  @id:G-51.sensitive/<use_case>/<originator> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> for the <originator> is encrypted for it
    When the <originator> sends <use_case>
    Then the response is authentic
    And the sensitive data is encrypted
    And the <originator> can decrypt it
    And no other party can decrypt it
    And another answer is encrypted with another key

    Examples:
      | code | use_case | originator            |
      | 0027 | ECS17b   | supplier              |
      | 0027 | ECS17b   | network-operator      |
      | 0029 | ECS17d   | supplier              |
      | 0029 | ECS17d   | network-operator      |
      | 002A | ECS17e   | supplier              |
      | 002A | ECS17e   | network-operator      |
      | 002D | ECS19    | supplier              |
      | 002F | ECS20b   | supplier              |
      | 002F | ECS20b   | access-control-broker |
      | 0030 | ECS20c   | supplier              |
      | 0030 | ECS20c   | access-control-broker |
      | 0033 | ECS21a   | supplier              |
      | 0033 | ECS21a   | access-control-broker |
      | 0034 | ECS21b   | supplier              |
      | 0034 | ECS21b   | access-control-broker |
      | 0037 | ECS22b   | supplier              |
      | 0037 | ECS22b   | network-operator      |
      | 0037 | ECS22b   | access-control-broker |
      | 0060 | ECS66    | supplier              |
      | 0060 | ECS66    | network-operator      |
      | 0060 | ECS66    | access-control-broker |

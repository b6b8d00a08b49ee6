@F-10 @negative @section:GBCS-20 @pack:device
Feature: A controller is controlled from a start to a later end, for a day at most
  Where the end is not later than the start, or more than a day after it, the attribute is left as it is, and this
  instruction and all behind it have result 250.

  @id:F-10.controller-period/<use_case>/<case> @needs:use-case:<use_case> @needs:party:<originator>
  Scenario Outline: <use_case> with <what> is not executed
    When the <originator> writes <use_case> with <what>
    Then the instructions from 2 on have result 250
    And the response has the structure of <use_case>

    Examples:
      | use_case | originator      | case   | what                                |
      | ECS47a   | supplier        | empty  | a period that ends when it starts   |
      | ECS47a   | supplier        | before | a period that ends before it starts |
      | ECS47a   | supplier        | long   | a period of a day and a minute      |
      | ECS47e   | load-controller | empty  | a period that ends when it starts   |
      | ECS47e   | load-controller | before | a period that ends before it starts |
      | ECS47e   | load-controller | long   | a period of a day and a minute      |

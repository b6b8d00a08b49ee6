@G-55 @negative @section:GBCS-7.3 @section:GBCS-17.1 @pack:device
Feature: A role and a Message Code open what their use cases do, and nothing else
  A correctly protected command carries, behind its own instructions, those of a use case that is not open to its
  originator, or that would need a signature. Each association of a device lists what its role may reach.

  @id:G-55.hidden/<carrier>/<party>/<hidden> @needs:use-case:<carrier> @needs:use-case:<hidden> @needs:party:<party>
  Scenario Outline: <hidden> hidden in <carrier> of the <party> is not executed
    When the <party> hides the instructions of <hidden> in <carrier>
    Then no hidden instruction is executed

    Examples: Of another role
      | party                 | carrier | hidden  |
      | network-operator      | ECS26b  | ECS34   |
      | network-operator      | ECS40   | ECS39a  |
      | network-operator      | ECS40   | ECS39b  |
      | network-operator      | ECS17c  | ECS10   |
      | network-operator      | ECS17c  | ECS14   |
      | network-operator      | ECS17c  | ECS16   |
      | network-operator      | ECS35a  | ECS15a  |
      | network-operator      | ECS25r2 | ECS25a  |
      | network-operator      | ECS25b  | ECS25a  |
      | network-operator      | ECS29e  | ECS28b  |
      | network-operator      | ECS40   | ECS82   |
      | network-operator      | ECS40   | ECS26a  |
      | network-operator      | ECS40   | ECS24   |
      | access-control-broker | ECS40   | ECS39a  |
      | access-control-broker | ECS40   | ECS82   |
      | access-control-broker | ECS17c  | ECS10   |
      | access-control-broker | ECS50   | ECS14   |
      | access-control-broker | ECS23   | ECS29a  |
      | supplier              | ECS26b  | ECS29a  |
      | supplier              | ECS40   | ECS39b  |
      | supplier              | ECS25r1 | ECS25b  |
      | supplier              | ECS18b  | ECS37   |
      | supplier              | ECS18b  | ECS57   |

    Examples: Critical, in a command without a signature
      | party                 | carrier | hidden  |
      | supplier              | ECS82   | ECS04a  |
      | supplier              | ECS82   | ECS04b  |
      | supplier              | ECS45   | ECS42   |
      | supplier              | ECS45   | ECS43   |
      | supplier              | ECS45   | ECS44   |
      | supplier              | ECS24   | ECS01a  |
      | supplier              | ECS24   | ECS01b  |
      | supplier              | ECS26a  | ECS03   |
      | supplier              | ECS26a  | ECS07   |
      | supplier              | ECS26a  | ECS08a  |
      | supplier              | ECS26c  | ECS38   |
      | supplier              | ECS26m  | ECS81   |
      | supplier              | ECS27   | ECS28a  |
      | supplier              | ECS28b  | ECS28a  |
      | supplier              | ECS26l  | ECS30a  |
      | supplier              | ECS10   | ECS09   |
      | supplier              | ECS15a  | ECS05   |
      | supplier              | ECS34   | ECS81   |
      | network-operator      | ECS45   | ECS43   |
      | network-operator      | ECS29a  | ECS81   |
      | network-operator      | ECS26c  | ECS38   |
      | access-control-broker | ECS45   | ECS42   |
      | access-control-broker | ECS39b  | ECS81   |
      | access-control-broker | ECS27   | ECS28a  |

  @G-51 @section:GBCS-8 @id:G-55.hidden-clear/<carrier>/<party>/<sensitive> @needs:use-case:<carrier> @needs:use-case:<sensitive> @needs:party:<party>
  Scenario Outline: What <sensitive> encrypts is not read in clear by <carrier> of the <party>
    When the <party> hides readings in clear of what <sensitive> encrypts in <carrier>
    Then no hidden instruction is executed

    Examples:
      | party                 | carrier | sensitive |
      | supplier              | ECS17c  | ECS17b    |
      | supplier              | ECS52   | ECS17d    |
      | supplier              | ECS52   | ECS17e    |
      | supplier              | ECS82   | ECS19     |
      | supplier              | ECS22c  | ECS20b    |
      | supplier              | ECS22c  | ECS20c    |
      | supplier              | ECS22c  | ECS21a    |
      | supplier              | ECS22c  | ECS21b    |
      | supplier              | ECS22c  | ECS22b    |
      | supplier              | ECS22c  | ECS66     |
      | supplier              | ECS17b  | ECS17b    |
      | network-operator      | ECS17c  | ECS17b    |
      | network-operator      | ECS17c  | ECS19     |
      | access-control-broker | ECS17c  | ECS17b    |

  @id:G-55.hidden-critical/<carrier>/<hidden> @needs:use-case:<carrier> @needs:use-case:<hidden> @needs:party:supplier
  Scenario Outline: <hidden> hidden in the signed <carrier> of the supplier
    When the supplier hides the instructions of <hidden> in <carrier>
    Then it is noted whether a hidden instruction is executed

    Examples:
      | carrier | hidden |
      | ECS04a  | ECS43  |
      | ECS81   | ECS38  |
      | ECS38   | ECS81  |
      | ECS28a  | ECS04a |

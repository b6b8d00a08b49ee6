@F-27 @section:GBCS-11 @pack:device @needs:use-case:CS06 @needs:party:supplier
Feature: Firmware is activated by command alone, and only an image that was received
  CS06 names an image by its hash. The hash here is one that no image has, so that an honest device activates nothing
  and says so: at once, or at the time that the command gives.

  @negative @id:F-27.unknown-image @needs:use-case:ECS52
  Scenario: No image with an unknown hash is activated
    Given the firmware version is known
    When the supplier sends CS06
    Then no image was activated
    And the firmware version is unchanged

  @negative @H-07 @section:GBCS-9.2.2 @id:F-27.unknown-image-later @needs:use-case:ECS52
  Scenario: No image with an unknown hash is activated later
    Given the firmware version is known
    When the supplier orders CS06 for a time to come
    Then it is accepted, and no outcome is given yet
    And nothing comes of it before its time
    And it is reported as not executed
    And the firmware version is unchanged

  @positive @H-07 @section:GBCS-9.2.2 @id:H-07.firmware.replace
  Scenario: A later activation replaces a pending one
    Given the supplier has ordered CS06 for a time to come
    When the supplier orders CS06 for a later time
    Then it is accepted, and no outcome is given yet
    And nothing comes of it at the first time
    And its outcome is reported once, at its time

  @positive @H-07 @section:GBCS-9.2.2 @id:H-07.firmware.withdraw
  Scenario: A pending activation is withdrawn
    Given the supplier has ordered CS06 for a time to come
    When the supplier withdraws CS06
    Then it is accepted, and no outcome is given yet
    And nothing comes of it at the first time

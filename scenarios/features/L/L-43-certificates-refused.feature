@L-43 @section:GBCS-13.3 @pack:device @negative @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:party:supplier @needs:feature:certification-path
Feature: A cell refuses a certificate that does not verify
  The supplier gives its key agreement cell a certificate with one thing wrong about it. The cell keeps what it holds,
  the cell beside it is replaced all the same, and the device goes on serving everybody (RFC 5280 6.1 for the path,
  GBCS 12 for algorithms and keys, GBCS 13.3 for the usage of the cell). Whether a device looks at dates, and at how long a
  path is, could not be established: such certificates are among those that are open.

  @section:GBCS-12 @id:L-43.refused/<slug>
  Scenario Outline: <form> is refused
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell refuses it
    And every cell holds what the response says
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples: what needs no issuing key
      | slug                | form                                                       |
      | own/signature-bit   | its own certificate with one bit of the signature flipped  |
      | own/identity        | its own certificate with another identity                  |
      | own/key             | its own certificate with another key                       |
      | own/dates           | its own certificate with a later end                       |
      | own/other-usage     | its own certificate of the other usage                     |
      | device-certificate  | the certificate of the device                              |
      | issuing-authority   | the certificate of the issuing authority                   |
      | self-signed         | a certificate that it signed itself                        |
      | namesake            | a certificate of a namesake of the authority               |
      | circle              | a certificate of authorities that vouch for each other     |
      | no-path             | its own certificate without a path                         |
      | unknown-chain       | a certificate of an unknown authority, with its chain      |
      | namesake-chain      | a certificate of a namesake of the authority, with its chain |
      | encoding/cut        | its own certificate cut short by an octet                  |
      | encoding/unsigned   | its own certificate without its signature                  |
      | encoding/empty      | an empty certificate                                       |
      | encoding/noise      | octets that are no certificate                             |
      | encoding/nested     | a certificate nested a thousand deep                       |
      | encoding/text       | its own certificate as text                                |

    @needs:feature:issuing-key
    Examples: what the authority has to sign
      | slug                | form                                                       |
      | signature/bit       | a certificate with one bit of the signature flipped        |
      | signature/other     | a certificate with the signature of another                |
      | signature/r-zero    | a certificate whose r is zero                              |
      | signature/zero      | a certificate whose r and s are zero                       |
      | signature/beyond    | a certificate whose s exceeds the order                    |
      | signature/empty     | a certificate with an empty signature                      |
      | signature/identity  | a certificate whose identity was changed after signing     |
      | algorithm/sha-1     | a certificate signed over SHA-1                            |
      | algorithm/sha-384   | a certificate signed over SHA-384                          |
      | algorithm/sha-512   | a certificate signed over SHA-512                          |
      | algorithm/rsa       | a certificate that says it is signed with RSA              |
      | algorithm/ed25519   | a certificate that says it is signed with Ed25519          |
      | usage/signature     | a certificate for digital signatures                       |
      | usage/repudiation   | a certificate for non-repudiation                          |
      | usage/encipherment  | a certificate for key encipherment                         |
      | usage/certificates  | a certificate for signing certificates                     |
      | usage/nothing       | a certificate for no usage                                 |
      | usage/missing       | a certificate without a usage                              |
      | extension/unknown   | a certificate with an unknown critical extension           |
      | extension/none      | a certificate without extensions                           |
      | issuer/character    | a certificate whose issuer differs by a character          |
      | key/off-curve       | a certificate of a point off the curve                     |
      | key/twist           | a certificate of a point of the twist                      |
      | key/order-two       | a certificate of a point of order two                      |
      | key/infinity        | a certificate of the point at infinity                     |
      | key/swapped         | a certificate of swapped coordinates                       |
      | key/beyond          | a certificate of a coordinate beyond the field             |
      | key/empty           | a certificate without a point                              |
      | key/p-384           | a certificate of a P-384 key                               |
      | key/secp256k1       | a certificate of a secp256k1 key                           |
      | key/brainpool       | a certificate of a brainpool key                           |
      | key/ed25519         | a certificate of an Ed25519 key                            |
      | key/rsa             | a certificate of an RSA key                                |
      | chain/party         | a certificate that another party issued                    |
      | encoding/longer     | a certificate whose length says one octet more             |

    @needs:feature:issuing-key @needs:feature:root-key
    Examples: what the root has to sign
      | slug                | form                                                           |
      | authority/usage     | a certificate of an authority that may not sign certificates   |
      | authority/basic     | a certificate of an authority without basic constraints        |
      | authority/none      | a certificate of an authority that says it is none             |
      | authority/unknown   | a certificate of an authority with an unknown critical extension |
      | authority/names     | a certificate of an authority that may not name it             |

  @section:GBCS-13.3 @id:L-43.no-trust-anchor/<slug>
  Scenario Outline: <form> has no trust anchor
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell refuses it for want of a trust anchor
    And every cell holds what the response says
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | slug              | form                                                              |
      | unknown           | a certificate of an unknown authority                             |
      | unrelated-path    | its own certificate with an unrelated authority in the path       |
      | altered-authority | its own certificate with an authority whose signature is altered  |

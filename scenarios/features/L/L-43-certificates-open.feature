@L-43 @section:GBCS-12 @section:GBCS-13.3 @pack:device @negative @needs:use-case:CS02a @needs:use-case:CS02b @needs:party:access-control-broker @needs:party:supplier @needs:feature:certification-path @needs:feature:issuing-key
Feature: A certificate that no profile permits is not taken in silence
  These certificates are signed rightly by the right authority, and break a rule that binds the authority, or are out of
  date. Whether a device has to notice could not be established: one that takes them is remarked upon (and fails, where
  the profile has "certificate-profile" judged strictly). What is judged in any case is that its response and its cells
  agree.

  @id:L-43.profile/<slug>
  Scenario Outline: <form>
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell should refuse it by <clause>
    And every cell holds what the response says
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples: keyUsage, identifiers, policies
      | slug                  | clause            | form                                                          |
      | usage-both            | GBCS 12           | a certificate for both usages                                 |
      | usage-not-critical    | GBCS 12           | a certificate whose usage is not critical                     |
      | usage-twice           | RFC 5280 4.2      | a certificate with its usage twice                            |
      | ski-missing           | GBCS 12           | a certificate without a subject key identifier                |
      | ski-critical          | GBCS 12           | a certificate whose subject key identifier is critical        |
      | ski-twenty            | GBCS 12           | a certificate with a subject key identifier of twenty octets  |
      | ski-wrong             | GBCS 12           | a certificate with the subject key identifier of another key  |
      | aki-missing           | GBCS 12           | a certificate without an authority key identifier             |
      | aki-critical          | GBCS 12           | a certificate whose authority key identifier is critical      |
      | aki-other             | GBCS 12           | a certificate with the authority key identifier of another    |
      | policy-missing        | GBCS 12           | a certificate without policies                                |
      | policy-not-critical   | GBCS 12           | a certificate whose policies are not critical                 |
      | policy-other          | GBCS 12           | a certificate with a policy of another environment            |
      | authority             | RFC 5280 4.2.1.9  | a certificate that says it is an authority                    |

    Examples: names
      | slug                  | clause            | form                                                          |
      | identity-missing      | SEC Appendix B    | a certificate without an identity                             |
      | identity-seven        | SEC Appendix B    | a certificate with an identity of seven octets                |
      | identity-nine         | SEC Appendix B    | a certificate with an identity of nine octets                 |
      | identity-octets       | SEC Appendix B    | a certificate with an identity in an octet string             |
      | role-missing          | SEC Appendix B    | a certificate without a role                                  |
      | role-decimal          | SEC Appendix B    | a certificate with its role in decimal                        |
      | role-twice            | SEC Appendix B    | a certificate with two roles                                  |

    Examples: keys and signatures
      | slug                  | clause            | form                                                          |
      | key-compressed        | GBCS 12           | a certificate of a compressed point                           |
      | key-hybrid            | GBCS 12           | a certificate of a hybrid point                               |
      | key-explicit          | RFC 5480 2.1.1    | a certificate whose curve is written out                      |
      | key-ecdh              | RFC 5480 2.1      | a certificate of a key for ECDH alone                         |
      | algorithms            | RFC 5280 4.1.1.2  | a certificate that names two signature algorithms             |
      | parameters            | RFC 5758 3.2      | a certificate whose signature algorithm has parameters        |
      | negative-r            | X.690 8.3         | a certificate whose r is written as a negative number         |
      | unused-bits           | RFC 5480 2        | a certificate whose signature has unused bits                 |

    Examples: encoding
      | slug                  | clause            | form                                                          |
      | long-length           | X.690 10.1        | a certificate with a length in too many octets                |
      | indefinite            | X.690 10.1        | a certificate of indefinite length                            |
      | boolean               | X.690 11.1        | a certificate with TRUE written as 01                         |
      | serial-padded         | X.690 8.3.2       | a certificate with a zero before its serial number            |
      | serial-negative       | RFC 5280 4.1.2.2  | a certificate with a negative serial number                   |
      | usage-bits            | X.690 11.2        | a certificate with unused bits in its usage that are not      |
      | version-1             | RFC 5280 4.1.2.1  | a certificate of version 1                                    |
      | version-2             | RFC 5280 4.1.2.1  | a certificate of version 2                                    |
      | version-4             | RFC 5280 4.1.2.1  | a certificate of version 4                                    |
      | fields-behind         | RFC 5280 4.1      | a certificate with octets behind its fields                   |
      | signature-behind      | RFC 5280 4.1      | a certificate with octets behind its signature                |
      | dates-zone            | RFC 5280 4.1.2.5  | a certificate with dates without a zone                       |
      | dates-reversed        | RFC 5280 4.1.2.5  | a certificate that ends before it begins, where dates do not count |

    Examples: dates that count, and the length of the path
      | slug                  | clause            | form                                                          |
      | expired               | RFC 5280 6.1.3    | a certificate that has expired                                |
      | not-yet               | RFC 5280 6.1.3    | a certificate that is not valid yet                           |
      | reversed              | RFC 5280 6.1.3    | a certificate that ends before it begins                      |
      | below                 | RFC 5280 6.1.4    | a certificate of an authority below the issuing one           |

    @needs:feature:root-key
    Examples: the authority
      | slug                  | clause            | form                                                          |
      | authority-policy      | GBCS 12           | a certificate of an authority with a policy of another environment |
      | authority-expired     | RFC 5280 6.1.3    | a certificate of an authority that has expired                |
      | authority-not-yet     | RFC 5280 6.1.3    | a certificate of an authority that is not valid yet           |

  @id:L-43.profile/<slug>
  Scenario Outline: <form>, of which a device that takes it may go by either
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell should refuse it by <clause>
    And every cell holds what the response says
    And in any case the cells of the supplier hold their own certificates again

    Examples:
      | slug                  | clause            | form                                                          |
      | identity-twice        | SEC Appendix B    | a certificate with two identities                             |

  @id:L-43.open/<slug>
  Scenario Outline: <form>, taken or refused
    When the supplier gives the key agreement cell of the supplier by CS02b-supplierBySupplier <form>
    Then the cell may take it or refuse it
    And every cell holds what the response says
    And the supplier is served
    And in any case the cells of the supplier hold their own certificates again

    Examples: what texts leave open
      | slug                  | form                                                                        |
      | role-other            | a certificate of another role                                               |
      | issuer-case           | a certificate whose issuer is written in lower case                         |
      | issuer-string         | a certificate whose issuer is written in another string type                |
      | unknown-extension     | a certificate with an unknown extension that is not critical                |
      | extended-usage        | a certificate with an extended key usage                                    |
      | basic-constraints     | a certificate with empty basic constraints                                  |
      | device-identity       | a certificate with an identity of a device                                  |
      | any-policy            | a certificate with any policy                                               |
      | default-written       | a certificate with a default written out                                    |
      | serial-zero           | a certificate with the serial number zero                                   |
      | serial-short          | a certificate with a serial number of one octet                             |
      | serial-long           | a certificate with a serial number of 21 octets                             |
      | no-end                | a certificate without an end                                                |
      | generalized-time      | a certificate with dates in generalized time                                |
      | base-point            | a certificate of the base point                                             |
      | name-2000             | a certificate with a name of 2,000 letters                                  |
      | name-16000            | a certificate with a name of 16,000 letters                                 |
      | junk-first            | its own certificate with an unrelated authority before the issuing one      |
      | four-authorities      | its own certificate with three unrelated authorities behind the issuing one |

"""What a person's wallet fetches: credentials of a statement, by OpenID4VCI 1.0.

Law:
    OpenID for Verifiable Credential Issuance 1.0 (pre-authorized code); RFC 9449 (DPoP);
    RFC 9901 (SD-JWT); SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-25).

"""

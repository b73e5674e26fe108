"""Whether what somebody carries still holds: lists of bits, signed anew each hour.

A list says of 2^20 places which are revoked, and of nobody anything: which place is whose stands
in the rows of that person alone. Unused places look like good ones, so a list does not tell how
many there are.

Law:
    Token Status List (draft-ietf-oauth-status-list-21).

"""

"""Who employs developers or works with them: EPCI, CCI, agencies, operators, training providers.

Structure, organisme = Organization; intercommunalité = Kind.EPCI; opérateur de l'État = OPERATOR.
"""

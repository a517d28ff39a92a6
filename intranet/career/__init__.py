"""What one does with one's levels: from a gap to a seat, from a need to a course, from one who knows to one who learns.

Écart → gap; plan de formation → Plan; qui transmet → mentor; binôme → pair; demande sans réponse → unmet demand.
It knows every board, and none knows it: it shows itself in their pages by panels.
"""

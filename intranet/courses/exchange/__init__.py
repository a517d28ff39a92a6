"""The catalogue out and in as LHÉO 2.3, the language that France prescribes for exchanging courses.

Its use is that of décret n° 2015-742; its elements and tables are described at lheo.gouv.fr/2.3.
What writes and reads XML is imported where it is used: lxml would weigh on every start.
"""

from intranet.courses.exchange.fitness import Lack, Offered, Where, lacks

__all__ = ["Lack", "Offered", "Where", "lacks"]

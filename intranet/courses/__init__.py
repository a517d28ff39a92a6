"""The catalogue of courses: what is taught, by whom, to which level, when and where next.

Formation = Course; session = CourseRun (its seats are a Bookable); organisme = the provider, an
Organization; certification RNCP ou RS = Certification; certificat qualité = QualityCertificate.
What a trainer says of a course is its Syllabus; an animator publishes it, never its author.
"""

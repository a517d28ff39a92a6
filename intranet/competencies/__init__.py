"""The shared referential: editions of the competencies of the trade, and what speaks through them.

Référentiel = package; version = Edition; compétence = Competency (lasting identity) with one
Revision an edition; niveau de maîtrise = level 0–4; métier = JobProfile; niveau attendu =
Requirement. Openings require, courses raise, practices show: all point at a Competency.
"""

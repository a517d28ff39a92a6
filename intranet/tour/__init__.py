"""The Tour de France CCI-intercommunalités: one stage a region, what each region already does together.

Édition → Tour; étape → Stage; hôte → StageHost; partenariat connu → Partnership; chiffre publié → Figure.
No stage is invented: without a day or a host, its page says so.
"""

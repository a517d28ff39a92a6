"""People: accounts, sign-in, roles per organization, and where they work (with its history).

Développeur économique = Member; rattachement = Membership; animateur du réseau = Role.ANIMATOR.
"""

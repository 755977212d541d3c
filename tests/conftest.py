"""For all tests: properties have no time limit, the machine may be busy with something else."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

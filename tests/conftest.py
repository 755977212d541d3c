"""For all tests: properties have no time limit, the machine may be busy, and the suite draws the same examples again.

``make fuzz`` draws new ones, and more of them: HYPOTHESIS_PROFILE=search.
"""

import os

from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

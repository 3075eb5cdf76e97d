"""Property tests judge answers, never how long they took: a slow or busy machine must not fail them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("corpuslint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("corpuslint")

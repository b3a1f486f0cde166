"""Settings of every test: nothing here depends on how busy the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lemmata", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("lemmata")

"""The room `bench`: what trials of rules that sample or learn show, and when they cannot tell."""

from lemmata.bench.judging import Answer, Effect, Report, judge
from lemmata.bench.trials import Trial, Trials, read_trials

__all__ = ["Answer", "Effect", "Report", "Trial", "Trials", "judge", "read_trials"]

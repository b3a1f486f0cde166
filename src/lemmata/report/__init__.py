"""The room `report`: results as one HTML file that needs nothing else."""

from lemmata.report.content import Results
from lemmata.report.pages import page
from lemmata.report.writing import prepare, write_report

__all__ = ["Results", "page", "prepare", "write_report"]

"""The report: the results of a run as a folder of pages for people, which needs no network and no server."""

from __future__ import annotations

from pipeline.report.building import Report, ReportError, write_report

__all__ = ["Report", "ReportError", "write_report"]

"""A service on the network: the W3C community group's Reconciliation Service API 0.2, for OpenRefine and others."""

from __future__ import annotations

from pipeline.serving.app import create_app

__all__ = ["create_app"]

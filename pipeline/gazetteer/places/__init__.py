"""Builds the place rows of the gazetteer from GeoNames, ISO 3166-2 and CLDR (`python -m pipeline.gazetteer.places`).

Needs the packages of the dependency group `data`; at run time only `likely` is used, which needs none. The tables
beside the modules hold what was decided: `correspondences.csv` (how a name is spelled in a neighbour's language),
`languages.toml` (what tells a language), `regions.csv`, `world.toml`, `corrections.csv`.
"""

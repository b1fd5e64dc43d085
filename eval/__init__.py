"""Gold dossiers, measures, baselines and reports."""

"""Run checks against somebody's modules and report what came out."""

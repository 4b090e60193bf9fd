"""Build what students get from what the instructor writes: stubs, manifest, fingerprints."""

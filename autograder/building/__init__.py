"""Build what students get from what instructors write: stubs, manifest, fingerprints."""

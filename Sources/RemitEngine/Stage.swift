// The stage is described in docs/architecture.md.

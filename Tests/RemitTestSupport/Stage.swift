// Seeds, marked sources and golden files for every test target.

// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on Remit fetches or builds what measures it.
let package = Package(
  name: "remit-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "remit", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Without its traits: its interposers would count in our figures. Allocations are counted by
    // `remit-allocations`, which proves itself first.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(
      name: "BenchmarkSupport", dependencies: [.product(name: "Remit", package: "remit")]),
    .executableTarget(
      name: "remit-bench",
      dependencies: [
        "BenchmarkSupport",
        .product(name: "Remit", package: "remit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .executableTarget(
      name: "remit-trail-bench",
      dependencies: [
        "BenchmarkSupport",
        .product(name: "Remit", package: "remit"),
        .product(name: "RemitAudit", package: "remit"),
      ]),

    // Counts every allocation of the process it is linked into, so nothing is timed in it.
    .target(name: "CAllocationCounter"),
    .executableTarget(
      name: "remit-allocations",
      dependencies: [
        "BenchmarkSupport", "CAllocationCounter",
        .product(name: "Remit", package: "remit"),
      ]),

    .executableTarget(
      name: "Decisions",
      dependencies: [
        "BenchmarkSupport",
        .product(name: "Remit", package: "remit"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Decisions",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

// Warnings of our own code are errors wherever `make` builds (REMIT_STRICT=1); a stranger who
// depends on Remit with a newer compiler is never stopped by a new warning.
let strict = Context.environment["REMIT_STRICT"] != nil

let package = Package(
  name: "remit",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Remit", targets: ["Remit"]),
    .library(name: "RemitLedger", targets: ["RemitLedger"]),
    .library(name: "RemitAudit", targets: ["RemitAudit"]),
    .executable(name: "remit", targets: ["remit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The core, in the order in which data flows.
    .target(name: "RemitSource"),
    .target(name: "RemitSyntax", dependencies: ["RemitSource"]),
    .target(name: "RemitModel", dependencies: ["RemitSource"]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
    .target(name: "RemitPatterns", dependencies: ["RemitModel", "RemitSource", "CPCRE2"]),
    .target(
      name: "RemitChecker",
      dependencies: ["RemitSource", "RemitSyntax", "RemitModel", "RemitPatterns"]),
    .target(
      name: "RemitCompiler", dependencies: ["RemitSource", "RemitModel", "RemitPatterns"]),
    .target(
      name: "RemitEngine",
      dependencies: ["RemitSource", "RemitModel", "RemitPatterns", "RemitCompiler"]),
    .target(name: "RemitData", dependencies: ["RemitSource", "RemitModel"]),
    .target(
      name: "Remit",
      dependencies: [
        "RemitSource", "RemitSyntax", "RemitModel", "RemitPatterns", "RemitChecker",
        "RemitCompiler", "RemitEngine", "RemitData",
      ],
      // Carried as Swift literals, see scripts/embed-vocabularies.py.
      exclude: [
        "Vocabularies/kubernetes.remit", "Vocabularies/mesh.remit", "Vocabularies/pipeline.remit",
      ]),

    // The ledger on disk: a product of its own, so that GRDB is built only where it is wanted.
    .target(
      name: "RemitLedger",
      dependencies: [
        "RemitModel", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),

    // The trail: a product of its own, so that swift-crypto is built only where it is wanted.
    .target(
      name: "RemitAudit",
      dependencies: [
        "RemitSource", "RemitModel", "RemitData",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Finds records of a trail: apart from it, so that GRDB is built only where it is wanted.
    .target(
      name: "RemitAuditIndex",
      dependencies: [
        "RemitAudit", "RemitModel", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),

    // Decides again what a trail says was decided.
    .target(
      name: "RemitReplay",
      dependencies: ["Remit", "RemitAudit", "RemitEngine", "RemitModel", "RemitSource"]),

    // Thin skins over the core.
    .target(
      name: "RemitCommands",
      dependencies: [
        "Remit", "RemitSource", "RemitSyntax", "RemitModel", "RemitData", "RemitLedger",
        "RemitAudit", "RemitAuditIndex", "RemitReplay",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "remit", dependencies: ["RemitCommands"], path: "Sources/remit-cli"),

    // Tests mirror the targets.
    .target(
      name: "RemitTestSupport",
      dependencies: [
        "Remit", "RemitSource", "RemitSyntax", "RemitModel", "RemitPatterns", "RemitChecker",
        "RemitCompiler", "RemitEngine", "RemitData", "RemitAudit", "CPCRE2",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/RemitTestSupport"),
  ]
)

@MainActor func test(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) {
  package.targets.append(
    .testTarget(name: name, dependencies: ["RemitTestSupport"] + dependencies, exclude: exclude))
}

test("ArchitectureTests", [])
test(
  "DocumentationTests",
  [
    "Remit", "RemitAudit", "RemitChecker", "RemitCompiler", "RemitData", "RemitEngine",
    "RemitModel",
    "RemitPatterns", "RemitSource", "RemitSyntax",
  ], exclude: ["Preludes"])
test("RemitSourceTests", ["RemitSource"])
test(
  "RemitCheckerTests",
  ["RemitSource", "RemitSyntax", "RemitModel", "RemitChecker"])
test(
  "RemitSyntaxTests", ["RemitSource", "RemitSyntax", "CPCRE2"],
  exclude: ["Inputs", "Golden", "Policies"])
test(
  "RemitPropertyTests",
  [
    "Remit", "RemitSource", "RemitSyntax", "RemitModel", "RemitChecker", "RemitCompiler",
    "RemitEngine", "RemitData",
  ])
test(
  "RemitCompilerTests",
  ["RemitSource", "RemitSyntax", "RemitModel", "RemitChecker", "RemitCompiler"])
test(
  "RemitEngineTests",
  [
    "RemitSource", "RemitSyntax", "RemitModel", "RemitChecker", "RemitCompiler", "RemitEngine",
    "RemitData",
  ])
test("RemitTests", ["Remit", "RemitData", "RemitEngine", "RemitModel"])
test("RemitModelTests", ["RemitModel"])
test("RemitPatternsTests", ["RemitPatterns", "RemitModel", "CPCRE2"])
test("RemitDataTests", ["RemitData", "RemitModel", "RemitSource"])
test(
  "RemitLedgerTests",
  [
    "Remit", "RemitData", "RemitLedger", "RemitModel", "remit",
    .product(name: "GRDB", package: "GRDB.swift"),
  ])
test(
  "RemitAuditTests",
  [
    "Remit", "RemitAudit", "RemitData", "RemitModel", "RemitSource", "remit-trail-writer",
    .product(name: "Crypto", package: "swift-crypto"),
  ], exclude: ["Golden", "Faults/shim.c"])
test("RemitAuditIndexTests", ["Remit", "RemitAudit", "RemitAuditIndex", "RemitModel"])
test("RemitReplayTests", ["Remit", "RemitAudit", "RemitData", "RemitModel", "RemitReplay"])
test("RemitCommandsTests", ["Remit", "RemitAudit", "RemitCommands", "RemitModel", "remit"])

// A process that writes a trail, which tests kill.
package.targets.append(
  .executableTarget(
    name: "remit-trail-writer", dependencies: ["RemitAudit"], path: "Tests/TrailWriter"))

// The fuzz targets, which link with libFuzzer: scripts/fuzz.sh sets this, nobody else sees them.
if Context.environment["REMIT_FUZZ"] != nil {
  package.targets += [
    .target(name: "CLibFuzzer", path: "Fuzzing/CLibFuzzer"),
    .executableTarget(
      name: "remit-fuzz", dependencies: ["CLibFuzzer", "RemitTestSupport"],
      path: "Fuzzing/Driver"),
  ]
}

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
  if strict { target.swiftSettings?.append(.treatAllWarnings(as: .error)) }
}

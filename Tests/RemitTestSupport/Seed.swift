import Foundation

/// The seed of a random test: `REMIT_SEED` if it is set, else a new one. A test shows it in every
/// failure, so that the run can be repeated.
package func testSeed() -> UInt64 {
  ProcessInfo.processInfo.environment["REMIT_SEED"].flatMap(UInt64.init)
    ?? UInt64.random(in: 0 ... .max)
}

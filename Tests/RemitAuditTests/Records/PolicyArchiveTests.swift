import RemitAudit
import RemitSource
import RemitTestSupport
import Testing

@Suite("The sources of a policy in a trail")
struct PolicyArchiveTests {
  private static let seed = testSeed()
  private let digest = "sha256:" + String(repeating: "ab", count: 32)
  private let sources = (0..<3).map {
    SourceFile(path: "\($0).remit", bytes: Array(repeating: UInt8(0x61 + $0), count: 700))
  }

  private func stored(on disk: SimulatedDisk) -> [[UInt8]?] {
    let folder = PolicyFolder.path(of: digest, in: "t/archive/policy") ?? ""
    return (0..<3).map { try? disk.read("\(folder)/000\($0).remit", bytesMax: 1_000) }
  }

  @Test("are whole wherever a crash leaves them marked as complete, and are kept again elsewhere")
  func crashes() throws {
    var random = SplitMix64(seed: Self.seed)
    let empty = SimulatedDisk()
    try empty.makeFolder("t")
    try empty.syncFolder("")
    let whole = SimulatedDisk(empty.image)
    try PolicyArchive(trail: "t", disk: whole).keep(sources, digest: digest)
    #expect(stored(on: whole) == sources.map(\.bytes))
    for stop in 0..<whole.operations {
      for _ in 0..<40 {
        let disk = SimulatedDisk(empty.image)
        disk.fault = { [unowned disk] _, _ in disk.operations > stop ? .io : nil }
        try? PolicyArchive(trail: "t", disk: disk).keep(sources, digest: digest)
        let after = SimulatedDisk(disk.image.crashed(&random))
        // Skips what is marked.
        try PolicyArchive(trail: "t", disk: after).keep(sources, digest: digest)
        #expect(
          stored(on: after) == sources.map(\.bytes), "seed \(Self.seed), after \(stop) changes")
      }
    }
  }
}

import RemitAudit
import RemitTestSupport
import Testing

/// Every byte of every file of a small trail, but those of the journal, is changed in turn.
@Suite("A file of a trail")
struct FileDamageTests {
  @Test("of which any byte is changed is noticed at the start or by who verifies")
  func flips() throws {
    let key = try SigningKey.generate(origin: CrashTrace.origin)
    let disk = SimulatedDisk()
    var core = try Self.open(disk, key)
    for number in 1...7 {
      try core.commit([UnfinishedTrail.record(number, bytes: 60)])
      if number == 4 { try core.rotate() }
    }
    try core.close()
    let image = disk.image
    var random = SplitMix64(seed: testSeed())
    var counts = (flips: 0, atStart: 0, byVerifier: 0)
    let whole = try TrailVerifier(
      keys: [key.verifierKey], disk: SimulatedDisk(image)
    ).verify(UnfinishedTrail.root)
    #expect(whole.isSound, "\(whole.damages)")
    let paths = Self.files(image, in: UnfinishedTrail.root).filter { path in
      // Tiles of earlier checkpoints are there for who has one of those; what they say stands in
      // the later ones too.
      let (folder, name) = DiskImage.split(path)
      let widest = image.folders[folder]?.keys.compactMap { Int($0) }.max()
      return !path.contains("/.state/") && (!folder.hasSuffix(".p") || Int(name) == widest)
    }
    #expect(paths.count == 7)
    for path in paths {
      let size = try SimulatedDisk(image).read(path, bytesMax: .max).count
      for offset in 0..<size {
        let copy = SimulatedDisk(image)
        var bytes = try copy.read(path, bytesMax: .max)
        bytes[offset] ^= UInt8(1) << UInt8(random.below(8))
        copy.replace(path, with: bytes)
        let verifier = try TrailVerifier(keys: [key.verifierKey], disk: copy)
        let isSound = (try? verifier.verify(UnfinishedTrail.root).isSound) ?? false
        counts.flips += 1
        if !isSound { counts.byVerifier += 1 }
        // Opening takes longer than it tells: asked in one case of four, and where it matters.
        if !isSound, counts.flips % 4 > 0 { continue }
        let opens = (try? Self.open(copy, key)) != nil
        if !opens { counts.atStart += 1 }
        #expect(!isSound || !opens, "\(path), byte \(offset): nobody notices")
      }
    }
    print(
      "files: \(counts.flips) bytes changed in \(paths.count) files, \(counts.byVerifier) noticed"
        + " by who verifies, \(counts.atStart) of each fourth at the start")
  }

  private static func open(
    _ disk: SimulatedDisk, _ key: SigningKey
  ) throws(TrailError) -> TrailCore<SimulatedDisk> {
    var settings = TrailCore<SimulatedDisk>.Settings(origin: CrashTrace.origin)
    settings.segmentSectors = 16
    settings.reserveBytes = 0
    return try TrailCore.open(
      UnfinishedTrail.root, on: disk, keys: TrailKeys(key), settings: settings,
      stamps: StampSource(clock: TestClock(), randomness: TestRandomness(seed: 1)))
  }

  private static func files(_ image: DiskImage, in folder: String) -> [String] {
    image.folders[folder, default: [:]].sorted { $0.key < $1.key }.flatMap { name, entry in
      let path = folder + "/" + name
      return entry == .folder ? files(image, in: path) : [path]
    }
  }
}

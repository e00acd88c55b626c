import ArgumentParser
import Foundation
import Remit
import RemitAudit
import RemitModel
import RemitSource

/// `--trail DIR …`
struct TrailArguments: ParsableArguments {
  @Option(
    name: .customLong("trail"),
    help: ArgumentHelp(
      "Record every decision in this trail before it is answered; made where it is not there.",
      valueName: "folder"))
  var folder: String?

  @Option(
    name: .customLong("trail-key"),
    help: ArgumentHelp(
      """
      The trail's signing key; without it `FOLDER.key`, which is made. Given again, older keys that \
      sign beside it: so a trail gets a new key.
      """, valueName: "file"))
  var keys: [String] = []

  @Option(
    name: .customLong("trail-mode"),
    help: """
      What becomes of an answer that cannot be recorded: none is given, it is a deny, or it is \
      given and counted.
      """)
  var mode: TrailMode?

  @Option(
    name: .customLong("trail-rules"),
    help: ArgumentHelp("What is recorded of which decision, as JSON.", valueName: "file"))
  var rules: String?

  @Option(
    name: .customLong("trail-shard-records"),
    help: ArgumentHelp(
      "After so many records, at least 16, the trail goes on in a new shard.", valueName: "n"))
  var shardRecords: UInt64?

  func validate() throws {
    if folder == nil, !keys.isEmpty || mode != nil || rules != nil || shardRecords != nil {
      throw ValidationError(
        "--trail-key, --trail-mode, --trail-rules and --trail-shard-records go with --trail")
    }
  }

  /// Opens the trail for writing, if there is to be one.
  func open() throws(CommandFailure) -> OpenTrail? {
    guard let folder else { return nil }
    let root = trailRoot(folder)
    let (rules, digest) = try readRules()
    let files = TrailKeyFiles(trail: root)
    let key = try files.key(file: keys.first)
    var olderKeys: [SigningKey] = []
    for path in keys.dropFirst() { olderKeys.append(try files.key(file: path)) }
    do {
      var options = TrailOptions()
      options.instance = [("host", RecordInstance.current.host), ("release", Release.version)]
      options.olderKeys = olderKeys
      options.shardRecordsMax = shardRecords
      let trail = try Trail.open(root, key: key, options: options)
      do {
        let recorder = try TrailRecorder(trail, rules: rules, subjects: root + ".subjects")
        return OpenTrail(
          folder: root, trail: trail, recorder: recorder, mode: (mode ?? .closed).mode,
          rulesDigest: digest)
      } catch {
        try? waiting { try await trail.close() }
        throw error
      }
    } catch {
      throw CommandFailure("--trail: \(error)")
    }
  }

  private func readRules() throws(CommandFailure) -> (RecordingRules, String?) {
    guard let rules else { return (RecordingRules(), nil) }
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try Platform.readFile(rules, bytesMax: 256 << 10)
    } catch {
      throw CommandFailure(error)
    }
    do throws(RecordingRulesError) {
      return (try RecordingRules(json: bytes), TrailRecorder.digest(ofRules: bytes))
    } catch {
      throw CommandFailure(error.reasons.map { "remit: --trail-rules: \(rules): \($0)" })
    }
  }
}

/// What becomes of an answer that cannot be recorded.
enum TrailMode: String, ExpressibleByArgument, CaseIterable {
  case closed
  case deny
  case open

  var mode: RecordingMode {
    switch self {
    case .closed: .closed
    case .deny: .deny
    case .open: .open
    }
  }
}

/// Where the keys of a trail stand that nobody has named: `DIR.key` and `DIR.vkey`.
struct TrailKeyFiles {
  /// The trail's folder.
  let trail: String

  private static let bytesMax = 4_096

  /// The signing key in a file; without one the trail's own, made at its first start.
  ///
  /// - Parameter isMade: whether it is made where neither it nor a trail is there.
  func key(file: String?, isMade: Bool = true) throws(CommandFailure) -> SigningKey {
    let path = file ?? trail + ".key"
    let disk = SystemDisk()
    do throws(DiskFailure) {
      let bytes = try disk.read(path, bytesMax: Self.bytesMax)
      try refuseReadable(path)
      return try key(bytes, path)
    } catch  where error.reason == .missing && file == nil && isMade {
      try refuseReplacing(path, disk)
      return try make(path, disk)
    } catch {
      throw CommandFailure("the trail's key: \(error)")
    }
  }

  /// A missing key is made where nothing says that there was one.
  private func refuseReplacing(_ path: String, _ disk: SystemDisk) throws(CommandFailure) {
    let verifierKey = trail + ".vkey"
    let isTrail: Bool
    let isPaired: Bool
    do throws(DiskFailure) {
      isTrail = try TrailRecords.isMarked(trail)
      do throws(DiskFailure) {
        _ = try disk.read(verifierKey, bytesMax: Self.bytesMax)
        isPaired = true
      } catch  where error.reason == .missing {
        isPaired = false
      }
    } catch {
      throw CommandFailure("the trail's key: \(error)")
    }
    if isTrail {
      throw CommandFailure(
        "the trail's key: \(path) is missing, and a trail is signed by the key it began with")
    }
    if isPaired {
      throw CommandFailure(
        "the trail's key: \(path) is missing, and \(verifierKey) belongs to it; bring the key back, "
          + "or move \(verifierKey) away to have another pair made")
    }
  }

  private func key(_ bytes: [UInt8], _ path: String) throws(DiskFailure) -> SigningKey {
    let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    do throws(NoteError) {
      return try SigningKey(text)
    } catch {
      throw DiskFailure(.other, call: "read", path: path, words: "\(error)")
    }
  }

  /// Whoever reads the key can sign as this trail.
  private func refuseReadable(_ path: String) throws(DiskFailure) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let mode = attributes?[.posixPermissions] as? NSNumber, mode.intValue & 0o077 != 0 else {
      return
    }
    throw DiskFailure(
      .denied, call: "read", path: path,
      words: "others may read it; `chmod 600` it, and if they may have, make another key")
  }

  private func make(_ path: String, _ disk: SystemDisk) throws(CommandFailure) -> SigningKey {
    do {
      let key = try SigningKey.generate(origin: origin)
      try disk.createPrivate(path, Array((key.secretText + "\n").utf8))
      try disk.createPrivate(
        trail + ".vkey", Array((key.verifierKey.description + "\n").utf8))
      Output.writeError(
        "remit: made the trail's key \(visible(path)); whoever verifies needs "
          + "\(visible(trail)).vkey: \(key.verifierKey)")
      return key
    } catch {
      throw CommandFailure("the trail's key: \(error)")
    }
  }

  /// The machine's and the folder's name: whoever has several trails gives them names of their own.
  private var origin: String {
    func plain(_ text: String) -> String {
      String(
        String.UnicodeScalarView(
          text.unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
              || $0 == "-" || $0 == "." || $0 == "_"
          }.prefix(60)))
    }
    let host = plain(ProcessInfo.processInfo.hostName)
    let name = plain(URL(filePath: trail).lastPathComponent)
    return (host.isEmpty ? "localhost" : host) + "/" + (name.isEmpty ? "trail" : name)
  }
}

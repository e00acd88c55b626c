import RemitData
import RemitModel
import RemitSource

/// The file that says that a folder is a trail, and whose.
package struct TrailMarker: Hashable, Sendable {
  package static let version: Int64 = 1
  package static let bytesMax = 65_536
  private static let format = "remit-trail"

  package let origin: String

  package init(origin: String) {
    self.origin = origin
  }

  var bytes: [UInt8] {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      json.member("format") { $0.string(Self.format) }
      json.member("version") { $0.int(Self.version) }
      json.member("origin") { $0.string(origin) }
    }
    return json.bytes + [0x0A]
  }

  /// Reads a marker; members that it does not know are left to later versions.
  ///
  /// - Parameter path: of the trail, for messages.
  package init(_ bytes: [UInt8], path: String) throws(TrailError) {
    var format: String?
    var version: Int64?
    var origin: String?
    let problem: String? = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: "")
      do throws(JSONSyntaxError) {
        guard try reader.kind() == .object else { return "its marker is no JSON object" }
        try reader.object { reader, key throws(JSONSyntaxError) in
          switch (key.string, try reader.kind()) {
          case ("format", .string): format = try reader.string().string
          case ("version", .number): version = try reader.integer()
          case ("origin", .string): origin = try reader.string().string
          default: try reader.skip()
          }
        }
        try reader.end()
        return nil
      } catch {
        return "its marker is no JSON: \(error.message)"
      }
    }
    if let problem { throw .notATrail(path: path, words: problem) }
    guard format == Self.format, let version, version > 0 else {
      throw .notATrail(path: path, words: "its marker is one of something else")
    }
    guard version <= Self.version else {
      throw .newerVersion(path: path, version: Int(version))
    }
    guard let origin else { throw .notATrail(path: path, words: "its marker names no origin") }
    self.origin = origin
  }
}

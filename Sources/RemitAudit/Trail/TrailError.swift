/// Why a trail cannot be opened, or a record not be taken.
public enum TrailError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such folder, or no trail in it.
  case missing(path: String)
  /// The folder holds something else.
  case notATrail(path: String, words: String)
  /// It was written by a newer Remit.
  case newerVersion(path: String, version: Int)
  /// It is the trail of another origin.
  case otherOrigin(path: String, found: String, expected: String)
  /// Another process writes it.
  case locked(path: String)
  /// Something is wrong that no crash leaves. Nothing was changed.
  case damaged(TrailDamage)
  /// More is waiting than may wait: try again a little later.
  case overloaded
  /// The record did not become durable in time; it may still.
  case timedOut
  /// The disk has no room. The trail goes on by itself when there is some.
  case full
  /// A write or a sync failed: what the disk holds is not known any more. The trail takes nothing
  /// until it is opened again.
  case poisoned(words: String)
  /// It was closed.
  case closed
  /// A record may have at most `TrailRecord.bytesMax` bytes.
  case tooLarge(bytes: Int)
  /// The disk refused, in its words; nothing is lost by it.
  case unavailable(words: String)
  /// A checkpoint could not be signed, or an option makes no sense.
  case refused(words: String)

  public var description: String {
    switch self {
    case .missing(let path): "there is no trail in \(path)"
    case .notATrail(let path, let words): "\(path) is no trail: \(words)"
    case .newerVersion(let path, let version):
      "\(path) was written by a newer Remit (version \(version) of the format)"
    case .otherOrigin(let path, let found, let expected):
      "\(path) is the trail of `\(found)`, not of `\(expected)`"
    case .locked(let path): "another process writes the trail \(path)"
    case .damaged(let damage): "the trail is damaged: \(damage)"
    case .overloaded: "more records are waiting than may wait; try again a little later"
    case .timedOut: "the record did not become durable in time"
    case .full: "the disk has no room for the trail"
    case .poisoned(let words):
      "the trail takes no more records until it is opened again, since the disk failed: \(words)"
    case .closed: "the trail is closed"
    case .tooLarge(let bytes):
      "the record has \(bytes) bytes, at most \(TrailRecord.bytesMax) can be kept"
    case .unavailable(let words): "the trail cannot be written: \(words)"
    case .refused(let words): words
    }
  }

  /// What a disk's failure means where nothing of the journal was touched.
  package init(_ failure: DiskFailure) {
    self = failure.reason == .full ? .full : .unavailable(words: failure.description)
  }
}

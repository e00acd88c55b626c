import GRDB
import RemitModel

extension LedgerError {
  /// Says what SQLite said.
  init(_ error: any Error, path: String? = nil) {
    let place = path.map { "\($0): " } ?? ""
    switch error {
    case let error as LedgerError: self = error
    case let error as DatabaseError:
      let words = error.message ?? "SQLite's error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT, .SQLITE_CONSTRAINT:
        self = .unreadable(place + words)
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        self = .unavailable(place + "another process has kept it locked")
      case .SQLITE_FULL: self = .unavailable(place + "the disk is full")
      case .SQLITE_READONLY: self = .unavailable(place + "the file or its folder is read-only")
      case .SQLITE_CANTOPEN:
        self = .unavailable(
          place + "the file cannot be opened; its folder must be there and writable")
      default: self = .unavailable(place + words)
      }
    default: self = .unavailable(place + "\(error)")
    }
  }
}

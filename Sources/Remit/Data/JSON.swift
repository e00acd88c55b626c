public import Foundation
import RemitData
public import RemitModel

extension Entities {
  /// Reads stored entities: an array of `{"uid": …, "attrs": {…}, "parents": […]}`.
  ///
  /// Reading is strict: UTF-8, no key twice, no unknown member, numbers whole. Whether types and
  /// attributes are declared is seen when an engine takes the entities.
  ///
  /// - Parameters:
  ///   - json: the document; `Array(text.utf8)` of a string.
  ///   - name: what problems call it.
  /// - Throws: every problem of the document.
  /// - Complexity: O(bytes).
  public init(json: [UInt8], name: String = "entities.json") throws(DataErrors) {
    let reading = readEntities(json, file: name)
    guard reading.problems.isEmpty else { throw DataErrors(reading.problems) }
    self = reading.value
  }

  /// Reads a file of stored entities.
  ///
  /// - Throws: `FileProblem` or `DataErrors`.
  public init(contentsOf url: URL) throws {
    let path = url.path(percentEncoded: false)
    try self.init(
      json: Platform.readFile(path, bytesMax: FileLimits.dataBytesMax), name: path)
  }
}

extension Grants {
  /// Reads grants: an array of `{"id"?, "role", "to", "on", "from"?, "until"?, "because"?}`.
  ///
  /// - Throws: every problem of the document.
  /// - Complexity: O(bytes).
  public init(json: [UInt8], name: String = "grants.json") throws(DataErrors) {
    let reading = readGrants(json, file: name)
    guard reading.problems.isEmpty else { throw DataErrors(reading.problems) }
    self = reading.value
  }

  /// Reads a file of grants.
  ///
  /// - Throws: `FileProblem` or `DataErrors`.
  public init(contentsOf url: URL) throws {
    let path = url.path(percentEncoded: false)
    try self.init(
      json: Platform.readFile(path, bytesMax: FileLimits.dataBytesMax), name: path)
  }
}

extension Request {
  /// Reads one request: `{"principal", "action", "resource", "context"?, "roles"?, "now"?}`.
  ///
  /// - Throws: every problem of the document.
  /// - Complexity: O(bytes).
  public init(json: [UInt8]) throws(DataErrors) {
    let reading = readRequest(json)
    guard let request = reading.value else { throw DataErrors(reading.problems) }
    self = request
  }
}

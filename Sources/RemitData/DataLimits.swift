/// The bounds on data from outside. One past a bound is a problem that names the bound.
package enum DataLimits {
  /// Objects and arrays within one another, in any JSON document.
  package static let nestingDepthMax = 64
  /// Bytes of one file of entities or grants: 1 GB.
  package static let fileBytesMax = 1 << 30
  /// Bytes of one request: 256 KB.
  package static let requestBytesMax = 256 << 10
  /// Roles that one request may name.
  package static let requestRolesMax = 1_000
  /// Problems kept of one document; the rest is counted.
  package static let problemsMax = 1_000
}

/// The bounds on what a proxy reads off a connection. One past a bound is a `MeshInputError`.
public enum MeshLimits {
  /// Bytes of a SPIFFE ID, by its specification.
  public static let spiffeIDBytesMax = 2_048
  /// Bytes of a trust domain, by the same.
  public static let trustDomainBytesMax = 255
  /// Bytes of a host name without its dot at the end.
  public static let hostBytesMax = 253
  /// Bytes of one label of a host name.
  public static let hostLabelBytesMax = 63
  /// Bytes of a request's target: path, query and fragment together.
  public static let targetBytesMax = 8_192
  /// Parameters of one query.
  public static let queryParametersMax = 256
  /// Bytes of a method of HTTP.
  public static let methodBytesMax = 64
  /// Header fields of one request, those that come again counted again.
  public static let headerFieldsMax = 256
  /// Bytes of all names and values of the header fields of one request: 64 KB.
  public static let headerBytesMax = 64 << 10
  /// Bytes of a token's payload: 64 KB.
  public static let tokenBytesMax = 64 << 10
  /// Values of all claims of one token, flattened.
  public static let claimValuesMax = 1_000
}

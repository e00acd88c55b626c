/// Which Remit this is.
public enum RemitRelease {
  /// A semantic version, `0.1.0`: decisions by the same policy and data are the same under it.
  public static let version = "0.1.0"
}

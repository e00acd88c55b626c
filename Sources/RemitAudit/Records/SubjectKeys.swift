import Crypto
import RemitModel

/// Where keys are kept that belong to somebody, apart from the trail, so that they can be destroyed.
protocol SubjectKeys: Sendable {
  /// The key of a subject, made where there is none.
  func key(of subject: EntityUID) throws(SubjectKeyError) -> SubjectKey

  /// A keyed digest by the trail's own key: equal texts have equal ones, and nobody without the key
  /// can try out which text it is of. 32 hexadecimal digits.
  func digest(of bytes: [UInt8]) throws(SubjectKeyError) -> String
}

/// A key, and its name in records.
struct SubjectKey: Sendable {
  let id: String
  let key: SymmetricKey
}

/// Why a key could not be had or destroyed.
public struct SubjectKeyError: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  public var description: String { reason }
}

import RemitData
public import RemitModel

/// What a JSON web token says about an end user.
///
/// **The signature is not looked at.** Only the payload of a token whose signature, issuer, audience
/// and times the caller has verified may be given here; the name says what the caller vouches for.
public struct VerifiedToken: Hashable, Sendable {
  /// The claim `iss`.
  public let issuer: String
  /// The claim `sub`.
  public let subject: String
  /// The claim `aud`, one or several; empty where the token was issued for nobody in particular.
  public let audiences: Set<Text>
  /// The claim `azp`.
  public let presenter: String?
  /// The claim `exp`.
  public let expiresAt: Instant?
  /// The other claims, each with its values: numbers and booleans as text, arrays as sets. A claim
  /// goes by its name; one inside another by a JSON pointer (`/realm_access/roles`,
  /// `/groups/0/name`); so does one whose own name begins with a slash (`/~1realm_access~1roles`).
  /// `scope`, one text with blanks, is the set of its words.
  public let claims: [Text: Set<Text>]

  /// Reads the payload, the decoded middle part of a token: a JSON object.
  ///
  /// Reading is strict: UTF-8, no key twice, whole numbers, 64 levels. `iss` and `sub` must be
  /// there, `iss`, `sub`, `aud` and `azp` be strings, `exp` a whole number of seconds since 1970.
  ///
  /// - Throws: the first fault, with the path of the claim.
  /// - Complexity: O(bytes), at most 64 KB.
  public init(payload: [UInt8]) throws(MeshInputError) {
    guard payload.count <= MeshLimits.tokenBytesMax else {
      throw MeshInputError(.token, .tooLong(max: MeshLimits.tokenBytesMax))
    }
    let claims = try TokenClaims(reading: payload)
    guard let issuer = claims.issuer else { throw MeshInputError(.token, .missingClaim, in: "iss") }
    guard let subject = claims.subject else {
      throw MeshInputError(.token, .missingClaim, in: "sub")
    }
    self.issuer = issuer.string
    self.subject = subject.string
    audiences = claims.audiences
    presenter = claims.presenter?.string
    expiresAt = claims.expiresAt
    self.claims = claims.others
  }

  /// An id for the end user that no other issuer and subject share: the two with a blank between; no
  /// issuer has a blank.
  public var principalID: String { issuer + " " + subject }

  /// The vocabulary's record `Token`.
  var value: Value {
    var token: [Text: Value] = [
      "issuer": .string(Text(issuer)),
      "subject": .string(Text(subject)),
      "audiences": .set(Set(audiences.map { .string($0) })),
      "claims": .texts(claims),
    ]
    if let presenter { token["presenter"] = .string(Text(presenter)) }
    if let expiresAt { token["expiresAt"] = .instant(expiresAt) }
    return .record(token)
  }
}

extension Value {
  /// A map of sets of texts.
  static func texts(_ texts: [Text: Set<Text>]) -> Value {
    .record(texts.mapValues { .set(Set($0.map { .string($0) })) })
  }
}

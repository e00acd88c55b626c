public import RemitModel

/// Why something that came over the network does not become a request: what it was, where in it,
/// and what is wrong there.
///
/// Nobody who sees one may let the request pass: it is the answer "deny", before any policy was
/// asked.
public struct MeshInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was read.
  public enum Part: String, Hashable, Sendable {
    case spiffeID = "SPIFFE ID"
    case host
    case port
    case address = "IP address"
    case method
    case path
    case query
    case header
    case token
    case principal
  }

  /// What is wrong.
  public enum Fault: Hashable, Sendable {
    case empty
    /// More than so many bytes.
    case tooLong(max: Int)
    /// More than so many of them.
    case tooMany(max: Int)
    /// A byte that has no place there.
    case badByte(UInt8)
    case notUTF8
    /// It does not begin with `spiffe://`.
    case badScheme
    case hasUserInfo
    case hasPort
    case hasQuery
    case hasFragment
    case percentEncoded
    case emptySegment
    case dotSegment
    case trailingSlash
    /// A certificate with no URI name, or with several, proves none.
    case notOneName(Int)
    /// The identity of a trust domain, not of a workload.
    case noPath
    /// `..` where nothing is left to go up from.
    case aboveRoot
    /// `..` behind `//`: servers disagree on what it removes.
    case dotsBehindEmptySegment
    /// `..;x`: some servers cut the `;x` off and go up.
    case dotSegmentWithParameter
    /// `%` without two hexadecimal digits behind it.
    case badPercentEncoding
    /// What is left after normalising is still not the one spelling of a path.
    case notNormal(PathNormalForm.Fault)
    case badLabel
    /// `0x7f.1`, `127.1`: some read it as an address.
    case numericHost
    case notAnAddress(IPParseError)
    /// An address has 4 or 16 bytes.
    case badAddressLength(Int)
    case unclosedBracket
    /// Not a decimal number without leading zeros.
    case notANumber
    case outOfRange(ClosedRange<Int>)
    /// Neither a service and a method, nor names of both.
    case notAGRPCPath
    /// The JSON is not well-formed, or has a key twice, or nests too deep; or a claim has a value
    /// that it may not have. The sentence says which.
    case json(String)
    case missingClaim
    /// Mutual TLS, and a principal that has proved no identity of a workload.
    case mutualTLSWithoutWorkload
  }

  public let part: Part
  public let fault: Fault
  /// The byte, from 0, at which the fault stands; nil where it is not at one place.
  public let offset: Int?
  /// Where in the whole: `header 3`, `realm_access.roles[1]`; empty where the part is all there is.
  public let place: String

  init(_ part: Part, _ fault: Fault, at offset: Int? = nil, in place: String = "") {
    self.part = part
    self.fault = fault
    self.offset = offset
    self.place = place
  }

  /// One sentence: `SPIFFE ID, byte 9: a trust domain has no port`.
  public var description: String {
    var out = part.rawValue
    if !place.isEmpty { out += " at " + place }
    if let offset { out += ", byte \(offset)" }
    return out + ": " + fault.message
  }
}

extension MeshInputError.Fault {
  /// The reason in one sentence, lower case, without a full stop.
  public var message: String {
    switch self {
    case .empty: "it is empty"
    case .tooLong(let max): "it has more than \(max) bytes"
    case .tooMany(let max): "there are more than \(max)"
    case .badByte(let byte): "the byte \(hexadecimal(byte)) has no place here"
    case .notUTF8: "it is not valid UTF-8"
    case .badScheme: "it does not begin with `spiffe://` in lower case"
    case .hasUserInfo: "there is no user name before the host"
    case .hasPort: "there is no port"
    case .hasQuery: "there is no query"
    case .hasFragment: "there is no fragment"
    case .percentEncoded: "there are no percent encodings"
    case .emptySegment: "a segment is empty"
    case .dotSegment: "no segment is `.` or `..`"
    case .trailingSlash: "it does not end with a slash"
    case .notOneName(let count): "a certificate has one URI name, this has \(count)"
    case .noPath: "it names a trust domain and no workload"
    case .aboveRoot: "`..` goes up from the root"
    case .dotsBehindEmptySegment: "servers disagree on what `..` behind `//` removes"
    case .dotSegmentWithParameter: "some servers read `..;x` as `..`"
    case .badPercentEncoding: "`%` must be followed by two hexadecimal digits"
    case .notNormal(let fault): fault.message
    case .badLabel:
      "between its dots a host name has 1 to \(MeshLimits.hostLabelBytesMax) letters, digits, `_` "
        + "and `-`, no `-` first or last"
    case .numericHost: "some read it as an IP address, which is written with four decimal numbers"
    case .notAnAddress(let error): error.message
    case .badAddressLength(let count): "an address has 4 or 16 bytes, this has \(count)"
    case .unclosedBracket: "`[` is not closed"
    case .notANumber: "a port is a decimal number without leading zeros"
    case .outOfRange(let range): "it lies between \(range.lowerBound) and \(range.upperBound)"
    case .notAGRPCPath: "the path of a call is `/package.Service/Method`"
    case .json(let message): message
    case .missingClaim: "the claim is missing"
    case .mutualTLSWithoutWorkload: "behind mutual TLS the principal is a workload"
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }
}

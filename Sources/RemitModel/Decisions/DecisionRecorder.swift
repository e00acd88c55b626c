/// Whoever keeps decisions: a trail on disk, a list in a test.
///
/// ```swift
/// let recorded = engine.recording(to: recorder)
/// let answer = try await recorded.decide(request)
/// ```
public protocol DecisionRecorder: Sendable {
  /// A name and the time for a decision that is about to be made: the name is never given twice, and
  /// is higher than those given before.
  func stamp() -> DecisionStamp

  /// Throws where nothing can be kept now; asked before something that could not be taken back.
  func checkAvailable() throws

  /// Whether anything is to be kept of a decision. Where nothing is, it is not handed over, and its
  /// answer has no name and waits for nothing.
  func keeps(_ report: DecisionReport) -> Bool

  /// Keeps decisions, in this order.
  ///
  /// Returns once all are kept as safely as the medium can. Throws where that is not certain; a
  /// beginning of them may be kept then.
  func record(_ reports: [DecisionReport]) async throws

  /// Takes note that decisions have been answered which could not be kept, so that the gap itself
  /// can be recorded.
  func countUnrecorded(_ count: Int, because reason: String)
}

extension DecisionRecorder {
  /// Something of every decision.
  public func keeps(_ report: DecisionReport) -> Bool { true }
}

/// The name of a decision, and when it was made.
public struct DecisionStamp: Hashable, Sendable {
  /// In a trail a UUID of version 7, which sorts by time.
  public let id: Text
  /// Nanoseconds since 1970, UTC.
  public let time: Int64

  public init(id: Text, time: Int64) {
    self.id = id
    self.time = time
  }
}

/// A decision with what is known about it besides.
public struct DecisionReport: Sendable {
  public let stamp: DecisionStamp
  public let decision: Decision
  /// Full names of the roles that were active at this resource, sorted by bytes: those that the
  /// request could use, with all that they include.
  public let activeRoles: [String]
  /// How long deciding took, in nanoseconds, where that was measured.
  public let nanoseconds: UInt64?
  /// What the ledger holds of the duties that were performed with it; `nil` where nothing was to be
  /// performed.
  public let performed: [LedgerEntry]?
  public let context: RecordContext

  package init(
    _ stamp: DecisionStamp, decision: Decision, activeRoles: [String], nanoseconds: UInt64?,
    performed: [LedgerEntry]?, context: RecordContext
  ) {
    self.stamp = stamp
    self.decision = decision
    self.activeRoles = activeRoles
    self.nanoseconds = nanoseconds
    self.performed = performed
    self.context = context
  }
}

/// Where a question came from: what a server knows of it and the policy does not ask.
public struct RecordContext: Hashable, Sendable {
  /// The caller's or the server's name for the call.
  public var requestID: String?
  /// Of W3C Trace Context, 32 and 16 hexadecimal digits.
  public var traceID: String?
  public var spanID: String?
  /// Address and port of the other end, `192.0.2.7:50344`.
  public var remoteAddress: String?
  /// The program that asked, as it was authenticated: a certificate's subject, a token's name, never
  /// the token.
  public var caller: String?

  public init(
    requestID: String? = nil, traceID: String? = nil, spanID: String? = nil,
    remoteAddress: String? = nil, caller: String? = nil
  ) {
    self.requestID = requestID
    self.traceID = traceID
    self.spanID = spanID
    self.remoteAddress = remoteAddress
    self.caller = caller
  }
}

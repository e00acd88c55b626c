public import RemitModel

/// How much of what determined a decision the caller wants to know.
public enum Reasons: Sendable {
  /// Every rule, role and grant that determined it.
  case complete
  /// One of them, for filters that ask about many resources.
  case none
}

extension Engine {
  /// Decides a request and names as many reasons as asked for; effect, cause, obligations and
  /// errors are the same either way.
  ///
  /// Today both take the same time.
  public func decide(_ request: Request, reasons: Reasons) -> Decision {
    let decision = decide(request)
    switch reasons {
    case .complete: return decision
    case .none: return decision.withOneReason
    }
  }
}

public import RemitModel

/// How much of what determined a decision the caller wants to know.
public enum Reasons: Sendable {
  /// Every rule, role and grant that determined it.
  case complete
  /// One of them, for filters that ask about many resources.
  case none
}

extension Engine {
  /// Decides a request and names as many reasons as asked for; effect, cause, obligations and waivers
  /// are the same either way.
  ///
  /// With `.none` deciding stops at the first rule that settles the effect. Then of the errors those
  /// are missing that changed nothing: of rules that were no longer needed. Where a decision fails by
  /// errors (cause `failed`) all of them are there. Where a rule that the request could meet has
  /// obligations, every rule is looked at, since obligations are complete in either case.
  public func decide(_ request: Request, reasons: Reasons) -> Decision {
    decided(request, reasons)
  }
}

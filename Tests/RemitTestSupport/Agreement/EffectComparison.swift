package import RemitEngine
package import RemitModel

/// One snapshot with the effect graph and one without, over the same policy and data.
package struct EffectComparison {
  package let engine: EngineSnapshot
  package let reasonPass: EngineSnapshot

  package init(engine: EngineSnapshot, reasonPass: EngineSnapshot) {
    self.engine = engine
    self.reasonPass = reasonPass
  }

  /// What they say differently: complete, and where one reason is enough.
  ///
  /// - Parameter complete: what the engine says.
  ///
  /// With one reason everything is the same but the reasons, of which there is one if there is any,
  /// and errors of rules that were not needed. Where a decision fails, all errors are there, and the
  /// reason is the first of all.
  package func disagreements(
    _ complete: Decision, _ request: Request, now: Instant, ledger: (any Ledger)? = nil
  ) -> [String] {
    let expected = reasonPass.decide(request, now: now, ledger: ledger)
    var out: [String] = []
    if Answer(complete) != Answer(expected) || complete.waivers != expected.waivers {
      out.append("effect graph \(Answer(complete)) reason pass \(Answer(expected))")
    }
    var scratch = DecisionScratch(engine)
    scratch.namesOneReason = true
    let short = engine.decide(request, now: now, ledger: ledger, scratch: &scratch)
    let isSame =
      short.cause == expected.cause && short.waivers == expected.waivers
      && Answer(short).obligations == Answer(expected).obligations
      && short.determining.isEmpty == expected.determining.isEmpty
      && Set(short.determining).isSubset(of: expected.determining)
      && Set(Answer(short).errors).isSubset(of: Answer(expected).errors)
      && short.determining.count <= 1
      && (short.cause != .failed
        || Answer(short).errors == Answer(expected).errors
          && short.determining == Array(expected.determining.prefix(1)))
    if !isSame { out.append("one reason \(Answer(short)) all \(Answer(expected))") }
    return out
  }
}

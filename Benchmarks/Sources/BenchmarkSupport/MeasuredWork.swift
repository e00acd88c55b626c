public import Remit

/// Requests to be decided under an instrument.
///
/// Requests are read where they lie: a loop over an array would copy each of them, which costs a
/// sixteenth of a decision and is not the engine's doing.
public final class MeasuredWork {
  private let engine: Engine
  private let requests: UnsafeMutableBufferPointer<Request>
  private let passes: Int

  public init(_ engine: Engine, _ requests: [Request], passes: Int) {
    self.engine = engine
    self.requests = .allocate(capacity: requests.count)
    _ = self.requests.initialize(fromContentsOf: requests)
    self.passes = passes
  }

  deinit {
    requests.deinitialize()
    requests.deallocate()
  }

  /// How many decisions `run` makes.
  public var decisions: Int { requests.count * passes }

  /// Decides them all; how many were allowed.
  public func run(_ reasons: Reasons) -> Int {
    switch reasons {
    case .complete: measuredComplete(engine, requests, passes)
    case .none: measuredNone(engine, requests, passes)
    }
  }

  /// Times each of them once and keeps what is less than was known.
  func time(_ reasons: Reasons, clockCost: UInt64, into least: inout [UInt64]) {
    switch reasons {
    case .complete: timeEach(clockCost, &least) { engine.decide($0).isAllowed }
    case .none: timeEach(clockCost, &least) { engine.decide($0, reasons: .none).isAllowed }
    }
  }

  @inline(__always)
  private func timeEach(
    _ clockCost: UInt64, _ least: inout [UInt64], _ decide: (borrowing Request) -> Bool
  ) {
    // The count keeps the decisions from being optimised away.
    var allowed = 0
    for index in requests.indices {
      let start = Clock.nanoseconds()
      let isAllowed = decide(requests[index])
      let taken = Clock.nanoseconds() - start
      if isAllowed { allowed += 1 }
      least[index] = min(least[index], taken > clockCost ? taken - clockCost : 0)
    }
    precondition(allowed <= requests.count)
  }
}

/// What instruments count in: decides each request `passes` times and says how many were allowed.
///
/// A function of its own, never inlined, so that callgrind can be told its name and counts in here
/// and nowhere else.
@inline(never)
func measuredComplete(
  _ engine: Engine, _ requests: UnsafeMutableBufferPointer<Request>, _ passes: Int
) -> Int {
  var allowed = 0
  for _ in 0..<passes {
    for index in requests.indices where engine.decide(requests[index]).isAllowed { allowed += 1 }
  }
  return allowed
}

/// The same, with as few reasons as may be.
@inline(never)
func measuredNone(
  _ engine: Engine, _ requests: UnsafeMutableBufferPointer<Request>, _ passes: Int
) -> Int {
  var allowed = 0
  for _ in 0..<passes {
    for index in requests.indices
    where engine.decide(requests[index], reasons: .none).isAllowed { allowed += 1 }
  }
  return allowed
}

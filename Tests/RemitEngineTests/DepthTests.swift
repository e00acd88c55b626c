import Dispatch
import Foundation
import RemitChecker
import RemitCompiler
import RemitData
import RemitEngine
import RemitModel
import Synchronization
import Testing

/// What the checker lets be deep must go all the way: a policy without errors never fails to
/// compile for its depth, and neither deciding nor explaining runs out of stack.
@Suite("The deepest expressions")
struct DepthTests {
  private static let allowed = "permitted [deep]"
  private static let entities = """
    [{"uid": {"type": "User", "id": "ada"}}, {"uid": {"type": "Document", "id": "d"}}]
    """

  /// `§` is the condition before.
  @Test(
    "that the checker accepts compile, are decided and explained",
    arguments: [false, true],
    [
      "§", "not not §", "if § then true else false", "n > 0 and (n < 0 or §)",
      String(repeating: "not ", count: 100) + "§",
      String(repeating: "(n < 0 or (n > 0 and ", count: 50) + "§"
        + String(repeating: "))", count: 50),
    ])
  func deepest(isCallerFirst: Bool, step: String) throws {
    func text(_ count: Int) -> String {
      let head = """
        entity User
        entity Document
        action read on Document by User
        allow deep: anyone to read on anything when c\(count)(1)

        """
      var conditions = ["condition c0(n: Int) = n > 0"]
      for index in 1...count {
        let body = step.replacing("§", with: "c\(index - 1)(n)")
        conditions.append("condition c\(index)(n: Int) = \(body)")
      }
      return head + (isCallerFirst ? conditions.reversed() : conditions).joined(separator: "\n")
    }
    var accepted = 1
    var refused = CheckLimits.evaluationDepthMax + 1
    while refused - accepted > 1 {
      let middle = (accepted + refused) / 2
      if (try? World.policy(text(middle))) != nil { accepted = middle } else { refused = middle }
    }
    // An even number of `not`, or none at all, so that all forms give what c0 gives.
    let deepest = text(accepted)
    let result = try onStackOfMainThread { try Self.answers(deepest) }
    #expect(result == [Self.allowed, Self.allowed])
  }

  /// What the engine decides, and what its explanation is of.
  private static func answers(_ text: String) throws -> [String] {
    let world = try World(text, entities: entities)
    let request = try #require(readRequest(Array(request.utf8)).value)
    let explanation = world.snapshot.explain(request, now: World.noon)
    #expect(!explanation.description.isEmpty)
    return [world.snapshot.decide(request, now: World.noon).line, explanation.decision.line]
  }

  private static let request = """
    {"principal": {"type": "User", "id": "ada"}, "action": "read",
     "resource": {"type": "Document", "id": "d"}}
    """

  /// The stack that a process has for its first thread, and Linux gives to others.
  private func onStackOfMainThread(
    _ body: @escaping @Sendable () throws -> [String]
  ) throws -> [String] {
    let answer = Mutex<Result<[String], any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let result = Result { try body() }
      answer.withLock { $0 = result }
      isDone.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    isDone.wait()
    return try #require(answer.withLock { $0 }).get()
  }

  @Test("have room in a graph")
  func bounds() {
    #expect(GraphLimit.depthMax > CheckLimits.evaluationDepthMax)
  }
}

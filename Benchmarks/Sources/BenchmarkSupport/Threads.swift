import Foundation
import Synchronization

/// Runs `body` in threads of its own, each told its number, and waits for all of them.
///
/// - Returns: what they gave, by number.
public func inThreads<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let results = Gathered<Result>()
  let done = DispatchSemaphore(value: 0)
  for number in 0..<count {
    let thread = Thread {
      let result = body(number)
      results.byNumber.withLock { $0[number] = result }
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }
  for _ in 0..<count { done.wait() }
  return results.byNumber.withLock { gathered in (0..<count).compactMap { gathered[$0] } }
}

private final class Gathered<Result: Sendable>: Sendable {
  let byNumber = Mutex<[Int: Result]>([:])
}

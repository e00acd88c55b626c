import Foundation
import Synchronization

/// Waits for what can only be awaited: a command does one thing after the other, on the main thread
/// with its large stack.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value
{
  let done = DispatchSemaphore(value: 0)
  let outcome = Outcome<Value>()
  Task.detached {
    do {
      let value = try await work()
      outcome.result.withLock { $0 = .success(value) }
    } catch {
      outcome.result.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  guard let result = outcome.result.withLock({ $0 }) else { throw ExitStatus.couldNotBeDone }
  return try result.get()
}

private final class Outcome<Value: Sendable>: Sendable {
  let result = Mutex<Result<Value, any Error>?>(nil)
}

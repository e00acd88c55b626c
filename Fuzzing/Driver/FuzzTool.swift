import CLibFuzzer
import Foundation
import RemitTestSupport

/// `remit-fuzz TARGET [option of libFuzzer]… [corpus]…` looks for inputs that break a property.
/// `remit-fuzz seeds TARGET FOLDER` writes generated inputs to start from.
///
/// libFuzzer starts the process anew for some of its work, with its own arguments: the target goes
/// on in the environment.
@main
enum FuzzTool {
  private static let variable = "REMIT_FUZZ_TARGET"

  static let target = ProcessInfo.processInfo.environment[variable].flatMap(FuzzTarget.init)

  /// Bytes of stack for the code under test: what programs have, times what the sanitizer adds.
  private static let stackBytes = 64 << 20

  static func main() {
    var arguments = CommandLine.arguments
    if arguments.count == 4, arguments[1] == "seeds", let named = FuzzTarget(rawValue: arguments[2])
    {
      writeSeeds(for: named, into: URL(filePath: arguments[3]))
      exit(0)
    }
    if arguments.count > 1, let named = FuzzTarget(rawValue: arguments[1]) {
      setenv(variable, named.rawValue, 1)
      // The last one counts, so whoever runs this may still choose.
      arguments[1] = "-max_len=\(named.lengthMax)"
    }
    guard let target else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " | ")
      say("usage: remit-fuzz (\(names)) [option]… [corpus]…")
      exit(2)
    }
    // Globals that hold enums with payloads look like leaks: the sanitizer does not know how Swift
    // marks their pointers. One input makes those that are there.
    __lsan_disable()
    _ = target.brokenProperty(in: [])
    var words = arguments.map { strdup($0) }
    __lsan_enable()
    words.append(nil)
    words.withUnsafeMutableBufferPointer { words in
      guard let first = words.baseAddress else { return }
      run_fuzzer(Int32(words.count - 1), first, stackBytes, examine)
    }
  }

  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  private static func writeSeeds(for target: FuzzTarget, into folder: URL) {
    for seed in 1...200 as ClosedRange<UInt64> {
      guard let parts = FuzzSeeds.parts(seed: seed) else { continue }
      let isWhole = target == .decide
      let text = isWhole ? parts.joined(separator: FuzzInput.cut) : parts[target == .json ? 1 : 0]
      guard text.utf8.count <= target.lengthMax else { continue }
      do {
        try Data(text.utf8).write(to: folder.appending(path: "generated-\(seed)"))
      } catch {
        say("remit-fuzz: \(error)")
        exit(1)
      }
    }
  }
}

/// One input, for libFuzzer: ends the process where a property is broken.
private let examine: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { bytes, count in
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  if let broken = FuzzTool.target?.brokenProperty(in: input) {
    FuzzTool.say("remit-fuzz: broken property: \(broken)")
    abort()
  }
  return 0
}

/// libFuzzer's hook for changing an input: half of the changes are its own, half are made of whole
/// tokens, so that more of what they give still makes sense.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ countMax: Int, _ seed: UInt32
) -> Int {
  var random = SplitMix64(seed: UInt64(seed))
  guard random.chance(50), let target = FuzzTool.target else {
    return LLVMFuzzerMutate(bytes, count, countMax)
  }
  var mutator = Mutator(seed: random.next(), tokens: target.tokens)
  let changed = mutator.mutate(Array(UnsafeBufferPointer(start: bytes, count: count)))
  let kept = changed.prefix(countMax)
  for (index, byte) in kept.enumerated() { bytes[index] = byte }
  return kept.count
}

import ArgumentParser
import Remit
import RemitAudit
import RemitSource

/// `--key VKEY|@FILE`
struct VerifierKeyOptions: ParsableArguments {
  private static let fileBytesMax = 64 << 10

  @Option(
    name: .customLong("key"),
    help: ArgumentHelp(
      "The trail's verifier key, or @FILE with it; of a trail that changed its key all of them.",
      valueName: "vkey"))
  var keys: [String] = []

  /// Keys, and who says that they are the trail's.
  struct Found {
    let keys: [VerifierKey]
    /// The file beside the trail, where nothing else was given.
    let besideTrail: String?
  }

  /// - Parameter trail: the folder beside which a key is looked for, where none was given.
  func read(beside trail: String?) throws(CommandFailure) -> Found {
    if keys.isEmpty {
      guard let trail else { throw CommandFailure("--key: the trail's verifier key is needed") }
      let folder = trail.utf8.count > 1 && trail.hasSuffix("/") ? String(trail.dropLast()) : trail
      let file = folder + ".vkey"
      let missing = "the trail's verifier key is needed, and there is none beside it: "
      return Found(keys: try read(file, whereMissing: missing), besideTrail: file)
    }
    var found: [VerifierKey] = []
    for argument in keys {
      guard argument.hasPrefix("@") else {
        do throws(NoteError) {
          found.append(try VerifierKey(argument))
        } catch {
          throw CommandFailure("--key: \(error); of a file that has it write @FILE")
        }
        continue
      }
      found += try read(String(argument.dropFirst()), whereMissing: "")
    }
    return Found(keys: found, besideTrail: nil)
  }

  /// What verifies with these keys.
  static func verifier(_ keys: [VerifierKey]) throws(CommandFailure) -> TrailVerifier {
    do throws(NoteError) {
      return try TrailVerifier(keys: keys)
    } catch {
      throw CommandFailure("--key: \(error)")
    }
  }

  private func read(
    _ file: String, whereMissing words: String
  ) throws(CommandFailure) -> [VerifierKey] {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try Platform.readFile(file, bytesMax: Self.fileBytesMax)
    } catch {
      throw CommandFailure("--key: \(words)\(error)")
    }
    var keys: [VerifierKey] = []
    for line in bytes.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
      do throws(NoteError) {
        keys.append(try VerifierKey(String(decoding: line, as: UTF8.self)))
      } catch {
        throw CommandFailure("--key: \(visible(file)): \(error)")
      }
    }
    guard !keys.isEmpty else { throw CommandFailure("--key: \(visible(file)) has no key in it") }
    return keys
  }
}

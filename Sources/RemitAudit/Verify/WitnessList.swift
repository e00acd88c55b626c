import RemitSource

/// Witnesses that somebody trusts, and a checkpoint that they have signed.
///
/// As a file: a line with the verifier key of each witness, and below a blank line the checkpoint
/// with their signatures. Where there is no checkpoint, that of the trail itself is taken. Lines that
/// start with `#` are for people.
public struct WitnessList: Sendable {
  let keys: [VerifierKey]
  /// The signed checkpoint.
  let checkpoint: [UInt8]?
  /// How many of them must have signed.
  let quorum: Int

  /// Reads the file.
  ///
  /// - Parameter quorum: how many must have signed; all of them where it is not given.
  /// - Throws: where a line is no witness's key, or so many witnesses are not listed.
  public init(_ bytes: [UInt8], quorum: Int? = nil) throws(NoteError) {
    var keys: [VerifierKey] = []
    var rest = bytes[...]
    var number = 0
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 0x0A }
      rest = rest.dropFirst(line.count + 1)
      number += 1
      if line.isEmpty && !keys.isEmpty { break }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      do throws(NoteError) {
        let key = try VerifierKey(String(decoding: line, as: UTF8.self))
        guard key.algorithm == .cosignature else {
          throw .malformed("the key of `\(visible(key.name))` is none of a witness")
        }
        if !keys.contains(key) { keys.append(key) }
      } catch {
        throw .malformed("line \(number): \(error)")
      }
    }
    guard !keys.isEmpty else { throw .malformed("no witness is listed") }
    let quorum = quorum ?? keys.count
    guard (1...keys.count).contains(quorum) else {
      throw .malformed(
        "\(quorum) of \(keys.count) witnesses cannot have signed; a quorum is 1 to \(keys.count)")
    }
    self.keys = keys
    self.quorum = quorum
    checkpoint = rest.isEmpty ? nil : Array(rest)
  }
}

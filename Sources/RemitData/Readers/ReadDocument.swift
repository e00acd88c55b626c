package import RemitModel
import RemitSource

/// What was read of a document, and everything that was wrong with it.
///
/// `value` holds what could be read; data that has problems is not to be used, only checked on.
package struct Reading<Value: Sendable>: Sendable {
  package let value: Value
  package let problems: [DataProblem]
}

extension Reading {
  /// Reads one JSON document.
  ///
  /// - Parameters:
  ///   - bytes: the document; they are only read, and only during the call.
  ///   - root: what paths start with.
  ///   - empty: the value of a document that has none.
  static func document(
    _ bytes: [UInt8], root: String, bytesMax: Int, empty: Value,
    _ read: (inout JSONReader, inout Value) throws(JSONSyntaxError) -> Void
  ) -> Reading {
    guard bytes.count <= bytesMax else {
      let problem = DataProblem(
        code: .badJSON, path: root, message: "it has more than \(bytesMax) bytes")
      return Reading(value: empty, problems: [problem])
    }
    return bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: root)
      var value = empty
      var failure: JSONSyntaxError?
      do throws(JSONSyntaxError) {
        try read(&reader, &value)
        try reader.end()
      } catch {
        failure = error
      }
      reader.finish(failure) { offset in
        let place = SourceFile(path: root, bytes: bytes).position(at: offset)
        return "line \(place.line), column \(place.column)"
      }
      return Reading(value: value, problems: reader.problems)
    }
  }
}

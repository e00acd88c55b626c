/// Where a record came from, for messages. Of an element of a document only its number is kept: a
/// text for each of a hundred thousand records would be larger than the records.
struct RecordOrigin: Hashable, Sendable {
  private let document: String
  /// `nil` where `document` is all of it.
  private let element: Int32?

  init(_ text: String) {
    document = text
    element = nil
  }

  /// - Parameter document: `entities.json:$`
  init(_ document: String, element: Int) {
    self.document = document
    self.element = Int32(exactly: element)
  }

  var isEmpty: Bool { document.isEmpty }
  var text: String { element.map { "\(document)[\($0)]" } ?? document }

  static func == (a: RecordOrigin, b: RecordOrigin) -> Bool { a.text == b.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

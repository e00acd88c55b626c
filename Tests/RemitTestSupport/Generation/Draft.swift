/// Text of a policy that knows where it may be cut: what the generator makes and the shrinker cuts.
package indirect enum Draft: Sendable {
  case text(String)
  /// Parts in a row.
  case row([Draft])
  /// Items that may be dropped one by one.
  case list(DraftList)
  /// An expression where the grammar wants one of at least this level.
  case operand(DraftExpression, level: Level)
}

/// Items between separators; with none left nothing is printed, not even `open` and `close`,
/// unless `keepsBrackets`.
package struct DraftList: Sendable {
  package var items: [Draft]
  let separator: String
  var open = ""
  var close = ""
  var keepsBrackets = false
  /// How many items the grammar wants at least.
  var minimum = 0

  init(
    _ items: [Draft], separator: String, open: String = "", close: String = "",
    keepsBrackets: Bool = false, minimum: Int = 0
  ) {
    self.items = items
    self.separator = separator
    self.open = open
    self.close = close
    self.keepsBrackets = keepsBrackets
    self.minimum = minimum
  }
}

/// How tightly an expression binds, as in the grammar of docs/language.md.
package enum Level: Int, Comparable, Sendable {
  /// Reaches as far right as it can: `if`, `some`, `every`, `count`, `each`.
  case open
  case or
  case and
  case not
  case comparison
  case sum
  case product
  case sign
  case primary

  package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
}

package struct DraftExpression: Sendable {
  package let type: DraftType
  let level: Level
  var body: Draft

  init(_ type: DraftType, _ level: Level, _ parts: Draft...) {
    self.type = type
    self.level = level
    self.body = .row(parts)
  }

  init(_ type: DraftType, _ level: Level = .primary, text: String) {
    self.type = type
    self.level = level
    self.body = .text(text)
  }

  var text: String { body.text }

  /// Whether it is a name with what stands behind it.
  var isPath: Bool {
    level == .primary && text.utf8.first.map { $0 >= 0x61 && $0 <= 0x7a } ?? false
  }
}

extension Draft {
  package var text: String {
    var out = ""
    print(to: &out)
    return out
  }

  private func print(to out: inout String) {
    switch self {
    case .text(let text): out += text
    case .row(let parts): for part in parts { part.print(to: &out) }
    case .list(let list):
      if list.items.isEmpty && !list.keepsBrackets { return }
      out += list.open
      for (index, item) in list.items.enumerated() {
        if index > 0 { out += list.separator }
        item.print(to: &out)
      }
      out += list.close
    case .operand(let expression, let level):
      let isLoose = expression.level < level
      if isLoose { out += "(" }
      expression.body.print(to: &out)
      if isLoose { out += ")" }
    }
  }

  /// Every draft that is smaller by one cut, the larger cuts first.
  package var cuts: [Draft] {
    switch self {
    case .text: return []
    case .row(let parts):
      return parts.indices.flatMap { index in
        parts[index].cuts.map { .row(parts.replacing(index, with: $0)) }
      }
    case .list(let list): return Self.cuts(of: list)
    case .operand(let expression, let level):
      let inner = expression.body.operands.filter { $0.type == expression.type }
      let plain = expression.type.plainLiterals.map {
        DraftExpression(expression.type, $0.hasPrefix("-") ? .sign : .primary, text: $0)
      }
      let shorter = (inner + plain).filter { $0.body.text.utf8.count < text.utf8.count }
      return shorter.map { .operand($0, level: level) }
        + expression.body.cuts.map { body in
          var smaller = expression
          smaller.body = body
          return .operand(smaller, level: level)
        }
    }
  }

  private static func cuts(of list: DraftList) -> [Draft] {
    var out: [Draft] = []
    let count = list.items.count
    if count > 3 {
      for half in [0..<(count / 2), (count / 2)..<count] where half.count >= list.minimum {
        var smaller = list
        smaller.items = Array(list.items[half])
        out.append(.list(smaller))
      }
    }
    if count > list.minimum {
      for index in list.items.indices {
        var smaller = list
        smaller.items.remove(at: index)
        out.append(.list(smaller))
      }
    }
    for index in list.items.indices {
      for cut in list.items[index].cuts {
        var smaller = list
        smaller.items[index] = cut
        out.append(.list(smaller))
      }
    }
    return out
  }

  /// The expressions directly inside, not those inside them.
  private var operands: [DraftExpression] {
    switch self {
    case .text: []
    case .row(let parts): parts.flatMap(\.operands)
    case .list(let list): list.items.flatMap(\.operands)
    case .operand(let expression, _): [expression]
    }
  }
}

extension Array {
  func replacing(_ index: Int, with element: Element) -> [Element] {
    var copy = self
    copy[index] = element
    return copy
  }
}

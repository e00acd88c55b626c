import RemitModel

/// A resolved type with its size when all aliases in it are written out.
///
/// Sharing keeps an alias of aliases small in memory, but whoever walks the type pays for every
/// path through it. So both measures are bounded where types are resolved.
struct SizedType {
  let type: ValueType
  /// Levels and attributes; at least 1.
  let nodes: Int
  let depth: Int

  init(_ type: ValueType, nodes: Int = 1, depth: Int = 1) {
    self.type = type
    self.nodes = nodes
    self.depth = depth
  }

  var isWithinLimits: Bool {
    nodes <= CheckLimits.typeNodesMax && depth <= CheckLimits.typeDepthMax
  }
}

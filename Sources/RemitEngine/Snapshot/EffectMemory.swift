import RemitCompiler

/// The owner of the effect graph's arrays.
final class EffectMemory: Sendable {
  let view: EffectView
  private let nodes: FlatArray<EffectNode>
  private let ids: [FlatArray<UInt32>]
  private let numbers: FlatArray<Int64>
  private let addresses: FlatArray<AddressBound>
  private let bytes: FlatArray<UInt8>
  private let states: FlatArray<PathState>
  private let flags: FlatArray<Bool>
  private let tables: [FrozenIntTable]

  /// Copies the graph. O(its size).
  init(_ graph: EffectGraph) {
    nodes = FlatArray(graph.nodes)
    let lists = Self.entrances(graph.listRoots, graph.listShares)
    let permissions = Self.entrances(graph.permissionRoots, graph.permissionsShare)
    ids = [lists, permissions, graph.targets, graph.textEnds].map { FlatArray($0) }
    numbers = FlatArray(graph.numberBounds)
    addresses = FlatArray(graph.addressBounds)
    bytes = FlatArray(graph.textBytes)
    states = FlatArray(graph.pathStates)
    flags = FlatArray(graph.mayOblige)
    tables = [FrozenIntTable(graph.values), FrozenIntTable(graph.pathSteps)]
    view = EffectView(
      isEmpty: graph.listRoots.isEmpty && graph.permissionRoots.isEmpty,
      leads: (lists + permissions).contains { $0 != EffectGraph.none }, nodes: nodes.base,
      listRoots: ids[0].base, permissionRoots: ids[1].base, targets: ids[2].base,
      numberBounds: numbers.base, addressBounds: addresses.base, textBytes: bytes.base,
      textEnds: ids[3].base, pathStates: states.base, values: tables[0].view,
      pathSteps: tables[1].view,
      mayOblige: flags.base, frameSize: graph.frameSize)
  }
}

extension EffectMemory {
  /// Roots of the diagrams that save tests.
  private static func entrances(_ roots: [UInt32], _ shares: [Bool]) -> [UInt32] {
    zip(roots, shares).map { $1 ? $0 : EffectGraph.none }
  }
}

/// The effect graph as raw pointers. Valid as long as its `EffectMemory` lives.
struct EffectView: @unchecked Sendable {
  /// Whether there is no effect graph at all.
  let isEmpty: Bool
  /// Whether any list or run is entered through it.
  let leads: Bool
  let nodes: UnsafePointer<EffectNode>
  let listRoots: UnsafePointer<UInt32>
  let permissionRoots: UnsafePointer<UInt32>
  let targets: UnsafePointer<UInt32>
  let numberBounds: UnsafePointer<Int64>
  let addressBounds: UnsafePointer<AddressBound>
  let textBytes: UnsafePointer<UInt8>
  let textEnds: UnsafePointer<UInt32>
  let pathStates: UnsafePointer<PathState>
  let values: IntTableView
  let pathSteps: IntTableView
  /// By side of the candidate index.
  let mayOblige: UnsafePointer<Bool>
  let frameSize: UInt32
}

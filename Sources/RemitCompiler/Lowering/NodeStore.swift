import RemitModel

/// Nodes under construction, hash-consed.
struct NodeStore {
  private(set) var nodes: [Node] = []
  private(set) var operands: [Operand] = []
  /// By node: the longest way from it to a leaf, called conditions included.
  private(set) var depths: [UInt32] = []
  /// By node: frame slots that the conditions it calls need, at most.
  private(set) var frames: [UInt32] = []
  /// The most that any node's calls need.
  var calledFrameMax: UInt32 { frames.max() ?? 0 }
  /// By node: a rough price, to put cheap operands first.
  private(set) var costs: [UInt32] = []
  /// By node: the frame slots that it reads and does not bind itself; the last bit stands for all
  /// slots from 63 on.
  private var freeSlots: [UInt64] = []
  /// By node: how many places use it.
  private(set) var uses: [UInt32] = []
  private var table = IDTable()
  /// Nodes before this one belong to a graph that is being added to; they are not shared.
  private let firstOwn: Int

  init() {
    firstOwn = 0
  }

  /// Goes on where a finished graph ends.
  init(adding nodes: [Node], operands: [Operand]) {
    self.nodes = nodes
    self.operands = operands
    firstOwn = nodes.count
    depths = [UInt32](repeating: 0, count: nodes.count)
    frames = depths
    costs = depths
    uses = depths
    freeSlots = [UInt64](repeating: 0, count: nodes.count)
  }

  /// What a call adds to the measures of its arguments.
  struct CalledBody {
    var depth: UInt32 = 0
    var frame: UInt32 = 0
    var cost: UInt32 = 0
    var frameSize: UInt32 = 0
  }

  /// The node of an operation on operands, made if it is new.
  ///
  /// - Parameters:
  ///   - binds: the slot that the node gives a value to for all operands but the first.
  mutating func add(
    _ operation: Node.Operation, _ own: [Operand] = [], variant: UInt8 = 0, length: Int? = nil,
    argument: UInt32 = 0, ownCost: UInt32, binds: UInt32? = nil, body: CalledBody = CalledBody()
  ) -> UInt32 {
    var free: UInt64 = operation == .local ? Self.bit(argument) : 0
    for (index, operand) in own.enumerated() {
      let bound = binds.map { index > 0 && $0 < 63 ? Self.bit($0) : 0 } ?? 0
      free |= freeSlots[Int(operand.node)] & ~bound
    }
    let node = Node(
      operation, variant: variant, isClosed: free == 0, first: UInt32(operands.count),
      count: UInt32(length ?? own.count), argument: argument)
    let hash = Self.hash(node, own)
    let found = table.find(hash) { isSame(Int($0) + firstOwn, node, own) }
    if let found { return found + UInt32(firstOwn) }
    table.append(hash)
    nodes.append(node)
    operands.append(contentsOf: own)
    freeSlots.append(free)
    measure(own, ownCost, body)
    return UInt32(nodes.count - 1)
  }

  private mutating func measure(_ own: [Operand], _ ownCost: UInt32, _ body: CalledBody) {
    var depth = body.depth
    var frame = body.frame
    var cost = Self.sum(ownCost, body.cost)
    for operand in own {
      let child = Int(operand.node)
      depth = max(depth, depths[child])
      frame = max(frame, frames[child])
      cost = Self.sum(cost, costs[child])
      uses[child] += 1
    }
    depths.append(Self.sum(depth, 1))
    frames.append(Self.sum(frame, body.frameSize))
    costs.append(cost)
    uses.append(0)
  }

  private static func bit(_ slot: UInt32) -> UInt64 { 1 << UInt64(min(slot, 63)) }

  private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// Adds a program's clauses to the operands, the cheaper ones first.
  mutating func addProgram(_ clauses: [Operand], frameSize: Int) -> Program {
    let first = place(cheapestFirst(clauses))
    return Program(first: first, count: UInt32(clauses.count), frameSize: UInt32(frameSize))
  }

  /// Adds operands that no node uses.
  mutating func place(_ own: [Operand]) -> UInt32 {
    let first = UInt32(operands.count)
    operands.append(contentsOf: own)
    for operand in own { uses[Int(operand.node)] += 1 }
    return first
  }

  /// Stable, so that equal inputs give equal graphs.
  func cheapestFirst(_ operands: [Operand]) -> [Operand] {
    operands.enumerated().sorted { a, b in
      let x = costs[Int(a.element.node)]
      let y = costs[Int(b.element.node)]
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
  }

  /// Marks what several places use and what costs more than looking it up.
  mutating func markMemoised() {
    let lookUpCost: UInt32 = 6
    for id in nodes.indices.dropFirst(firstOwn)
    where nodes[id].isClosed && uses[id] > 1 && costs[id] >= lookUpCost {
      nodes[id].isMemoised = true
    }
  }

  private func isSame(_ id: Int, _ node: Node, _ own: [Operand]) -> Bool {
    let other = nodes[id]
    return other.operation == node.operation && other.variant == node.variant
      && other.count == node.count && other.argument == node.argument
      && operands[Int(other.first)..<Int(other.first) + other.operandCount].elementsEqual(own)
  }

  private static func hash(_ node: Node, _ own: [Operand]) -> UInt64 {
    var hash = ByteHash.of(
      UInt64(node.operation.rawValue) << 48 | UInt64(node.variant) << 40 | UInt64(node.count))
    hash = ByteHash.of(hash ^ UInt64(node.argument))
    for operand in own {
      hash = ByteHash.of(hash ^ UInt64(operand.node) << 32 ^ UInt64(operand.distance))
    }
    return hash
  }
}

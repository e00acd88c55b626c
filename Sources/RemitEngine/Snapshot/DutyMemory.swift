import RemitCompiler
import RemitModel

/// The owner of what decisions read of duties and their separations.
final class DutyMemory: Sendable {
  let view: DutyView
  private let duties: FlatArray<GraphDuty>
  private let separations: FlatArray<DutySeparation>
  private let ids: [FlatArray<UInt32>]

  /// O(duties × actions).
  init(_ graph: DecisionGraph) {
    let ofActions = Self.flat(graph.dutyIndex.dutiesOfAction)
    let ofDuties = Self.flat(graph.dutyIndex.separationsOfDuty)
    let members = Self.flat(
      graph.policy.separations.map { separation in
        if case .duties(let members) = separation.members {
          members.map { UInt32($0.int) }
        } else {
          []
        }
      })
    let waived = Set(graph.policy.waivers.map(\.separation.int))
    separations = FlatArray(
      graph.policy.separations.enumerated().map { number, separation in
        DutySeparation(
          most: separation.most, within: separation.within?.count,
          hasWaivers: waived.contains(number))
      })
    duties = FlatArray(graph.duties)
    ids = [ofActions, ofDuties, members].flatMap { [FlatArray($0.starts), FlatArray($0.ids)] }
    view = DutyView(
      duties: duties.base, separations: separations.base,
      ofActions: IDLists(starts: ids[0].base, ids: ids[1].base),
      ofDuties: IDLists(starts: ids[2].base, ids: ids[3].base),
      members: IDLists(starts: ids[4].base, ids: ids[5].base))
  }

  private static func flat(_ lists: [[UInt32]]) -> (starts: [UInt32], ids: [UInt32]) {
    var starts: [UInt32] = [0]
    for list in lists { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
    return (starts, lists.flatMap { $0 })
  }
}

/// A separation as a decision counts duties under it.
struct DutySeparation: BitwiseCopyable, Sendable {
  let most: Int
  /// Milliseconds; `nil` where everything counts, however long ago.
  let within: Int64?
  /// Whether the policy waives it for anybody at any time.
  let hasWaivers: Bool
}

/// Duties and their separations as raw pointers. Valid as long as its `DutyMemory` lives.
struct DutyView: @unchecked Sendable {
  let duties: UnsafePointer<GraphDuty>
  /// By separation of the policy, of whatever kind.
  let separations: UnsafePointer<DutySeparation>
  /// The duties that an action can perform, ascending.
  let ofActions: IDLists
  /// The separations of duties that a duty is a member of, ascending.
  let ofDuties: IDLists
  /// The duties that a separation keeps apart.
  let members: IDLists
}

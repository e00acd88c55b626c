import RemitModel
import RemitSource
import RemitSyntax

/// Roles: their hierarchy and their permissions.
extension Checker {
  func checkRoles() {
    let edges = roles.map { role in
      role.syntax.juniors.compactMap { self.role($0, from: role.tree) }
    }
    let dependencies = DependencyOrder(edges)
    var cyclic: Set<Int> = []
    for cycle in dependencies.cycles {
      cyclic.formUnion(cycle)
      let names = cycle.map { roles[$0].syntax.name }
      report(CheckProblem.cycle(of: .role, names.map(\.text), at: names[0].span))
    }
    var entries = 0
    for index in dependencies.order {
      roles[index].juniors = edges[index]
      var closure: Set<Int> = [index]
      if !cyclic.contains(index) {
        for junior in edges[index] { closure.formUnion(roles[junior].closure) }
      }
      entries += closure.count
      guard entries <= CheckLimits.closureEntriesMax else {
        report(CheckProblem.closureTooLarge("roles under `extends`", roles[index].syntax.name))
        break
      }
      roles[index].closure = closure.sorted()
    }
    for index in roles.indices { checkPermissions(ofRole: index) }
  }

  private func checkPermissions(ofRole index: Int) {
    let role = roles[index]
    var typed: [TypedPermission] = []
    for syntax in role.syntax.permissions {
      let list = actions(of: syntax.actions, from: role.tree)
      let types = entityTypes(of: syntax.resources, from: role.tree)
      let head = PermissionHead(
        actions: list.actions, actionQuery: query(syntax.actions, list.actions),
        resources: types, isWhole: list.isWhole && types.count >= syntax.resources.count)
      roles[index].permissions.append(head)
      typed.append(checkPermission(syntax, head, role))
    }
    typedRoles.append(
      TypedRole(
        name: role.fullName, juniors: role.juniors.map { RoleID($0) },
        closure: role.closure.map { RoleID($0) }, permissions: typed,
        documentation: role.documentation, span: role.span))
  }

  private func checkPermission(
    _ syntax: PermissionSyntax, _ head: PermissionHead, _ role: RoleEntry
  ) -> TypedPermission {
    let builder = NodeBuilder(self, tree: role.tree, setting: .request)
    let body = Body(builder, syntax.clauses)
    let query = CombinationQuery(
      source: .head(head.actionQuery), principals: nil, resources: head.resources,
      mentions: builder.mentions.ofCombination)
    let typing = type(body, builder, query, isWhole: head.isWhole)
    if typing.choice.isEmpty, head.isWhole {
      report(CheckProblem.permissionMeetsNothing(at: syntax.span))
    }
    noteErrors(typing, of: "permission", named: role.syntax.name.text, at: syntax.span)
    checkMeasure(body.measure(conditions), at: syntax.span)
    noteUse(builder, of: role.fullName)
    return TypedPermission(
      actions: head.actions, resources: Set(head.resources), clauses: typing.clauses,
      frameSize: builder.frameSize, span: syntax.span)
  }
}

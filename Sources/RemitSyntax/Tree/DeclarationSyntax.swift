package import RemitSource

/// A declaration with what all of them share.
package struct DeclarationSyntax: Sendable {
  package let form: Form
  /// The lines of the `///` comment directly above, without the slashes and one leading space.
  package let documentation: [String]
  package let span: SourceSpan

  package init(_ form: Form, documentation: [String], span: SourceSpan) {
    self.form = form
    self.documentation = documentation
    self.span = span
  }

  /// Indirect: the forms differ much in size, and a file may have a million small ones.
  package enum Form: Sendable {
    indirect case type(TypeAliasSyntax)
    indirect case enumeration(EnumSyntax)
    indirect case entity(EntityTypeSyntax)
    indirect case action(ActionSyntax)
    indirect case actionGroup(ActionGroupSyntax)
    indirect case constant(LetSyntax)
    indirect case condition(ConditionSyntax)
    indirect case role(RoleSyntax)
    indirect case grant(GrantSyntax)
    case rule(RuleSyntax)
    indirect case duty(DutySyntax)
    indirect case retiredDuty(RetiredDutySyntax)
    indirect case separation(SeparationSyntax)
    indirect case waiver(WaiverSyntax)
    indirect case limit(LimitSyntax)
    indirect case fixture(FixtureSyntax)
    indirect case test(TestSyntax)
    /// A declaration that could not be understood; a syntax diagnostic covers it.
    case invalid
  }
}

/// `type = "type" Name "=" type-expr`
package struct TypeAliasSyntax: Sendable {
  package var name: WordSyntax
  package var type: TypeSyntax

  package init(name: WordSyntax, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}

package struct TypeSyntax: Sendable {
  package let form: Form
  package let span: SourceSpan

  package init(_ form: Form, span: SourceSpan) {
    self.form = form
    self.span = span
  }

  package indirect enum Form: Sendable {
    /// One name (built-in, alias, enum or entity type) or a union of entity types.
    case named([NameSyntax])
    case set(TypeSyntax)
    case map(TypeSyntax)
    case record(RecordTypeSyntax)
    case missing
  }
}

package struct RecordTypeSyntax: Sendable {
  package var attributes: [AttributeSyntax]
  package var span: SourceSpan

  package init(attributes: [AttributeSyntax], span: SourceSpan) {
    self.attributes = attributes
    self.span = span
  }
}

/// `attr = word [ wire ] [ "from" "request" ] [ "?" ] ":" type-expr`
package struct AttributeSyntax: Sendable {
  package var name: WordSyntax
  package var wire: StringSyntax?
  package var isFromRequest: Bool
  package var isOptional: Bool
  package var type: TypeSyntax
  package var documentation: [String]

  package init(
    name: WordSyntax, wire: StringSyntax?, isFromRequest: Bool, isOptional: Bool,
    type: TypeSyntax, documentation: [String]
  ) {
    self.name = name
    self.wire = wire
    self.isFromRequest = isFromRequest
    self.isOptional = isOptional
    self.type = type
    self.documentation = documentation
  }
}

/// `name [ wire ]`, of an enum case, entity type or action.
package struct WiredNameSyntax: Sendable {
  package var name: WordSyntax
  package var wire: StringSyntax?

  package init(name: WordSyntax, wire: StringSyntax?) {
    self.name = name
    self.wire = wire
  }
}

package struct EnumSyntax: Sendable {
  package var name: WordSyntax
  package var cases: [WiredNameSyntax]

  package init(name: WordSyntax, cases: [WiredNameSyntax]) {
    self.name = name
    self.cases = cases
  }
}

package struct EntityTypeSyntax: Sendable {
  package var isOpen: Bool
  package var names: [WiredNameSyntax]
  package var parents: [NameSyntax]
  package var attributes: RecordTypeSyntax?

  package init(
    isOpen: Bool, names: [WiredNameSyntax], parents: [NameSyntax], attributes: RecordTypeSyntax?
  ) {
    self.isOpen = isOpen
    self.names = names
    self.parents = parents
    self.attributes = attributes
  }
}

package struct ActionSyntax: Sendable {
  package var names: [WiredNameSyntax]
  package var resources: [NameSyntax]
  package var principals: [NameSyntax]
  package var context: RecordTypeSyntax?

  package init(
    names: [WiredNameSyntax], resources: [NameSyntax], principals: [NameSyntax],
    context: RecordTypeSyntax?
  ) {
    self.names = names
    self.resources = resources
    self.principals = principals
    self.context = context
  }
}

package struct ActionGroupSyntax: Sendable {
  package var name: WordSyntax
  package var members: [NameSyntax]

  package init(name: WordSyntax, members: [NameSyntax]) {
    self.name = name
    self.members = members
  }
}

package struct LetSyntax: Sendable {
  package var name: WordSyntax
  package var type: TypeSyntax?
  package var value: ExpressionSyntax

  package init(name: WordSyntax, type: TypeSyntax?, value: ExpressionSyntax) {
    self.name = name
    self.type = type
    self.value = value
  }
}

package struct ConditionSyntax: Sendable {
  package var name: WordSyntax
  package var parameters: [ParameterSyntax]
  package var body: ExpressionSyntax

  package init(name: WordSyntax, parameters: [ParameterSyntax], body: ExpressionSyntax) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

package struct ParameterSyntax: Sendable {
  package var name: WordSyntax
  package var type: TypeSyntax

  package init(name: WordSyntax, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}

/// `{ "when" expr | "unless" expr }`, in source order.
package struct ConditionClauseSyntax: Sendable {
  package let isUnless: Bool
  package let expression: ExpressionSyntax
  package let span: SourceSpan

  package init(isUnless: Bool, expression: ExpressionSyntax, span: SourceSpan) {
    self.isUnless = isUnless
    self.expression = expression
    self.span = span
  }
}

/// `action-list = "anything" | ref { "," ref }`
package enum ActionListSyntax: Sendable {
  case anything(SourceSpan)
  case named([NameSyntax])
}

package struct RoleSyntax: Sendable {
  package var name: WordSyntax
  package var juniors: [NameSyntax]
  package var permissions: [PermissionSyntax]

  package init(name: WordSyntax, juniors: [NameSyntax], permissions: [PermissionSyntax]) {
    self.name = name
    self.juniors = juniors
    self.permissions = permissions
  }
}

/// `permission = "can" action-list "on" Name { "," Name } { "when" expr | "unless" expr }`
package struct PermissionSyntax: Sendable {
  package var actions: ActionListSyntax
  package var resources: [NameSyntax]
  package var clauses: [ConditionClauseSyntax]
  package var span: SourceSpan

  package init(
    actions: ActionListSyntax, resources: [NameSyntax], clauses: [ConditionClauseSyntax],
    span: SourceSpan
  ) {
    self.actions = actions
    self.resources = resources
    self.clauses = clauses
    self.span = span
  }
}

package enum ScopeSyntax: Sendable {
  case everything(SourceSpan)
  case entities([EntitySyntax])
}

/// An instant literal in a position of its own (`from`, `until`, `at`).
package struct InstantSyntax: Hashable, Sendable {
  package let text: String
  package let span: SourceSpan

  package init(text: String, span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

/// A duration literal in a position of its own (`within`).
package struct DurationSyntax: Hashable, Sendable {
  package let text: String
  package let span: SourceSpan

  package init(text: String, span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

/// A whole number in a position of its own (`at most`), as written.
package struct IntegerSyntax: Hashable, Sendable {
  package let text: String
  package let span: SourceSpan

  package init(text: String, span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

package struct GrantSyntax: Sendable {
  package var role: NameSyntax
  package var name: WordSyntax?
  package var grantees: [EntitySyntax]
  package var scope: ScopeSyntax
  package var from: InstantSyntax?
  package var until: InstantSyntax?
  /// `unless` is accepted here as it is in rules and permissions.
  package var clauses: [ConditionClauseSyntax]
  package var because: StringSyntax?

  package init(
    role: NameSyntax, name: WordSyntax?, grantees: [EntitySyntax], scope: ScopeSyntax,
    from: InstantSyntax?, until: InstantSyntax?, clauses: [ConditionClauseSyntax],
    because: StringSyntax?
  ) {
    self.role = role
    self.name = name
    self.grantees = grantees
    self.scope = scope
    self.from = from
    self.until = until
    self.clauses = clauses
    self.because = because
  }
}

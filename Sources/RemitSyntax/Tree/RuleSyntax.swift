package import RemitSource

/// A class: a policy may have a million, which tree and checker share.
package final class RuleSyntax: Sendable {
  package let isDeny: Bool
  package let name: WordSyntax
  package let subject: HeadSyntax
  package let actions: ActionListSyntax
  package let object: HeadSyntax
  package let clauses: [ConditionClauseSyntax]
  package let because: StringSyntax?
  package let obligations: [ObligationSyntax]

  package init(
    isDeny: Bool, name: WordSyntax, subject: HeadSyntax, actions: ActionListSyntax,
    object: HeadSyntax, clauses: [ConditionClauseSyntax], because: StringSyntax?,
    obligations: [ObligationSyntax]
  ) {
    self.isDeny = isDeny
    self.name = name
    self.subject = subject
    self.actions = actions
    self.object = object
    self.clauses = clauses
    self.because = because
    self.obligations = obligations
  }
}

/// `subject` and `object`: `anyone` / `anything`, or patterns of which one must fit.
package enum HeadSyntax: Sendable {
  case all(SourceSpan)
  case patterns([PatternSyntax])
}

package enum PatternSyntax: Sendable {
  case type(NameSyntax)
  /// `Name in entity` or `(Name, Name) in entity`
  case typesIn([NameSyntax], EntitySyntax, SourceSpan)
  case entity(EntitySyntax)
  /// `holders of ref [anywhere]`; the grammar has it in subjects, the checker refuses it elsewhere.
  case holders(NameSyntax, anywhere: Bool, SourceSpan)
}

/// `"oblige" name [ record ]`
package struct ObligationSyntax: Sendable {
  package var name: WordSyntax
  package var entries: [RecordEntrySyntax]
  package var span: SourceSpan

  package init(name: WordSyntax, entries: [RecordEntrySyntax], span: SourceSpan) {
    self.name = name
    self.entries = entries
    self.span = span
  }
}

package struct DutySyntax: Sendable {
  package var action: NameSyntax
  package var wire: StringSyntax?
  package var objectType: NameSyntax
  package var object: ExpressionSyntax
  package var version: ExpressionSyntax?
  package var by: ExpressionSyntax
  package var knownAs: ExpressionSyntax?
  package var clauses: [ConditionClauseSyntax]

  package init(
    action: NameSyntax, wire: StringSyntax?, objectType: NameSyntax, object: ExpressionSyntax,
    version: ExpressionSyntax?, by: ExpressionSyntax, knownAs: ExpressionSyntax?,
    clauses: [ConditionClauseSyntax]
  ) {
    self.action = action
    self.wire = wire
    self.objectType = objectType
    self.object = object
    self.version = version
    self.by = by
    self.knownAs = knownAs
    self.clauses = clauses
  }
}

package struct RetiredDutySyntax: Sendable {
  package var wire: StringSyntax
  package var because: StringSyntax

  package init(wire: StringSyntax, because: StringSyntax) {
    self.wire = wire
    self.because = because
  }
}

package struct SeparationSyntax: Sendable {
  package enum Members: Sendable {
    case roles([NameSyntax])
    case activeRoles([NameSyntax])
    case duties([NameSyntax])
    case permissions([(actions: ActionListSyntax, type: NameSyntax)])
  }

  package enum Clause: Sendable {
    case atMost(IntegerSyntax, SourceSpan)
    case inOneScope(SourceSpan)
    case by(ExpressionSyntax, SourceSpan)
    case within(DurationSyntax, SourceSpan)
    case because(StringSyntax, SourceSpan)
  }

  package var name: WordSyntax
  package var members: Members
  package var clauses: [Clause]

  package init(name: WordSyntax, members: Members, clauses: [Clause]) {
    self.name = name
    self.members = members
    self.clauses = clauses
  }
}

package struct WaiverSyntax: Sendable {
  package var separation: NameSyntax
  package var person: EntitySyntax
  package var scope: EntitySyntax?
  package var from: InstantSyntax?
  package var until: InstantSyntax
  package var because: StringSyntax

  package init(
    separation: NameSyntax, person: EntitySyntax, scope: EntitySyntax?, from: InstantSyntax?,
    until: InstantSyntax, because: StringSyntax
  ) {
    self.separation = separation
    self.person = person
    self.scope = scope
    self.from = from
    self.until = until
    self.because = because
  }
}

package struct LimitSyntax: Sendable {
  package enum Form: Sendable {
    case grantsExpire([NameSyntax], within: DurationSyntax)
    case grantsToGroupsOnly([NameSyntax])
    case grantsNeverOnEverything([NameSyntax])
    case waiversExpire(within: DurationSyntax)
    case holders(NameSyntax, atMost: IntegerSyntax)
  }

  package var name: WordSyntax
  package var form: Form

  package init(name: WordSyntax, form: Form) {
    self.name = name
    self.form = form
  }
}

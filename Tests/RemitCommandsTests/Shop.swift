import RemitTestSupport

/// A small policy with data, written to a folder for a test.
struct Shop {
  let folder: TemporaryFolder
  let policy: String
  let entities: String
  let grants: String

  init() throws {
    folder = try TemporaryFolder()
    policy = folder.path + "/policy"
    try folder.write(Self.policyText, to: "policy/shop.remit")
    try folder.write(Self.testText, to: "policy/tests.remit")
    entities = try folder.write(Self.entitiesText, to: "entities.json")
    grants = try folder.write(Self.grantsText, to: "grants.json")
  }

  static let policyText = #"""
    module shop

    enum Tier { staging, live as "production" }

    entity Group
    entity User as "user" in Group
    entity Service { tier: Tier, owner: User }

    action deploy, read on Service by User { incident?: String }

    role developer {
        can read on Service
        can deploy on Service when resource.tier == staging
    }

    grant developer as devs to Group::"devs" on everything

    deny frozen: anyone to deploy on Service
        when resource.tier == live
        unless context has incident
        because "nothing goes live during the freeze"
        oblige notify { channel: "#ops", tier: resource.tier }

    allow owner: User to deploy on Service
        when resource.owner == principal
        oblige log { who: principal }
    """#

  static let testText = #"""
    module shop

    fixture services {
        entity User::"ada" in Group::"devs"
        entity User::"bob"
        entity Group::"devs"
        entity Service::"web" { tier: staging, owner: User::"bob" }
        entity Service::"pay" { tier: live, owner: User::"bob" }
    }

    test "developers deploy to staging" using services {
        expect allow by exactly developer, devs: User::"ada" to deploy on Service::"web"
        expect deny: User::"ada" to deploy on Service::"pay"
    }

    test "the freeze stops owners too" using services {
        expect deny by frozen oblige notify: User::"bob" to deploy on Service::"pay"
        expect allow by owner: User::"bob" to deploy on Service::"pay" with { incident: "I-1" }
    }
    """#

  static let entitiesText = #"""
    [{"uid": {"type": "user", "id": "ada"}, "parents": [{"type": "Group", "id": "devs"}]},
     {"uid": {"type": "user", "id": "bob"}},
     {"uid": {"type": "user", "id": "cyd"}},
     {"uid": {"type": "Group", "id": "devs"}},
     {"uid": {"type": "Service", "id": "web"},
      "attrs": {"tier": "staging", "owner": "user::\"bob\""}},
     {"uid": {"type": "Service", "id": "pay"},
      "attrs": {"tier": "production", "owner": {"type": "user", "id": "bob"}}}]
    """#

  static let grantsText = #"""
    [{"id": "cyd-dev", "role": "developer", "to": {"type": "user", "id": "cyd"},
      "on": {"type": "Service", "id": "web"}, "until": "2026-12-01T00:00:00Z"}]
    """#
}

import Remit
import Testing

/// Says by its rules what a request holds: each value is asked for, and each rule must apply.
private let source = """
  use mesh
  allow connects: Workload to connect on Service
      when context.direction == inbound and context.mtls and context.port == 8443
      when context has protocol and context.protocol == http2
      when context has tlsVersion and context.tlsVersion == tls1_3
      when context has sni and context.sni == "ledger.example"
      when context has peerNames and context.peerNames.contains("spiffe://td/ns/shop/sa/web")
      when context has certificateNotAfter and is-valid-beyond(context.certificateNotAfter, 1h)
      when context has certificateIssuer and context.certificateIssuer == "CN=ca"
      when context has sourceIp and context.sourceIp in ip("10.0.0.0/8")
      when context has remoteIp and context.remoteIp in ip("192.0.2.0/24")
      when context has destinationIp and context.destinationIp == ip("2001:db8::1")
      when context has sourceRegion and context.sourceRegion == Region::"eu-west-1"
      when context has token and context.token.subject == "ada"
      when has-proved-spiffe-id(principal)
      when principal has trustDomain and principal.trustDomain == "td"
      when principal has namespace and principal.namespace == Namespace::"eu/shop"
      when principal has serviceAccount
          and principal.serviceAccount == ServiceAccount::"eu/shop/web"
      when principal in Namespace::"eu/shop" and principal in ServiceAccount::"eu/shop/web"
      when principal has cluster and principal in Cluster::"eu" and principal.cluster == Cluster::"eu"
      when principal has region and principal in Region::"eu-west-1"
      when principal has zone and principal.zone == "a" and principal has peer
      when principal in Group::"trusted" and principal.labels has "app"
  allow consul: Workload to connect on Service
      when principal has service and principal.service == "web"
      when principal has datacenter and principal.datacenter == "dc1"
      when principal has partition and principal.partition == "red"
      when principal in Namespace::"n"
  allow dns: Workload to connect on Port
      when principal has dnsName and principal.dnsName == "web.shop.example"
  allow world: Anonymous to connect on Service
      when principal has reserved and principal.reserved == kubeAPIServer
  allow sends: EndUser to put on Route
      when principal has token and principal.token.audiences.contains("shop")
      when principal in Group::"staff"
      when context.path == "/orders/42" and context has method and context.method == "PUT"
      when context has host and context.host == "shop.example"
      when context has query and context.query has "dry" and context.query["dry"].contains("1")
      when context has headers and context.headers has "x-team"
  allow others: anyone to otherMethod on Service
      when context has method and context.method == "get"
  allow calls: anyone to call on Service
      when context.service == "acme.orders.v1.Orders" and context.method == "List"
      when context has host and context.host == "orders.example"
      when context has headers and context.headers has "grpc-timeout"
  """

private func stored(_ type: String, _ id: String, _ attributes: [Text: Value]) -> EntityRecord {
  EntityRecord(EntityUID(type, id), attributes: attributes)
}

@Suite("A request in the words of the mesh")
struct MeshRequestTests {
  private let engine: Engine
  private let connection: MeshConnection

  init() throws {
    let service = Value.entity(EntityUID("mesh.Service", "ledger"))
    engine = try Engine(
      try Policy(source: source),
      entities: Entities([
        stored("mesh.Service", "ledger", ["labels": [:]]),
        stored("mesh.Port", "ledger/http", ["service": service, "number": 80]),
        stored("mesh.Route", "ledger/orders", ["service": service]),
      ]))
    connection = MeshConnection(.inbound, port: try PortNumber(8_443), mtls: true)
  }

  private func rule(_ request: Request) -> String {
    let decision = engine.decide(request)
    #expect(decision.errors.isEmpty, "\(decision.errors)")
    return decision.determining.map { String(describing: $0) }.joined(separator: " ")
  }

  private func headers(_ name: String) throws -> HeaderFields {
    try HeaderFields([(name: Array(name.utf8), value: Array("1S".utf8))])
  }

  private func token() throws -> VerifiedToken {
    try VerifiedToken(payload: Array(#"{"iss": "i", "sub": "ada", "aud": "shop"}"#.utf8))
  }

  @Test("carries everything that is known of a workload and its connection")
  func connects() throws {
    var workload = try MeshWorkload(
      try SPIFFEID("spiffe://td/ns/shop/sa/web"), namespacePrefixes: ["td": "eu/"])
    workload.cluster = "eu"
    workload.region = "eu-west-1"
    workload.zone = "a"
    workload.peer = "us"
    workload.labels = ["app": "web"]
    workload.groups = ["trusted"]
    var connection = connection
    connection.transport = .http2
    connection.tlsVersion = .v1_3
    connection.sni = try Authority("LEDGER.example")
    connection.peerNames = ["spiffe://td/ns/shop/sa/web"]
    connection.certificateNotAfter = Instant(milliseconds: 7_200_000)
    connection.certificateIssuer = "CN=ca"
    connection.sourceIP = try IPAddress(octets: [10, 1, 2, 3])
    connection.remoteIP = try IPAddress(octets: [192, 0, 2, 7])
    connection.destinationIP = try IPAddress.parse("2001:db8::1").get()
    connection.sourceRegion = "eu-west-1"
    connection.token = try token()
    let request = try Request(
      .workload(workload), connecting: connection, to: .service("ledger"),
      now: Instant(milliseconds: 0))
    #expect(rule(request) == "connects")
  }

  @Test("names what a SPIFFE ID of Consul names, or a DNS name")
  func otherIdentities() throws {
    let consul = try MeshWorkload(
      try SPIFFEID("spiffe://td/ap/red/ns/n/dc/dc1/svc/web"), namespacePrefixes: ["td": ""])
    #expect(
      rule(try Request(.workload(consul), connecting: connection, to: .service("ledger")))
        == "consul")
    let dns = try MeshWorkload(dnsName: "Web.shop.example.")
    #expect(
      rule(try Request(.workload(dns), connecting: connection, to: .port("ledger/http"))) == "dns")
  }

  @Test("puts a workload into no namespace where nobody said whose its trust domain's are")
  func namespacesBelongToATrustDomain() throws {
    let workload = try MeshWorkload(
      try SPIFFEID("spiffe://evil.example/ns/shop/sa/web"), namespacePrefixes: ["td": ""])
    #expect(workload.namespace == nil)
    let request = try Request(
      .workload(workload), connecting: connection, to: .service("ledger"))
    #expect(request.principal.parents.isEmpty)
    #expect(request.principal.attributes["namespace"] == nil)
    #expect(request.principal.attributes["labels"] == nil)
  }

  @Test("may be asked by a peer without an identity, and by an end user")
  func otherPeers() throws {
    var plain = connection
    plain.mtls = false
    #expect(
      rule(
        try Request(.anonymous(.kubeAPIServer), connecting: plain, to: .service("ledger")))
        == "world")
    let call = try HTTPCall(
      method: "PUT", path: try RequestPath("/orders/42?dry=1"), host: try Authority("Shop.example"),
      headers: try headers("X-Team"))
    let request = try Request(
      .endUser(try token(), groups: ["staff"]), sending: call, over: plain,
      to: .route("ledger/orders"))
    #expect(request.principal.uid == EntityUID("mesh.EndUser", "i ada"))
    #expect(rule(request) == "sends")
  }

  @Test("every reserved peer, transport and version of TLS is one that the vocabulary knows")
  func enumsAreTheVocabularys() throws {
    var plain = connection
    plain.mtls = false
    for reserved in MeshPeer.ReservedPeer.allCases {
      let request = try Request(.anonymous(reserved), connecting: plain, to: .service("ledger"))
      #expect(engine.decide(request).cause != .invalid, "\(reserved)")
    }
    for transport in MeshConnection.Transport.allCases {
      for version in MeshConnection.TLSVersion.allCases {
        plain.transport = transport
        plain.tlsVersion = version
        let request = try Request(.anonymous(), connecting: plain, to: .service("ledger"))
        #expect(engine.decide(request).cause != .invalid, "\(transport) \(version)")
      }
    }
  }

  @Test("of a method nobody knows says which; methods are told apart by case")
  func methods() throws {
    let workload = MeshPeer.workload(try MeshWorkload(try SPIFFEID("spiffe://td/x")))
    let path = try RequestPath("/")
    let odd = try HTTPCall(method: "get", path: path)
    #expect(
      rule(try Request(workload, sending: odd, over: connection, to: .service("ledger")))
        == "others")
    for method in ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT"] {
      let call = try HTTPCall(method: method, path: path)
      let request = try Request(workload, sending: call, over: connection, to: .service("ledger"))
      #expect(request.action == Text(method))
      #expect(engine.decide(request).cause == .unmatched)
    }
    #expect(throws: MeshInputError.self) { try HTTPCall(method: "", path: path) }
    #expect(throws: MeshInputError.self) { try HTTPCall(method: "GE T", path: path) }
    let longest = String(repeating: "M", count: MeshLimits.methodBytesMax)
    #expect(try HTTPCall(method: longest, path: path).method == longest)
    #expect(throws: MeshInputError.self) { try HTTPCall(method: longest + "M", path: path) }
  }

  @Test("of a gRPC call names its service and method")
  func calls() throws {
    let workload = MeshPeer.workload(try MeshWorkload(try SPIFFEID("spiffe://td/x")))
    let call = try GRPCCall(
      path: "/acme.orders.v1.Orders/List", host: try Authority("orders.example:50051"),
      metadata: try headers("grpc-timeout"))
    #expect(
      rule(try Request(workload, calling: call, over: connection, to: .service("ledger")))
        == "calls")
    for bad in [
      "", "/", "/Orders", "Orders/List", "/Orders/List/", "/a..B/C", "/a.B/C?x", "/a.B/%4C",
      "/a/b/c", "//C", "/.B/C", "/a.B/C;x", "/1a/C", "/a/\u{E9}",
    ] {
      #expect(throws: MeshInputError.self, "\(bad)") { try GRPCCall(path: bad) }
    }
  }

  @Test("behind mutual TLS is asked by a workload or not at all")
  func contradiction() throws {
    for peer in [MeshPeer.anonymous(.world), .endUser(try token())] {
      let error = fault { () throws(MeshInputError) in
        try Request(peer, connecting: connection, to: .service("ledger"))
      }
      #expect(error?.fault == .mutualTLSWithoutWorkload)
    }
    #expect(throws: MeshInputError.self) { try MeshWorkload(try SPIFFEID("spiffe://td")) }
    #expect(throws: MeshInputError.self) { try MeshWorkload(dnsName: "web.example:80") }
  }
}

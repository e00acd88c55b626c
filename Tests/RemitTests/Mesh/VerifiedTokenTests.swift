import Remit
import Testing

private func read(_ json: String) throws(MeshInputError) -> VerifiedToken {
  try VerifiedToken(payload: Array(json.utf8))
}

@Suite("A verified token")
struct VerifiedTokenTests {
  @Test("gives its registered claims, and the others flat")
  func reads() throws {
    let token = try read(
      #"""
      {"iss": "https://idp.example", "sub": "ada", "aud": ["shop", "bank"], "azp": "web",
       "exp": 1795000000, "iat": 5, "admin": true, "groups": ["a", "b", "a"], "none": null,
       "realm_access": {"roles": ["x"], "deep": {"a/b": 1, "c~d": "2"}}, "empty": [],
       "/realm_access/roles": ["forged"], "teams": [{"name": "red"}, 7]}
      """#)
    #expect(token.issuer == "https://idp.example")
    #expect(token.subject == "ada")
    #expect(token.audiences == ["shop", "bank"])
    #expect(token.presenter == "web")
    #expect(token.expiresAt == Instant(milliseconds: 1_795_000_000_000))
    #expect(
      token.claims == [
        "iat": ["5"], "admin": ["true"], "groups": ["a", "b"], "/realm_access/roles": ["x"],
        "/realm_access/deep/a~1b": ["1"], "/realm_access/deep/c~0d": ["2"], "empty": [],
        "/~1realm_access~1roles": ["forged"], "/teams/0/name": ["red"], "teams": ["7"],
      ])
    let scopes = try read(#"{"iss": "i", "sub": "s", "scope": "a  b", "x": {"scope": "c d"}}"#)
    #expect(scopes.claims == ["scope": ["a", "b"], "/x/scope": ["c d"]])
    #expect(try read(#"{"iss": "i", "sub": "s", "scope": ["a b"]}"#).claims == ["scope": ["a b"]])
    #expect(try read(#"{"iss": "i", "sub": "s"}"#).audiences.isEmpty)
    #expect(try read(#"{"iss": "i", "sub": "s", "aud": "a"}"#).audiences == ["a"])
  }

  @Test("gives an id that no other issuer and subject share")
  func ids() throws {
    #expect(try read(#"{"iss": "https://i", "sub": "x y"}"#).principalID == "https://i x y")
    let error = fault { () throws(MeshInputError) in try read(#"{"iss": "i x", "sub": "y"}"#) }
    #expect(error?.place == "iss")
  }

  @Test(
    "is refused with the path of the fault",
    arguments: [
      ("", "", "the document ends where a value should be"),
      ("[]", "", "expected an object of claims"),
      (#"{"iss": "i", "sub": "s", "iss": "j"}"#, "iss", "stands twice"),
      (#"{"iss": "i", "sub": "s", "\u0069ss": "j"}"#, "iss", "stands twice"),
      (#"{"iss": "i", "sub": "s", "a": {"b": 1, "b": 2}}"#, "a.b", "stands twice"),
      (#"{"sub": "s"}"#, "iss", "missing"),
      (#"{"iss": "i", "sub": null}"#, "sub", "missing"),
      (#"{"iss": "i", "sub": ""}"#, "sub", "not empty"),
      (#"{"iss": 1, "sub": "s"}"#, "iss", "expected a string, got a number"),
      (#"{"iss": "i", "sub": ["s"]}"#, "sub", "expected a string, got an array"),
      (#"{"iss": "i", "sub": "s", "aud": ["a", 1]}"#, "aud[1]", "expected a string"),
      (#"{"iss": "i", "sub": "s", "azp": true}"#, "azp", "expected a string"),
      (#"{"iss": "i", "sub": "s", "exp": "1"}"#, "exp", "expected a number of seconds"),
      (#"{"iss": "i", "sub": "s", "exp": 1.5}"#, "exp", "no whole number"),
      (#"{"iss": "i", "sub": "s", "exp": 1e9}"#, "exp", "no whole number"),
      (#"{"iss": "i", "sub": "s", "exp": -1}"#, "exp", "from 1970"),
      (#"{"iss": "i", "sub": "s", "exp": 253402300800}"#, "exp", "from 1970"),
      (#"{"iss": "i", "sub": "s", "exp": 9999999999999999999}"#, "exp", "outside"),
      (#"{"iss": "i", "sub": "s", "a": [null]}"#, "a[0]", "expected a string"),
      (#"{"iss": "i", "sub": "s", "a": "\ud800"}"#, "a", "surrogate"),
      (#"{"iss": "i", "sub": "s"} {}"#, "", "should end here"),
    ])
  func refuses(json: String, place: String, message: String) throws {
    let error = try #require(fault { () throws(MeshInputError) in try read(json) })
    #expect(error.part == .token)
    #expect(error.place == place)
    #expect(error.fault.message.contains(message), "\(error)")
  }

  @Test("is refused where it nests too deep or is no UTF-8")
  func hostile() {
    let deep = String(repeating: #"{"a":"#, count: 100_00)
    let error = fault { () throws(MeshInputError) in
      try read(#"{"iss": "i", "sub": "s", "x": "# + deep)
    }
    #expect(error?.fault.message.contains("more than 64") == true)
    let bytes = Array(#"{"iss": "i", "sub": ""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8)
    #expect(
      fault { () throws(MeshInputError) in try VerifiedToken(payload: bytes) }?.place == "sub")
  }

  @Test("has at most 64 KB and 1,000 values")
  func limits() throws {
    let head = #"{"iss": "i", "sub": "s", "a": "#
    func token(_ count: Int) -> String {
      head + "[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ",") + "]}"
    }
    // The array itself counts as one, so that many empty ones are bounded too.
    let most = MeshLimits.claimValuesMax - 1
    #expect(try read(token(most)).claims["a"]?.count == most)
    #expect(
      fault { () throws(MeshInputError) in try read(token(most + 1)) }?.fault
        == .tooMany(max: 1_000))
    let space = String(
      repeating: " ", count: MeshLimits.tokenBytesMax - head.utf8.count - 2)
    #expect(try read(head + space + "1}").claims["a"] == ["1"])
    #expect(
      fault { () throws(MeshInputError) in try read(head + space + " 1}") }?.fault
        == .tooLong(max: 65_536))
  }
}

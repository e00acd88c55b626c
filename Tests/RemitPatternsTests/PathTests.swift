import RemitModel
import RemitPatterns
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("/", "/", PathMatch.matched), ("/", "/a", .notMatched), ("/a", "/a", .matched),
    ("/a", "/a/", .notMatched), ("/a/", "/a/", .matched), ("/a/", "/a", .notMatched),
    ("/a", "/A", .notMatched), ("/a", "/", .notMatched), ("/a", "/ab", .notMatched),
    ("/{*}", "/a", .matched), ("/{*}", "/", .notMatched), ("/{*}", "/a/", .notMatched),
    ("/{*}/", "/a/", .matched), ("/{*}", "/a/b", .notMatched), ("/{**}", "/", .matched),
    ("/{**}", "/a/b/c/", .matched), ("/a/{**}", "/a", .matched), ("/a/{**}", "/a/", .matched),
    ("/a/{**}", "/a/b/c", .matched), ("/a/{**}", "/ab", .notMatched),
    ("/a/{**}", "/b/a", .notMatched), ("/a/{*}/{**}", "/a", .notMatched),
    ("/a/{*}/{**}", "/a/", .notMatched), ("/a/{*}/{**}", "/a/b", .matched),
    ("/orders/{*}/items/{**}", "/orders/7/items", .matched),
    ("/orders/{*}/items/{**}", "/orders/7/items/9/lines", .matched),
    ("/orders/{*}/items/{**}", "/orders/items/9", .notMatched),
    ("/a%20b", "/a%20b", .matched), ("/{*}", "/%C3%A9", .matched), ("/{*}", "/...", .matched),
    ("/{*}", "/.a", .matched), ("/{*}", "/a..", .matched),
    ("/{*}", "/a:@!$&'()*+,;=-._~", .matched),
  ])
  func `compares segment by segment`(template: String, path: String, match: PathMatch) throws {
    #expect(PathMatcher(try PathTemplate.parse(template).get()).match(Text(path)) == match)
  }

  @Test(
    arguments: [
      ("", .noLeadingSlash), ("a", .noLeadingSlash), ("http://a/b", .noLeadingSlash),
      ("//", .emptySegment), ("//a", .emptySegment), ("/a//b", .emptySegment),
      ("/a//", .emptySegment), ("/.", .dotSegment), ("/a/./b", .dotSegment), ("/a/..", .dotSegment),
      ("/../a", .dotSegment), ("/%2e%2e/a", .needlessPercentEncoding),
      ("/%2E", .needlessPercentEncoding), ("/%41", .needlessPercentEncoding),
      ("/%7e", .needlessPercentEncoding), ("/%c3%a9", .lowerCasePercentEncoding),
      ("/%C3%a9", .lowerCasePercentEncoding), ("/%", .badPercentEncoding),
      ("/%2", .badPercentEncoding), ("/%2/a", .badPercentEncoding), ("/%GG", .badPercentEncoding),
      ("/%2F", .hiddenSeparator), ("/..%2fadmin", .hiddenSeparator), ("/%5C", .hiddenSeparator),
      ("/%00", .hiddenSeparator), ("/a\\b", .badByte), ("/a\0", .badByte), ("/a?b", .badByte),
      ("/a#b", .badByte), ("/a b", .badByte), ("/é", .badByte), ("/a\n", .badByte),
      ("/{*}", .badByte), ("/a\u{7f}", .badByte),
    ] as [(String, PathNormalForm.Fault)])
  func `a path out of normal form is neither a match nor a mismatch`(
    path: String, fault: PathNormalForm.Fault
  ) throws {
    for template in ["/{**}", "/zzz", "/a/{*}"] {
      #expect(PathMatcher(try PathTemplate.parse(template).get()).match(Text(path)) == .notNormal)
    }
    #expect(Array(path.utf8).withUnsafeBufferPointer { PathNormalForm.fault(in: $0) } == fault)
    #expect(!fault.message.isEmpty)
  }

  @Test(
    arguments: [
      ("", .noLeadingSlash, 0, 0), ("a/b", .noLeadingSlash, 0, 1),
      ("/a/{**}/b", .restNotLast, 3, 7),
      ("/a{*}", .badPlaceholder, 1, 5), ("/{id}", .badPlaceholder, 1, 5),
      ("/{***}", .badPlaceholder, 1, 6), ("/a}", .badPlaceholder, 1, 3),
      ("/a//b", .notNormal(.emptySegment), 2, 4), ("/a/../b", .notNormal(.dotSegment), 3, 5),
      ("/%2e", .notNormal(.needlessPercentEncoding), 1, 4), ("/a b", .notNormal(.badByte), 1, 4),
      ("/%2f", .notNormal(.hiddenSeparator), 1, 4), ("/{**}/", .restNotLast, 1, 5),
    ] as [(String, PathTemplateError.Reason, Int, Int)])
  func `says what is wrong with a template and where`(
    template: String, reason: PathTemplateError.Reason, from: Int, to: Int
  ) {
    switch PathTemplate.parse(template) {
    case .success: Issue.record("\(template) was accepted")
    case .failure(let error):
      #expect(error.reason == reason)
      #expect(error.range == from..<to)
      #expect(!error.message.isEmpty)
    }
  }

  @Test func `agrees with the obvious recursion on all short templates and paths`() throws {
    let templates = ["a", "b", "{*}", "{**}"]
    for first in templates {
      for second in templates + [nil] {
        for third in templates + ["", nil] {
          let segments = [first, second, third].compactMap { $0 }
          let text = "/" + segments.joined(separator: "/")
          guard case .success(let template) = PathTemplate.parse(text) else {
            #expect(segments.dropLast().contains("{**}"), "\(text) was refused")
            continue
          }
          let matcher = PathMatcher(template)
          for path in words(over: "ab/", upTo: 5).map({ "/" + $0 }) where !path.contains("//") {
            let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            let expected = obvious(segments[...], parts.map(String.init)[...])
            if matcher.match(Text(path)) != (expected ? .matched : .notMatched) {
              Issue.record("\(text) on \(path): expected \(expected)")
            }
          }
        }
      }
    }
  }

  private func obvious(_ template: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = template.first else { return path.isEmpty }
    if first == "{**}" { return true }
    guard let segment = path.first else { return false }
    return (first == "{*}" ? !segment.isEmpty : first == segment)
      && obvious(template.dropFirst(), path.dropFirst())
  }
}

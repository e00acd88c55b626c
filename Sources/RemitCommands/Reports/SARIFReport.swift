import Remit
import RemitModel
import RemitSource

/// A log of the Static Analysis Results Interchange Format, SARIF 2.1.0, on one line: one run, the
/// findings of all policies in it.
///
/// Nothing in it depends on the clock, the machine or the folder, except absolute paths that were
/// given: equal policies give equal logs.
struct SARIFReport {
  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  static let root = "%SRCROOT%"

  let findings: [Finding]
  private let rules: [SARIFRule]
  private let ruleIndexes: [String: Int]

  init(_ findings: [Finding]) {
    self.findings = findings
    rules = Set(findings.map(\.code)).sorted().map { SARIFRule(code: $0) }
    ruleIndexes = Dictionary(
      rules.enumerated().map { ($0.element.code, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  /// - Parameter failure: the file that could not be read. Nothing has been checked then, and the
  ///   log has no results: empty results would say that all is well.
  func text(status: ExitStatus, failure: FileProblem? = nil) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("$schema") { $0.string(Self.schema) }
      json.member("version") { $0.string("2.1.0") }
      json.member("runs") { json in
        json.array { json in
          json.object { json in
            tool(&json)
            invocation(&json, status, failure)
            json.member("originalUriBaseIds") { json in
              json.object { json in
                json.member(Self.root) { json in
                  json.object { json in
                    json.member("description") { json in
                      json.message("The folder in which remit was run.")
                    }
                  }
                }
              }
            }
            // Our columns count Unicode scalars.
            json.member("columnKind") { $0.string("unicodeCodePoints") }
            if failure == nil { results(&json) }
          }
        }
      }
    }
    return json.text
  }

  private func tool(_ json: inout JSONWriter) {
    json.member("tool") { json in
      json.object { json in
        json.member("driver") { json in
          json.object { json in
            json.member("name") { $0.string("remit") }
            json.member("version") { $0.string(Release.version) }
            json.member("semanticVersion") { $0.string(Release.version) }
            if let home = Release.home { json.member("informationUri") { $0.string(home) } }
            json.member("rules") { json in json.array(rules) { $1.write(to: &$0) } }
          }
        }
      }
    }
  }

  private func invocation(
    _ json: inout JSONWriter, _ status: ExitStatus, _ failure: FileProblem?
  ) {
    json.member("invocations") { json in
      json.array { json in
        json.object { json in
          json.member("executionSuccessful") { $0.bool(failure == nil) }
          json.member("exitCode") { $0.int(status.rawValue) }
          guard let failure else { return }
          json.member("toolExecutionNotifications") { json in
            json.array { json in
              json.object { json in
                json.member("level") { $0.string("error") }
                json.member("message") { $0.message(visible(failure.description)) }
                json.member("locations") { json in
                  json.array { json in
                    let artifact = Artifact(pathBytes: Array(failure.path.utf8))
                    json.object { $0.physicalLocation(Place(artifact: artifact)) }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private func results(_ json: inout JSONWriter) {
    var occurrences: [String: Int] = [:]
    json.member("results") { json in
      json.array(findings) { json, finding in
        let print = Self.fingerprint(of: finding)
        occurrences[print, default: 0] += 1
        json.object { json in
          json.member("ruleId") { $0.string(finding.code) }
          json.member("ruleIndex") { $0.int(ruleIndexes[finding.code] ?? -1) }
          json.member("level") { $0.string(finding.severity.rawValue) }
          json.member("message") { $0.message(finding.fullMessage) }
          json.member("locations") { json in json.array { $0.location(of: finding) } }
          json.relatedLocations(finding.notes)
          json.member("partialFingerprints") { json in
            json.object { json in
              json.member("remit/v1") { $0.string("\(print):\(occurrences[print] ?? 1)") }
            }
          }
          json.fixes(finding.fixes)
        }
      }
    }
  }

  /// Equal before and after an edit elsewhere in the file: of the code, the file, and the text of
  /// the line or the place within the JSON, not of line numbers.
  private static func fingerprint(of finding: Finding) -> String {
    let region = finding.place.region
    let line = region?.line ?? region?.text ?? finding.message
    let words = finding.path ?? line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    let text = [finding.code, finding.place.artifact.uri, words].joined(separator: "\u{0}")
    let digits = SHA256.digest(text).bytes.prefix(16).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return digits.joined()
  }
}

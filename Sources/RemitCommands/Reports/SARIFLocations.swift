import RemitSource

/// The smaller objects of a SARIF log.
extension JSONWriter {
  /// A message is plain text. What a reader could take for a link, `[text](target)`, loses that
  /// meaning: the text may come from a policy under review.
  mutating func message(_ text: String) {
    var plain = text
    if text.contains("](") {
      plain = ""
      for character in text.unicodeScalars {
        if character == "[" || character == "]" { plain += "\\" }
        plain.unicodeScalars.append(character)
      }
    }
    object { json in json.member("text") { $0.string(plain) } }
  }

  mutating func location(of finding: Finding) {
    object { json in
      json.physicalLocation(finding.place)
      guard let path = finding.path else { return }
      json.member("logicalLocations") { json in
        json.array { json in
          json.object { json in
            json.member("fullyQualifiedName") { $0.string(path) }
            json.member("kind") { $0.string("member") }
          }
        }
      }
    }
  }

  mutating func physicalLocation(_ place: Place) {
    member("physicalLocation") { json in
      json.object { json in
        json.artifactLocation(place.artifact)
        guard let region = place.region else { return }
        json.member("region") { $0.region(region, snippet: region.text) }
        guard let line = region.line, region.start.line == region.end.line else { return }
        json.member("contextRegion") { json in
          json.object { json in
            json.member("startLine") { $0.int(region.start.line) }
            json.member("endLine") { $0.int(region.start.line) }
            json.member("snippet") { $0.message(verbatim: line) }
          }
        }
      }
    }
  }

  /// The notes that have a place.
  mutating func relatedLocations(_ notes: [Finding.Note]) {
    let placed = notes.compactMap { note in note.place.map { (note.message, $0) } }
    guard !placed.isEmpty else { return }
    member("relatedLocations") { json in
      json.array(placed.enumerated()) { json, note in
        json.object { json in
          json.member("id") { $0.int(note.offset + 1) }
          json.physicalLocation(note.element.1)
          json.member("message") { $0.message(note.element.0) }
        }
      }
    }
  }

  mutating func fixes(_ fixes: [Finding.Fix]) {
    let whole = fixes.filter { !$0.edits.isEmpty }
    guard !whole.isEmpty else { return }
    member("fixes") { json in
      json.array(whole) { json, fix in
        json.object { json in
          json.member("description") { $0.message(fix.message) }
          json.member("artifactChanges") { json in
            let artifacts = fix.edits.map(\.place.artifact)
            let first = artifacts.indices.filter {
              artifacts.firstIndex(of: artifacts[$0]) == $0
            }
            json.array(first) { json, index in
              json.change(fix.edits.filter { $0.place.artifact == artifacts[index] })
            }
          }
        }
      }
    }
  }

  /// Edits of one file.
  private mutating func change(_ edits: [Finding.Edit]) {
    object { json in
      if let edit = edits.first { json.artifactLocation(edit.place.artifact) }
      json.member("replacements") { json in
        json.array(edits) { json, edit in
          guard let region = edit.place.region else { return }
          json.object { json in
            json.member("deletedRegion") { $0.region(region, snippet: nil) }
            json.member("insertedContent") { $0.message(verbatim: edit.replacement) }
          }
        }
      }
    }
  }

  private mutating func artifactLocation(_ artifact: Artifact) {
    member("artifactLocation") { json in
      json.object { json in
        json.member("uri") { $0.string(artifact.uri) }
        if artifact.isRelative { json.member("uriBaseId") { $0.string(SARIFReport.root) } }
      }
    }
  }

  private mutating func region(_ region: Place.Region, snippet: String?) {
    object { json in
      json.member("startLine") { $0.int(region.start.line) }
      json.member("startColumn") { $0.int(region.start.column) }
      json.member("endLine") { $0.int(region.end.line) }
      json.member("endColumn") { $0.int(region.end.column) }
      if let snippet { json.member("snippet") { $0.message(verbatim: snippet) } }
    }
  }

  /// The text of a file, which is no message: it stays as it is.
  private mutating func message(verbatim text: String) {
    object { json in json.member("text") { $0.string(text) } }
  }
}

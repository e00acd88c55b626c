import ArgumentParser
import Remit
import RemitData
import RemitModel

/// One request in options: who does what on what, in which context.
struct RequestOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who asks.", valueName: "entity"))
  var principal: String?

  @Option(help: ArgumentHelp("What they would do, by wire name or Remit name.", valueName: "name"))
  var action: String?

  @Option(help: ArgumentHelp("What they would do it on.", valueName: "entity"))
  var resource: String?

  @Option(help: ArgumentHelp("The context, as JSON or in a file.", valueName: "json|@file"))
  var context: String?

  @Option(
    help: ArgumentHelp(
      "The roles that are active; without it each authorized role is tried.", valueName: "role,…"))
  var roles: String?

  @Option(
    help: ArgumentHelp(
      "The time of the request, as in 2026-11-20T09:00:00Z; else the clock's.",
      valueName: "instant"))
  var now: String?

  var isEmpty: Bool {
    principal == nil && action == nil && resource == nil && context == nil && roles == nil
  }

  /// Refuses options that do not go together.
  func validate(with requests: String?) throws {
    guard requests != nil, !isEmpty else { return }
    throw ValidationError(
      "--requests and the options of a single request do not go together (--now does)")
  }

  /// The time of requests that give none: `--now`, else the clock, read once.
  func instant() throws(CommandFailure) -> Instant {
    guard let now else { return Instant(milliseconds: Platform.millisecondsSince1970()) }
    switch Instant.parse(now) {
    case .success(let instant): return instant
    case .failure(let error): throw CommandFailure("--now: \(error.message)")
    }
  }

  /// The request that the options make.
  func request(schema: Schema, now: Instant) throws(CommandFailure) -> Request {
    guard let principal, let action, let resource else {
      throw CommandFailure(
        "a request needs --principal, --action and --resource, or --requests with a file of them")
    }
    let resolver = NameResolver(schema: schema)
    return Request(
      principal: try resolver.entity(principal, option: "--principal"),
      action: resolver.action(action),
      resource: try resolver.entity(resource, option: "--resource"),
      context: try contextMembers(),
      roles: roles.map { names in
        names.split(separator: ",").map { Text(String($0.drop { $0 == " " })) }
      },
      now: now)
  }

  private func contextMembers() throws(CommandFailure) -> [Text: Value] {
    guard let context else { return [:] }
    var bytes = Array(context.utf8)
    if bytes.first == UInt8(ascii: "@") {
      do throws(FileProblem) {
        bytes = try Platform.readFile(
          String(context.dropFirst()), bytesMax: DataLimits.requestBytesMax)
      } catch {
        throw CommandFailure(error)
      }
    }
    let reading = readContext(bytes)
    guard reading.problems.isEmpty else {
      throw CommandFailure(
        reading.problems.map { "remit: --context: \($0.path): \($0.message)" })
    }
    return reading.value
  }
}

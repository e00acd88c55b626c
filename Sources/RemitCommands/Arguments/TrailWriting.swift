import Remit
import RemitAudit

/// Opens a trail that is there for writing, and closes it whatever happens.
func writing<Result>(
  _ folder: String, key: String?, _ body: (Trail) throws -> Result
) throws -> Result {
  let root = trailRoot(folder)
  let signing = try TrailKeyFiles(trail: root).key(file: key, isMade: false)
  do {
    var options = TrailOptions()
    options.creates = false
    let trail = try Trail.open(root, key: signing, options: options)
    let result: Result
    do {
      result = try body(trail)
    } catch {
      try? waiting { try await trail.close() }
      throw error
    }
    try waiting { try await trail.close() }
    return result
  } catch let error as TrailError {
    throw CommandFailure("\(error)")
  }
}

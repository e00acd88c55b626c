import Foundation

/// Whether this machine lets a process have its own file systems, for tests of full and read-only
/// disks.
package enum PrivateMounts {
  package static let areAllowed: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = ["--mount", "/bin/sh", "-c", "mount -t tmpfs none /tmp"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  package static let whyNot = "needs the right to mount in a namespace of its own (unshare --mount)"
}

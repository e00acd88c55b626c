#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The operating system's calls that Remit needs, in one file: whoever ports it looks here.
package enum Platform {
  /// A number that two threads rarely have in common. A few nanoseconds.
  @inline(__always)
  package static var threadNumber: Int {
    #if canImport(Darwin)
      let address = UInt(bitPattern: pthread_self())
    #else
      let address = UInt(pthread_self())
    #endif
    return Int(truncatingIfNeeded: (UInt64(address) &* 0x9e37_79b9_7f4a_7c15) >> 48)
  }

  /// What a path stands for.
  package enum FileKind: Sendable {
    case regular
    case directory
    case symbolicLink
    /// A pipe, a terminal, a device.
    case other
  }

  /// A call that failed, in the system's words: `No such file or directory`.
  package struct Failure: Error, Hashable, Sendable {
    package let reason: String
    package let number: Int32

    package init(reason: String, number: Int32) {
      self.reason = reason
      self.number = number
    }

    static var last: Failure {
      let number = errno
      return Failure(reason: String(cString: strerror(number)), number: number)
    }

    package var isBrokenPipe: Bool { number == EPIPE }
  }

  /// - Parameter followsLinks: whether a symbolic link stands for what it points to.
  package static func kind(
    of path: [UInt8], followsLinks: Bool
  ) throws(Failure) -> (kind: FileKind, bytes: Int64) {
    var status = stat()
    let result = withPath(path) { followsLinks ? stat($0, &status) : lstat($0, &status) }
    guard result == 0 else { throw .last }
    let kind: FileKind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    return (kind, Int64(status.st_size))
  }

  /// The names in a folder, as bytes, in no order; without `.` and `..`.
  package static func names(in folder: [UInt8]) throws(Failure) -> [[UInt8]] {
    guard let directory = withPath(folder, { opendir($0) }) else { throw .last }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        if errno != 0 { throw .last }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
        return [UInt8](
          UnsafeBufferPointer(
            start: start, count: strlen(UnsafePointer<CChar>(OpaquePointer(start)))))
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
  }

  /// Opens a file for reading, following links; reading and closing are the caller's.
  package static func open(_ path: [UInt8]) throws(Failure) -> Int32 {
    while true {
      let descriptor = withPath(path) { Self.openForReading($0) }
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw .last }
    }
  }

  package static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Reads up to `count` bytes and appends them; 0 at the end.
  package static func read(
    _ descriptor: Int32, into bytes: inout [UInt8], count: Int
  ) throws(Failure) -> Int {
    var failure: Failure?
    var got = 0
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
      repeat {
        got = systemRead(descriptor, buffer.baseAddress, count)
      } while got < 0 && errno == EINTR
      if got < 0 { failure = .last }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer.prefix(max(got, 0))))
    }
    if let failure { throw failure }
    return got
  }

  /// Writes all the bytes.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  /// Puts new content in a file's place in one step: readers see the old or the new, never a part.
  /// The file's permissions stay. A symbolic link stays one; what it points to is replaced.
  package static func replace(_ path: [UInt8], with bytes: [UInt8]) throws(Failure) {
    guard let resolved = withPath(path, { realpath($0, nil) }) else { throw .last }
    defer { free(resolved) }
    var status = stat()
    guard stat(resolved, &status) == 0 else { throw .last }
    let name = String(cString: resolved)
    // `mkstemp` puts characters of its own in the place of these six.
    var template = Array((name + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last }
    do throws(Failure) {
      try write(bytes, to: descriptor)
      let isDone =
        fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
        && rename(template, resolved) == 0
      guard isDone else { throw .last }
    } catch {
      close(descriptor)
      unlink(template)
      throw error
    }
    close(descriptor)
  }

  /// Writes a file, in place of one that is there.
  package static func create(_ path: [UInt8], with bytes: [UInt8]) throws(Failure) {
    let descriptor = withPath(path) { creat($0, 0o644) }
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    try write(bytes, to: descriptor)
  }

  /// Nanoseconds of a clock that only goes forward.
  package static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Gives the processor away for a while.
  package static func pause(microseconds: UInt32) { _ = usleep(microseconds) }

  /// Milliseconds since 1970 by the system's clock.
  package static func millisecondsSince1970() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The same as of the last tick of the system's clock, at most 10 milliseconds ago. A fifth of the
  /// time that the clock takes.
  package static func tickSince1970() -> Int64 {
    #if canImport(Darwin)
      return millisecondsSince1970()
    #else
      var time = timespec()
      clock_gettime(CLOCK_REALTIME_COARSE, &time)
      return Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
    #endif
  }

  /// A variable of the process's environment.
  package static func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// A reader that goes away is then an error of the write, not the end of the process.
  package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  private static func withPath<Result>(
    _ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    (path + [0]).withUnsafeBytes { buffer in
      // The array is never empty: it ends with the 0.
      body(buffer.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped)
    }
  }

  private static func openForReading(_ path: UnsafePointer<CChar>) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDONLY | O_CLOEXEC)
    #elseif canImport(Musl)
      Musl.open(path, O_RDONLY | O_CLOEXEC)
    #else
      Darwin.open(path, O_RDONLY | O_CLOEXEC)
    #endif
  }

  private static func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }

  private static func systemWrite(
    _ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, buffer, count)
    #else
      Darwin.write(descriptor, buffer, count)
    #endif
  }
}

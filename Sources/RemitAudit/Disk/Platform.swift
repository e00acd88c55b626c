#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The operating system's calls that the trail needs, in one file: whoever ports it looks here.
///
/// Each is one call, repeated only after a signal. Descriptors are closed on `exec`.
enum Platform {
  enum Mode {
    case reading
    /// The file must not be there.
    case creating
    case locking
  }

  /// Opens a file in a folder; never through a symbolic link that stands in its place.
  static func open(
    _ name: String, in folder: Int32, _ mode: Mode, path: String
  ) throws(DiskFailure) -> Int32 {
    // Without waiting: a pipe in a file's place must not hang the opening.
    let flags: Int32 =
      switch mode {
      case .reading: O_RDONLY | O_NONBLOCK
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .locking: O_RDWR | O_CREAT
      }
    return try check("open", path) {
      openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
  }

  static func openFolder(_ path: String) throws(DiskFailure) -> Int32 {
    try check("open", path) {
      openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
  }

  static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  static func makeFolder(_ path: String) throws(DiskFailure) {
    do throws(DiskFailure) {
      _ = try check("mkdir", path) { mkdir(path, 0o700) }
    } catch  where error.reason == .exists {
      // A file in its place is found when something is opened in it.
    }
  }

  static func rename(
    _ name: String, in folder: Int32, to other: String, in otherFolder: Int32, path: String
  ) throws(DiskFailure) {
    _ = try check("rename", path) { renameat(folder, name, otherFolder, other) }
  }

  static func remove(
    _ name: String, in folder: Int32, isFolder: Bool, path: String
  ) throws(DiskFailure) {
    _ = try check("remove", path) { unlinkat(folder, name, isFolder ? Int32(AT_REMOVEDIR) : 0) }
  }

  /// How many bytes a file has; `nil` where it is a folder, a pipe or a device.
  static func fileBytes(_ descriptor: Int32, path: String) throws(DiskFailure) -> Int? {
    var status = stat()
    _ = try check("stat", path) { fstat(descriptor, &status) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// Bytes read; 0 at the end.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int, path: String
  ) throws(DiskFailure) -> Int {
    try check("read", path) { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
  }

  /// Writes all the bytes, in as many calls as it takes.
  static func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int, path: String
  ) throws(DiskFailure) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = try check("write", path) {
        pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
      }
      guard count > 0 else {
        throw DiskFailure(.other, call: "write", path: path, words: "nothing was written")
      }
      written += count
    }
  }

  /// Makes content durable. macOS leaves `fsync` in the disk's own cache, `F_FULLFSYNC` does not;
  /// file systems that do not know it are told the other way.
  static func syncContent(_ descriptor: Int32, path: String) throws(DiskFailure) {
    #if canImport(Darwin)
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
      guard errno == ENOTSUP || errno == ENOTTY || errno == EINVAL else {
        throw failure("sync", path)
      }
      _ = try check("sync", path) { fsync(descriptor) }
    #else
      _ = try check("sync", path) { fdatasync(descriptor) }
    #endif
  }

  /// A failure is never `full`, even if the system calls it that: it must not be tried again.
  static func syncFolder(_ descriptor: Int32, path: String) throws(DiskFailure) {
    do throws(DiskFailure) {
      _ = try check("sync", path) { fsync(descriptor) }
    } catch {
      throw error.reason == .full
        ? DiskFailure(.other, call: error.call, path: error.path, words: error.words) : error
    }
  }

  /// Whether the lock was to be had.
  static func lock(_ descriptor: Int32, path: String) throws(DiskFailure) -> Bool {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else { throw failure("lock", path) }
    }
    return true
  }

  /// The names in a folder but `.` and `..`.
  static func names(in folder: String) throws(DiskFailure) -> [String] {
    guard let stream = opendir(folder) else { throw failure("list", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw failure("list", folder) }
    return names
  }

  /// Nanoseconds since 1970, or of a clock that only goes forward.
  static func nanoseconds(monotonic: Bool) -> Int64 {
    var time = timespec()
    clock_gettime(monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private static func check<Result: SignedInteger>(
    _ call: String, _ path: String, _ body: () -> Result
  ) throws(DiskFailure) -> Result {
    while true {
      let result = body()
      if result >= 0 { return result }
      guard errno == EINTR else { throw failure(call, path) }
    }
  }

  private static func failure(_ call: String, _ path: String) -> DiskFailure {
    let number = errno
    let reason: DiskFailure.Reason =
      switch number {
      case ENOENT: .missing
      case EEXIST: .exists
      case ENOSPC, EDQUOT: .full
      case EROFS: .readOnly
      case EACCES, EPERM: .denied
      default: .other
      }
    return DiskFailure(reason, call: call, path: path, words: String(cString: strerror(number)))
  }
}

/// A lock, and a way to wait until what it guards has changed, for a time that setting the system's
/// clock does not lengthen.
final class MonotonicCondition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    #if canImport(Darwin)
      pthread_cond_init(condition, nil)
    #else
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    #endif
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Nanoseconds of a clock that only goes forward.
  static var now: UInt64 { UInt64(Platform.nanoseconds(monotonic: true)) }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
  func signal() { pthread_cond_signal(condition) }
  func broadcast() { pthread_cond_broadcast(condition) }

  /// Lets go of the lock until somebody signals or the time has come. May return sooner.
  ///
  /// - Parameter end: by `now`.
  /// - Returns: `false` where the time has come.
  func wait(until end: UInt64) -> Bool {
    let now = Self.now
    guard end > now else { return false }
    // Longer than anybody waits in one go, and clear of overflow.
    let left = min(end - now, 3_600_000_000_000)
    #if canImport(Darwin)
      var time = timespec(
        tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
      let result = pthread_cond_timedwait_relative_np(condition, mutex, &time)
    #else
      let moment = now + left
      var time = timespec(
        tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
      let result = pthread_cond_timedwait(condition, mutex, &time)
    #endif
    return result == 0 || Self.now < end
  }
}

/// Reads a trail's folder, or a copy that has only `checkpoint` and `tile`, without its lock.
package struct TrailReader: Sendable {
  let layout: TrailLayout
  private let disk: any Disk

  package init(_ path: String, disk: any Disk = SystemDisk()) {
    layout = TrailLayout(root: path)
    self.disk = disk
  }

  /// Whose trail the folder says it is; `nil` where it does not say.
  ///
  /// - Throws: where the folder is not there, is of a newer version, or what it says is no JSON.
  package func statedOrigin() throws(TrailError) -> String? {
    let names: [String]
    do throws(DiskFailure) {
      names = try disk.names(in: layout.root)
    } catch {
      throw error.reason == .missing
        ? .missing(path: layout.root) : .unavailable(words: error.description)
    }
    guard names.contains(TrailLayout.markerName) else {
      guard names.contains("checkpoint") || names.contains("tile") else {
        throw .notATrail(
          path: layout.root, words: "it has neither \(TrailLayout.markerName) nor a checkpoint")
      }
      return nil
    }
    let bytes: [UInt8]
    do throws(DiskFailure) {
      bytes = try disk.read(layout.marker, bytesMax: TrailMarker.bytesMax)
    } catch {
      throw .unavailable(words: error.description)
    }
    return try TrailMarker(bytes, path: layout.root).origin
  }

  /// The shards that are there, in order: the first, and those in `shards`.
  ///
  /// - Parameter origin: of the trail, which is the first shard's.
  /// - Throws: `damaged` where one is missing in the row.
  package func shards(origin: String) throws(TrailError) -> [ShardReader] {
    var numbers: [UInt32] = []
    do throws(DiskFailure) {
      numbers = try disk.names(in: layout.shards).compactMap(Self.shardNumber).sorted()
    } catch  where error.reason == .missing {
      // Only the first.
    } catch {
      throw .unavailable(words: error.description)
    }
    for (place, number) in numbers.enumerated() where number != UInt32(place) + 2 {
      throw .damaged(
        TrailDamage(
          file: TrailShard(UInt32(place) + 2, of: origin, in: layout).prefix, offset: 0, index: nil,
          words: "the shard is missing, though later ones are there"))
    }
    return ([1] + numbers).map {
      ShardReader(TrailShard($0, of: origin, in: layout), disk: disk)
    }
  }

  /// The number in the name of a shard's folder, `0002`; `nil` for other names.
  private static func shardNumber(of name: String) -> UInt32? {
    guard name.utf8.count >= 4, let number = UInt32(name), number >= 2,
      TrailLayout(root: "").folder(ofShard: number).utf8.elementsEqual("/shards/\(name)".utf8)
    else { return nil }
    return number
  }

  // MARK: - The journal

  /// A journal that has more bytes is not read: it is read as a whole.
  private static let journalBytesMax = 128 << 20

  /// How many durable records no checkpoint covers yet.
  ///
  /// - Parameter last: the newest shard that has a checkpoint, and the size in it.
  /// - Returns: `nil` where that cannot be seen: in a copy without the journal, in a journal that is
  ///   very large, or that went on meanwhile.
  func unsigned(
    after last: (shard: UInt32, size: UInt64)?, origin: String
  ) throws(TrailError) -> UInt64? {
    guard let contents = try journal(origin: origin) else { return nil }
    guard contents.isBegun else { return 0 }
    guard let last, last.shard == contents.shard else {
      return UInt64(contents.records.count)
    }
    return contents.nextIndex > last.size ? contents.nextIndex - last.size : 0
  }

  /// Whether the journal holds a shard from its first record on, as it does until the shard has had
  /// checkpoints for a while.
  func journalBegins(shard: UInt32, origin: String) -> Bool {
    guard let contents = try? journal(origin: origin) else { return false }
    return contents.shard == shard && contents.isBegun && contents.firstIndex == 0
  }

  /// - Returns: `nil` as `unsigned(after:origin:)`.
  private func journal(origin: String) throws(TrailError) -> JournalContents? {
    var segments: [(number: UInt32, bytes: [UInt8])] = []
    do throws(DiskFailure) {
      var rest = Self.journalBytesMax
      for number in try disk.names(in: layout.journal).compactMap(JournalFormat.number).sorted() {
        let bytes = try disk.read(
          layout.journal + "/" + JournalFormat.name(of: number), bytesMax: rest)
        rest -= bytes.count
        segments.append((number, bytes))
      }
    } catch {
      switch error.reason {
      // No journal, or a segment that went meanwhile.
      case .missing, .tooLarge, .denied: return nil
      default: throw TrailError(error)
      }
    }
    return try JournalReader.read(
      segments, folder: TrailLayout.journalName, trail: CRC32C.checksum(Array(origin.utf8)))
  }
}

import Foundation
import RemitModel
import RemitTestSupport
import Testing

/// Addresses and ranges as lists of bits, and against what the system reads.
@Suite struct IPBruteTests {
  @Test func `a range holds exactly the addresses that begin with its bits`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    for round in 0..<6_000 {
      let width = random.chance(50) ? 32 : 128
      let length =
        round % 5 == 0 ? random.pick([0, 1, width - 1, width]) : random.between(0, width)
      let base = bits(width, &random).enumerated().map { $0.offset < length ? $0.element : false }
      let range = try IPRange.parse("\(text(base))/\(length)").get()
      #expect(range.prefixLength == length, "seed \(seed)")
      // An address that differs in one bit, or is random, or of the other family.
      var other = random.chance(80) ? base : bits(width, &random)
      if random.chance(80) { other[random.below(width)].toggle() }
      let isInside = other.prefix(length) == base.prefix(length)
      let address = try IPAddress.parse(text(other)).get()
      // `::ffff:a.b.c.d` is an IPv4 address and lies in no IPv6 range.
      let isMapped = width == 128 && Self.isMapped(other)
      #expect(
        range.contains(address) == (isInside && !isMapped),
        "\(range) and \(address), seed \(seed)")
      let foreign = try IPAddress.parse(text(bits(160 - width, &random))).get()
      #expect(!range.contains(foreign) || width == 32, "seed \(seed)")
    }
  }

  @Test func `host bits are refused wherever they stand`() throws {
    for width in [32, 128] {
      for length in 0..<width {
        for bit in length..<width where bit % 7 == 0 || bit == length || bit == width - 1 {
          var address = Array(repeating: false, count: width)
          address[bit] = true
          let network = Array(repeating: false, count: width)
          let expected = try IPRange.parse("\(text(network))/\(length)").get()
          #expect(
            IPRange.parse("\(text(address))/\(length)")
              == .failure(.hostBitsSet(network: expected)))
        }
      }
    }
  }

  @Test func `IPv4 ranges in IPv6 dress are the IPv4 ranges`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    for length in 0...32 {
      let base = bits(32, &random).enumerated().map { $0.offset < length ? $0.element : false }
      let plain = try IPRange.parse("\(text(base))/\(length)").get()
      let dressed = Array(repeating: false, count: 80) + Array(repeating: true, count: 16) + base
      #expect(IPRange.parse("::ffff:\(text(base))/\(length + 96)") == .success(plain))
      #expect(IPRange.parse("\(text(dressed))/\(length + 96)") == .success(plain), "seed \(seed)")
      #expect(plain.contains(try IPAddress.parse(text(dressed)).get()))
    }
  }

  /// What both read has the same bits, but for `::ffff:a.b.c.d`, which is an IPv4 address here.
  @Test func `written addresses have the bits that the system reads`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var read = 0
    for _ in 0..<20_000 {
      var written = text(bits(random.chance(30) ? 32 : 128, &random))
      if random.chance(40) { written = shortened(written, &random) }
      if random.chance(30), let index = written.indices.randomElement(using: &random) {
        written.remove(at: index)
        if random.chance(60) { written.insert(random.pick(Array("0:.1fFg ")), at: index) }
      }
      var v4 = [UInt8](repeating: 0, count: 4)
      var v6 = [UInt8](repeating: 0, count: 16)
      let isV4 = inet_pton(AF_INET, written, &v4) == 1
      let isV6 = inet_pton(AF_INET6, written, &v6) == 1
      guard case .success(let address) = IPAddress.parse(written) else {
        #expect(!isV4 && !isV6, "\(written), seed \(seed)")
        continue
      }
      read += 1
      #expect(isV4 || isV6, "\(written), seed \(seed)")
      if isV6 && Self.isMapped(bits(of: v6)) { v4 = Array(v6.suffix(4)) }
      #expect(bits(of: address) == bits(of: address.isV4 ? v4 : v6), "\(written), seed \(seed)")
    }
    #expect(read > 8_000, "seed \(seed)")
  }

  private func bits(_ width: Int, _ random: inout SplitMix64) -> [Bool] {
    let density = random.pick([0, 5, 50, 100])
    return (0..<width).map { _ in random.chance(density) }
  }

  private static func isMapped(_ bits: [Bool]) -> Bool {
    bits.prefix(80).allSatisfy { !$0 } && bits[80..<96].allSatisfy { $0 }
  }

  private func bits(of bytes: [UInt8]) -> [Bool] {
    bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 == 1 } }
  }

  private func bits(of address: IPAddress) -> [Bool] {
    var all: [Bool] = []
    for half in [address.high, address.low] {
      for place in 0..<64 { all.append((half << UInt64(place)) >> 63 == 1) }
    }
    return address.isV4 ? Array(all.suffix(32)) : all
  }

  private func number(_ bits: ArraySlice<Bool>) -> Int { bits.reduce(0) { $0 * 2 + ($1 ? 1 : 0) } }

  private func text(_ bits: [Bool]) -> String {
    if bits.count == 32 {
      return stride(from: 0, to: 32, by: 8).map { String(number(bits[$0..<($0 + 8)])) }
        .joined(separator: ".")
    }
    return stride(from: 0, to: 128, by: 16).map {
      String(number(bits[$0..<($0 + 16)]), radix: 16)
    }.joined(separator: ":")
  }

  /// `::` for some run of zero groups, or what is none.
  private func shortened(_ text: String, _ random: inout SplitMix64) -> String {
    random.pick([
      text.replacingOccurrences(of: ":0:0:", with: "::"),
      text.replacing(/(:0)+:/, with: "::", maxReplacements: 1), text.uppercased(),
      text.replacing(/^(0:)+/, with: "::", maxReplacements: 1), "::" + text,
    ])
  }
}

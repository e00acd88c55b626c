import Foundation

/// Writes one JSON line.
func report(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var line = try encoder.encode(value)
  line.append(0x0A)
  FileHandle.standardOutput.write(line)
}

/// Bytes as megabytes of 1,048,576, with one decimal.
func megabytes(_ bytes: Int?) -> Double? {
  bytes.map { (Double($0) / 104_857.6).rounded() / 10 }
}

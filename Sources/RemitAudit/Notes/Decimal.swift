/// A number in decimal digits without a sign and without a leading zero; `nil` for any other text
/// and beyond 64 bits.
func decimal(_ digits: some Collection<UInt8>) -> UInt64? {
  guard let first = digits.first, digits.count <= 20, first != 0x30 || digits.count == 1 else {
    return nil
  }
  var number: UInt64 = 0
  for digit in digits {
    guard (0x30...0x39).contains(digit) else { return nil }
    let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
    let (sum, overflows) = tenfold.addingReportingOverflow(UInt64(digit) - 0x30)
    guard !isTooLarge, !overflows else { return nil }
    number = sum
  }
  return number
}

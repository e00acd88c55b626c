/// A text in which nothing can hide: control and formatting characters are shown by their code,
/// `\u{202e}`, tabs stay. For whatever is shown to people and comes from outside, names of files too.
package func visible(_ text: String) -> String {
  text.unicodeScalars.map { visible($0) }.joined()
}

package func visible(_ scalar: Unicode.Scalar) -> String {
  if scalar == "\t" { return "\t" }
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
    .surrogate:
    return "\\u{\(String(scalar.value, radix: 16))}"
  default:
    return String(scalar)
  }
}

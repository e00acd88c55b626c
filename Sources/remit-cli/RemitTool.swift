import RemitCommands

@main
enum RemitTool {
  static func main() {
    startRemit()
  }
}

/// Names that people bring from other languages, with what says the same here.
enum ForeignNames {
  static func help(for name: String) -> String? {
    switch name {
    case "null", "nil", "undefined", "none":
      "an absent attribute is asked for with `not (x has a)`"
    case "action":
      "the actions of a rule stand in its head, behind `to`"
    case "subject", "actor", "user", "caller":
      "who acts is `principal`"
    case "target", "entity":
      "what is acted on is `resource`"
    case "env", "environment", "request", "input":
      "what a request brings besides is `context`"
    case "today", "time", "date":
      "the time of the request is `now`"
    default:
      nil
    }
  }
}

import ScenarioFormat
import Testing

@Suite("Suggestions")
struct SuggestionTests {
  @Test(
    "find the name that was meant",
    arguments: [
      ("biling", "billing"), ("bililng", "billing"), ("billings", "billing"), ("odrers", "orders"),
      ("Orders", "orders"), ("minInsyncReplicas", "min.insync.replicas"), ("rol-back", "roll-back"),
      ("rollback", "roll-back"), ("roll_back", "roll-back"),
    ])
  func finds(text: String, name: String) {
    let names = ["orders", "billing", "min.insync.replicas", "roll-back", "hold", "at"]
    #expect(Suggestion.nearest(to: text, among: names) == name)
  }

  @Test(
    "stay away when nothing is near", arguments: ["payments", "", "x", "a", "go", "hero", "-"])
  func staysAway(text: String) {
    #expect(Suggestion.nearest(to: text, among: ["orders", "billing", "hold", "..."]) == nil)
  }

  @Test func `of names equally near take the first`() {
    #expect(Suggestion.nearest(to: "step", among: ["steq", "stop", "stap"]) == "steq")
    #expect(Suggestion.nearest(to: "step", among: ["stap", "stop", "steq"]) == "stap")
  }

  @Test func `never give the name itself, nor compare long texts`() {
    let long = String(repeating: "a", count: 65)
    #expect(Suggestion.nearest(to: "same", among: ["same"]) == nil)
    #expect(Suggestion.nearest(to: long, among: [long + "b"]) == nil)
  }
}

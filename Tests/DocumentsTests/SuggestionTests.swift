import Documents
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

  @Test func `measure distance as its definition has it`() {
    // The definition, slow and obviously right.
    func edits(_ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>) -> Int {
      guard let x = a.last, let y = b.last else { return a.count + b.count }
      let (c, d) = (a.dropLast(), b.dropLast())
      var least = min(edits(c, d) + (x == y ? 0 : 1), edits(c, b) + 1, edits(a, d) + 1)
      if c.last == y, d.last == x { least = min(least, edits(c.dropLast(), d.dropLast()) + 1) }
      return least
    }
    var texts: [[Unicode.Scalar]] = [[]]
    // Every text of up to three letters: each of the first thirteen grows by one letter.
    for row in 0..<13 {
      for letter in ["a", "b", "c"] as [Unicode.Scalar] { texts.append(texts[row] + [letter]) }
    }
    for a in texts {
      for b in texts {
        let expected = edits(a[...], b[...])
        for limit in 0...4 {
          #expect(Suggestion.distance(a, b, limit: limit) == (expected <= limit ? expected : nil))
        }
      }
    }
  }
}

import Documents
import Testing

@Suite("A JSON pointer")
struct JSONPointerTests {
  private let document: JSONNode = [
    "plan": ["steps": [["at": "10s"], ["at": "20s"]]], "a/b": ["~": 7],
  ]

  private func pointer(_ text: String) throws -> JSONPointer {
    try #require(JSONPointer(parsing: text))
  }

  @Test func `goes through keys and places`() throws {
    #expect(document[try pointer("/plan/steps/1/at")] == "20s")
    #expect(document[try pointer("/a~1b/~0")] == 7)
  }

  @Test(arguments: ["/plan/steps/2/at", "/plan/steps/01/at", "/plan/steps/-/at", "/plan/x", "/"])
  func `finds nothing where nothing stands`(text: String) throws {
    #expect(document[try pointer(text)] == nil)
    var copy = document
    let isThere = copy.replace(at: try pointer(text), with: .null)
    #expect(!isThere && copy == document)
  }

  @Test(arguments: ["", "plan/steps", "/a~2", "/a~"])
  func `has a slash before each step, and two escapes`(text: String) {
    #expect(JSONPointer(parsing: text) == nil)
  }

  @Test func `puts a value where one stands, and leaves the rest`() throws {
    var copy = document
    let isThere = copy.replace(at: try pointer("/plan/steps/1/at"), with: .string("21s"))
    #expect(isThere)
    #expect(copy[try pointer("/plan/steps/1/at")] == "21s")
    #expect(copy[try pointer("/plan/steps/0/at")] == "10s")
  }
}

import Documents
import Testing

@Suite("The JSON Schema")
struct JSONSchemaWriterTests {
  let schema = JSONSchemaWriter.schema(
    for: Toy.scenario, id: "https://example.org/toy.schema.json", title: "Toy scenario")

  func definition(_ name: String) throws -> JSONNode { try #require(schema["$defs"]?[name]) }

  /// The schema of one key, as text on one line.
  func property(_ owner: String, _ key: String) throws -> String {
    let property = try #require(try definition(owner)["properties"]?[key])
    return CanonicalJSON.text(property, layout: .compact)
  }

  @Test func `says which draft it follows and where to begin`() throws {
    #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["$id"]?.string == "https://example.org/toy.schema.json")
    #expect(schema["$ref"]?.string == "#/$defs/Scenario")
    let names = try #require(schema["$defs"]?.object).map(\.key)
    #expect(
      names == [
        "Scenario", "Topic", "TopicConfig", "ReaderGroup", "Plan", "Step", "Fault", "Fault.crash",
        "Fault.slow", "PositiveRate", "PositiveSize", "VaryingPositiveSize", "Bandwidth",
        "PositiveDuration", "VaryingPositiveDuration", "Ratio", "Factor", "Duration",
        "VaryingDuration", "TimeByStep",
      ])
  }

  @Test func `is strict JSON, every reference leading somewhere`() throws {
    let text = CanonicalJSON.text(schema)
    #expect(try JSONNode(parsing: Array(text.utf8)) == schema)
    let names = try #require(schema["$defs"]?.object).map(\.key)
    var references: [String] = []
    func collect(_ node: JSONNode) {
      if let reference = node["$ref"]?.string { references.append(reference) }
      for member in node.object ?? [] { collect(member.value) }
      for element in node.array ?? [] { collect(element) }
    }
    collect(schema)
    #expect(references.count > 30)
    #expect(references.allSatisfy { names.contains(String($0.dropFirst("#/$defs/".count))) })
  }

  @Test func `an object takes the keys of the table and no others`() throws {
    let plan = CanonicalJSON.text(try definition("Plan"))
    #expect(
      plan == #"""
        {
          "description": "The steps, in order.",
          "type": "object",
          "properties": {
            "steps": {
              "type": "array",
              "items": {
                "$ref": "#/$defs/Step"
              },
              "minItems": 1,
              "maxItems": 100,
              "description": "What is done."
            },
            "until": {
              "anyOf": [
                {
                  "enum": ["never"]
                },
                {
                  "$ref": "#/$defs/Duration"
                }
              ],
              "description": "When it ends.",
              "default": "1h"
            }
          },
          "required": ["steps"],
          "additionalProperties": false
        }

        """#)
  }

  @Test func `kinds of objects are told apart by a constant`() throws {
    let fault = CanonicalJSON.text(try definition("Fault"), layout: .compact)
    #expect(
      fault == ##"{"description":"Something that goes wrong.","type":"object","##
        + ##""oneOf":[{"$ref":"#/$defs/Fault.crash"},{"$ref":"#/$defs/Fault.slow"}]}"##)
    #expect(
      try property("Fault.crash", "kind")
        == #"{"const":"crash","description":"Which fault this is."}"#)
    #expect(try definition("Fault.crash")["required"] == ["kind", "at", "broker"])
  }

  @Test func `rules between keys, words and units are part of it`() throws {
    #expect(
      try definition("Step")["allOf"] == [
        ["oneOf": [["required": ["groups"]], ["required": ["topics"]]]],
        ["dependentRequired": ["wait": ["max"]]],
      ])
    #expect(
      try property("Step", "onTimeout") == #"{"enum":["hold","roll-back"],"description":"#
        + #""What happens when it takes too long. hold: Wait for someone. roll-back: Go back.","#
        + #""default":"hold"}"#)
    #expect(
      try definition("PositiveDuration")["pattern"]
        == JSONNode(
          #"^(?=.*[1-9])(?=[0-9])"#
            + ["d", "h", "m", "s", "ms", "us", "ns"].map { #"([0-9]+(\.[0-9]+)?\#($0))?"# }.joined()
            + "$"))
    #expect(
      try property("Step", "wait")
        == ##"{"$ref":"#/$defs/Duration","description":"How long. If missing: no wait."}"##)
  }

  @Test func `Kafka's settings are listed with their types`() throws {
    #expect(
      try property("TopicConfig", "min.insync.replicas")
        == #"{"anyOf":[{"type":"integer","minimum":1},"#
        + #"{"type":"string","pattern":"^[+-]?[0-9]+$"}],"default":"1"}"#)
    #expect(
      try property("TopicConfig", "segment.jitter.ms").contains(
        "Known, and changes nothing in the model."))
    #expect(
      try definition("TopicConfig")["patternProperties"]?[#"^follower\."#]?["type"]
        == ["string", "number", "boolean"])
  }
}

import Documents

// What the table is published as: a schema for editors, a page for people.

extension ScenarioShape {
  /// The JSON Schema of scenarios: `Scenarios/schema/scenario.schema.json`.
  package static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: scenario, id: "https://migsim.dev/schema/scenario.schema.json",
        title: "migsim scenario"))
  }

  /// The reference of all keys: `Reports/reference/scenario-keys.md`.
  package static var referenceText: String {
    ReferencePage.markdown(
      for: scenario, title: "Keys of a scenario",
      opening: """
        Every key that a scenario may have, generated from the table that the program reads by. A \
        key without a default may be left out unless it is required; the table says what that means. \
        `migsim validate` tells what is wrong with a file, with line and column.
        """)
  }
}

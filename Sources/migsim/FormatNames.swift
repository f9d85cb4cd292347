import ScenarioFormat

extension ScenarioFile {
  var structuralDiagnostics: [Diagnostic] { report.all }
}

extension ScenarioShape {
  static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: scenario, id: "https://migsim.dev/schema/scenario.schema.json",
        title: "migsim scenario"
      ))
  }

  static var referenceText: String {
    ReferencePage.markdown(
      for: scenario, title: "Keys of a scenario", opening: "Every key that a scenario may have.")
  }
}

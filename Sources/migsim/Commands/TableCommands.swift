import Costing
import Measurement
import Reporting
import ScenarioFormat

/// `migsim schema`: what files must look like, for editors and validators.
enum SchemaCommand: Command {
  static let name = "schema"
  static let about = "Print the JSON Schema of scenarios, outcomes and other files."
  static let help = """
    migsim schema [scenario|outcome|measured|prices|deployments]

    Prints the JSON Schema (draft 2020-12) of scenario files, of outcome.json, or of files of
    measured runs, prices or deployments.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name)
    switch options.operands {
    case [], ["scenario"]: Terminal.print(ScenarioShape.schemaText)
    case ["outcome"]: Terminal.print(OutcomeShape.schemaText)
    case ["measured"]: Terminal.print(MeasuredShape.schemaText)
    case ["prices"]: Terminal.print(PriceShape.schemaText)
    case ["deployments"]: Terminal.print(DeploymentShape.schemaText)
    default:
      throw Failure.usage("schema is of scenario, outcome, measured, prices or deployments")
    }
    return .pass
  }
}

/// `migsim reference`: every key and what it means, as Markdown.
enum ReferenceCommand: Command {
  static let name = "reference"
  static let about = "Print what every key of a scenario, an outcome and other files means."
  static let help = """
    migsim reference [scenario|outcome|measured|prices|deployments|departures]

    Prints a page in Markdown with every key, what it takes, what it is when it is missing,
    and what it means; or the rules in which the model is knowingly not Kafka, and why.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let options = try Options(words, command: name)
    switch options.operands {
    case [], ["scenario"]: Terminal.print(ScenarioShape.referenceText)
    case ["outcome"]: Terminal.print(OutcomeShape.referenceText)
    case ["measured"]: Terminal.print(MeasuredShape.referenceText)
    case ["prices"]: Terminal.print(PriceShape.referenceText)
    case ["deployments"]: Terminal.print(DeploymentShape.referenceText)
    case ["departures"]: Terminal.print(DeparturesPage.text)
    default:
      throw Failure.usage(
        "reference is of scenario, outcome, measured, prices, deployments or departures")
    }
    return .pass
  }
}
